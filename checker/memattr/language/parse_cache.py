"""Files that were parsed before: kept in the user's cache folder, by digests of their texts."""

from __future__ import annotations

from functools import cache as once, cached_property
from typing import Any

from memattr import cache, place
from memattr.language import syntax
from memattr.language.parse import parse
from memattr.model.codec import Codec

KIND = "parsed"
# Files that nobody has parsed lately make room for others from so many on.
MOST = 400


class ParsedFiles:
    """Parses files; what was parsed before is remembered if it may be."""

    def __init__(self, remembered: bool) -> None:
        self._remembered = remembered and cache.folder() is not None
        self._new: dict[str, Any] = {}
        self._is_new = False

    def file(self, path: str, data: bytes) -> syntax.File:
        """The file's items. Raises SpecError with all its syntax errors."""
        if not self._remembered:
            return parse(path, data)
        digest = cache.digest_of(path, data)
        rows = self._entries.get(digest)
        found = _restored(rows)
        if found is None:
            found = parse(path, data)
            rows, self._is_new = _codec().stored(found), True
        self._new[digest] = rows
        return found

    @cached_property
    def _entries(self) -> dict[str, Any]:
        stored = cache.read(KIND, cache.checker())
        return stored if isinstance(stored, dict) else {}

    def write(self) -> None:
        """What was parsed comes last, and stays longest."""
        if self._is_new:
            entries = {k: v for k, v in self._entries.items() if k not in self._new} | self._new
            cache.write(KIND, cache.checker(), dict(list(entries.items())[-MOST:]))


def _restored(rows: Any) -> syntax.File | None:
    try:
        found = _codec().restored(rows) if rows else None
    except (LookupError, TypeError, ValueError):
        return None
    return found if isinstance(found, syntax.File) else None


@once
def _codec() -> Codec:
    return Codec(place, syntax)
