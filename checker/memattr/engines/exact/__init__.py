"""Claims decided by decision diagrams, with exact counts and no solver."""
