"""A small reader of Rust, under the same principle as that of C: never a guess."""
