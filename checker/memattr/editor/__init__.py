"""What editors need: one layout, words to highlight, and a server that answers as one types."""
