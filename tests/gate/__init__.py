"""A gate that cannot be fooled: no text makes a false claim pass, and what is left out is said."""
