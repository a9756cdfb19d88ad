"""Situations from words: policies, settings, values by name, defaults, and rows of a file."""
