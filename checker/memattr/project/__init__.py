"""A project of one's own: its texts, its trees of source and its documents."""
