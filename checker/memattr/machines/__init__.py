"""Runs of machines: what is reachable, proved and refuted by two engines."""
