"""The reader of C, against small trees of our own making."""
