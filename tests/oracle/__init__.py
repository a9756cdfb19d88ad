"""A brute-force oracle of Arm memory attributes, written by hand from the manual's rules."""
