"""Claims decided by solvers."""
