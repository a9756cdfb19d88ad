"""The three readings of the shipped specification, compared point by point."""
