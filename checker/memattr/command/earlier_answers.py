"""Answers that were found before: kept in the user's cache under a digest of all that they come
from, which is the checker, the words of the question, and of the texts what it depends on."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from memattr import cache, place
from memattr.model.codec import MODEL, Codec
from memattr.pages import page

# Answers to a command that nobody has asked for lately make room for others from so many on.
MOST = 400


class EarlierAnswers:
    """Those of a command, by digest. An answer is a tuple of text, numbers, pages, problems, and
    what further modules declare. Where nothing is to be `remembered`, none is known or kept."""

    def __init__(self, command: str, remembered: bool, *modules: ModuleType) -> None:
        self._command = f"{command}-answers"
        self._codec = Codec(place, page, *modules)
        self._entries: dict[str, Any] | None = None
        self._new: dict[str, Any] = {}
        self.count = 0
        if remembered and cache.folder() is not None:
            self._key = cache.digest_of(cache.checker())
            stored = cache.read(self._command, self._key)
            self._entries = stored if isinstance(stored, dict) else {}

    def digest(self, parts: tuple[object, ...], *words: str) -> str:
        """A key for the answer that depends on these parts of models, and on the words."""
        if self._entries is None:
            return ""
        return cache.digest_of(*MODEL.digests(parts), *words)

    def recalled(self, digest: str) -> Any | None:
        """The answer, if it is remembered."""
        entry = (self._entries or {}).get(digest)
        if entry is None:
            return None
        try:
            stored = self._codec.restored(entry)
        except (AttributeError, LookupError, TypeError, ValueError):
            return None
        self.count += 1
        return stored

    def keep(self, digest: str, answer: tuple[object, ...]) -> None:
        """Remembers an answer."""
        if self._entries is not None:
            self._new[digest] = self._codec.stored(answer)

    def write(self) -> None:
        """What is new comes last, and stays longest."""
        if self._new:
            entries = {k: v for k, v in (self._entries or {}).items() if k not in self._new}
            latest = dict(list((entries | self._new).items())[-MOST:])
            cache.write(self._command, self._key, latest)
