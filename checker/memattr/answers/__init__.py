"""One frozen answer for each question, computed once, with everything that any format shows."""
