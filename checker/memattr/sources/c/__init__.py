"""A small reader of C: what does an expression, or a path through a function, come to?"""
