"""The parser and the elaborator: no text makes them fail otherwise than with a problem."""
