"""What may not fool, stop or outlive the checker: each test is an attack."""
