"""How a claim is decided: by diagrams, by a solver, and by comparing the two."""
