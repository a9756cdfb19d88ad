"""What an author says beside an item."""

from __future__ import annotations

from dataclasses import dataclass

from memattr.place import Place


@dataclass(frozen=True)
class Note:
    """What an author says of an item: a sentence, references to the manual, a source, a place."""

    place: Place
    words: str = ""
    refs: tuple[str, ...] = ()
    source: str = ""
