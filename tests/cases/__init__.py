"""Texts of the language with what the command prints for them, many to a file."""
