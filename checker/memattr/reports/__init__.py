"""Verdicts as text and data."""
