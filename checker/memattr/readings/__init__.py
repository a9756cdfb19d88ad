"""What must hold of one reading of a model: three of them, which never import one another."""
