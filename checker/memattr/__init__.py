"""memattr: a specification language and model checker for memory attributes."""
