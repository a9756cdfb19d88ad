"""Labelled lines that fit: a width, and a number of lines shared out between rows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

LABEL = 10
INDENT = 2


def room(width: int) -> int:
    """The columns that are left beside the label."""
    return width - INDENT - LABEL


def row(label: str, text: str, width: int) -> list[str]:
    """A labelled line, continued under itself."""
    return _labelled(label, wrapped(text, room(width)))


@lru_cache(maxsize=1024)
def wrapped(text: str, columns: int) -> tuple[str, ...]:
    """The text in lines; only a word that is longer than a line makes one longer."""
    if len(text) <= columns and text.isprintable() and text == text.strip():
        return (text,)
    lines = textwrap.wrap(text, columns, break_long_words=False, break_on_hyphens=False)
    return tuple(lines) or ("",)


def _labelled(label: str, lines: Sequence[str]) -> list[str]:
    head = f"{'':{INDENT}}{label:<{LABEL}}{lines[0]}".rstrip()
    return [head, *(f"{'':{INDENT + LABEL}}{line}" for line in lines[1:])]


@dataclass(frozen=True)
class Row:
    """A labelled text in several wordings, the best first and the shortest last. The first
    `enough` of them say all that must be said. Rows of lower `rank` get spare lines first, up to
    `most`; a row that is `fixed` is a command that takes what it needs."""

    label: str
    wordings: tuple[str, ...]
    most: int = 2
    rank: int = 9
    enough: int = 1
    fixed: bool = False

    def lines(self, columns: int, count: int) -> Sequence[str]:
        """The best wording that fits so many lines, or the beginning of the shortest."""
        place = self.place(columns, count)
        if self.fixed and len(self.wordings[0]) > columns:
            *first, last = wrapped(self.wordings[0], columns - 2)
            return [*(f"{line} \\" for line in first), last]
        if place < len(self.wordings):
            return wrapped(self.wordings[place], columns)
        return _cut(self.wordings[-1], columns, count)

    def place(self, columns: int, count: int) -> int:
        """The number of the best wording that fits; past the last if none does."""
        for number, text in enumerate(self.wordings):
            if len(text) > count * (columns + 1):  # a line, and the space where it was broken
                continue
            lines = wrapped(text, columns)
            if len(lines) <= count and all(len(line) <= columns for line in lines):
                return number
        return len(self.wordings)


def laid_out(rows: Iterable[Row], width: int, count: int) -> list[str]:
    """Each row on a line at least. Lines that are left go to the rows that do not say enough, and
    then to those that would say more."""
    rows, columns = list(rows), room(width)
    given = [len(row_.lines(columns, 1)) if row_.fixed else 1 for row_ in rows]
    order = sorted((i for i, row_ in enumerate(rows) if not row_.fixed), key=lambda i: rows[i].rank)
    for must in (True, False):
        for index in order:
            row_, spare = rows[index], count - sum(given)
            wanted = _wanted(row_, columns, given[index], given[index] + max(0, spare), must)
            given[index] = wanted
    return [
        line
        for row_, lines in zip(rows, given, strict=True)
        for line in _labelled(row_.label, row_.lines(columns, lines))
    ]


def _wanted(row_: Row, columns: int, now: int, most: int, must: bool) -> int:
    """How many lines the row would use: for what must be said, or to say more."""
    place = row_.place(columns, now)
    if must and place < row_.enough:
        return now
    options = range(now + 1, min(most, row_.most) + 1)
    better = [lines for lines in options if row_.place(columns, lines) < place]
    ample = [lines for lines in better if row_.place(columns, lines) < row_.enough]
    if ample or better:
        return (ample or better)[0]
    return max(now, min(most, row_.most)) if place == len(row_.wordings) else now


def _cut(text: str, columns: int, count: int) -> list[str]:
    """The beginning of the text, whole words, and dots."""
    lines = [line[:columns] for line in wrapped(text, columns)[:count]]
    last = lines[-1]
    while len(last) > columns - 4 and " " in last:
        last = last.rpartition(" ")[0]
    return [*lines[:-1], f"{last[: columns - 4]} ..."]


def cut_short(text: str, columns: int) -> str:
    """The beginning of the text in so many columns, whole words if they are not too long."""
    if len(text) <= columns:
        return text
    start = text[: columns - 3]
    words = start.rpartition(" ")[0]
    return (words if 2 * len(words) > len(start) else start).rstrip(" ,;|(.=") + "..."


def shortened(texts: Sequence[str], link: str = ", ") -> list[str]:
    """The list in full, then with fewer and fewer of its members named."""
    found = [link.join(texts)]
    for shown in reversed(range(1, len(texts))):
        found.append(f"{link.join(texts[:shown])} and {len(texts) - shown} more")
    return found


def plain(text: str) -> str:
    """The text in ASCII."""
    return text.encode("ascii", "replace").decode("ascii")
