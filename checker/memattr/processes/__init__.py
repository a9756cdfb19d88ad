"""Processes that end with the one that began them, and within their bounds."""
