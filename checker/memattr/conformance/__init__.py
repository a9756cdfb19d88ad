"""Implementations compared with the specification: which rows to ask, and what the answers show."""
