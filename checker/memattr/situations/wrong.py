"""What a user says wrongly about a situation, where there is no place in a specification."""

from __future__ import annotations


class Wrong(Exception):
    """A sentence, and a way out or nothing."""

    def __init__(self, message: str, way: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.way = way
