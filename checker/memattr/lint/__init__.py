"""How strong are the claims? The specification is broken on purpose, and somebody must notice."""
