"""What people write in place of the words that are shown, as the text declares it.

A text is read as it stands, or with some of its words replaced as `read ... as ...` says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

# So many replacements are tried one after the other.
MOST_REPLACED = 6
# A text that may stand for more than these, or for more words, names nothing.
MOST_READINGS = 512
MOST_WORDS = 24

Words = tuple[str, ...]


def folded(text: str) -> str:
    """Its words of letters and digits in lower case, a space between: nothing else tells texts
    apart."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


class Spellings:
    """Reads texts by declared replacements."""

    def __init__(self, declared: Mapping[str, Sequence[str]]) -> None:
        self._by_first: dict[str, list[tuple[Words, Words]]] = {}
        for text, others in declared.items():
            for other in others:
                pair = tuple(text.split()), tuple(other.split())
                self._by_first.setdefault(pair[0][0], []).append(pair)

    def readings(self, text: str) -> Iterator[str]:
        """The text folded, then every other text that it may stand for, nearest first."""
        seen = {start := tuple(folded(text).split())}
        latest = [start]
        yield " ".join(start)
        for _ in range(MOST_REPLACED):
            by_words = dict.fromkeys(new for words in latest for new in self._replaced(words))
            latest = [words for words in by_words if words not in seen and len(words) <= MOST_WORDS]
            if len(seen) + len(latest) > MOST_READINGS:
                return
            seen.update(latest)
            yield from map(" ".join, latest)

    def _replaced(self, words: Words) -> Iterator[Words]:
        """One replacement made, wherever it is not made already; no part of a longer text that is
        replaced as a whole is replaced on its own."""
        places = [
            (place, place + len(old), old, new)
            for place, word in enumerate(words)
            for old, new in self._by_first.get(word, ())
            if words[place : place + len(old)] == old
        ]
        for start, end, old, new in places:
            is_part = any(
                first <= start and end <= last and len(other) > len(old)
                for first, last, other, _ in places
            )
            if not is_part and not _within(words, start, end, new):
                yield (*words[:start], *new, *words[end:])


def _within(words: Words, start: int, end: int, new: Words) -> bool:
    """True iff what stands there is part of what would take its place."""
    return any(
        words[first : first + len(new)] == new
        for first in range(max(0, end - len(new)), start + 1)
    )  # fmt: skip
