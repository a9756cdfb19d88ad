"""A file of situations, answered row by row: what many rows have in common is worked out once."""
