"""Frozen nodes that compute their hash once: types and expressions are deep, and keys of caches."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def hashed_once(kind: type[T]) -> type[T]:
    """The same class, whose hash is remembered by each object."""
    whole = kind.__hash__

    def remembered(self: object) -> int:
        found = self.__dict__.get("_hash")
        if found is None:
            found = self.__dict__["_hash"] = whole(self)
        assert isinstance(found, int)
        return found

    kind.__hash__ = remembered  # type: ignore[method-assign]  # what a decorator is for
    return kind
