"""Labelled lines that fit: a width, and a number of lines shared out between rows."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import lru_cache

from memattr.pages.page import Row

# Rows stand so far inside; their texts begin behind the longest label, and at least here.
INDENT = 2
LABEL = 10
NARROWEST = 20
ENDLESS = 1_000_000


@lru_cache(maxsize=4096)
def wrapped(text: str, columns: int, indent: str = "") -> tuple[str, ...]:
    """The text in lines, further ones with an indent; only a word that is longer than a line makes
    one longer."""
    if len(text) <= columns and text.isprintable() and text == text.strip():
        return (text,)
    lines = textwrap.wrap(
        text,
        max(columns, NARROWEST),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return tuple(lines) or ("",)


def ends_of_line(left: str, right: str, width: int) -> str | None:
    """Two texts at the ends of one line, if they fit."""
    room = width - len(left) - len(right)
    return f"{left}{' ' * room}{right}" if room >= 2 else None


def aligned(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Rows of cells as columns, the last cell wrapped under itself."""
    columns = list(zip(*rows, strict=True))[:-1]
    sizes = [2 + max(map(len, column)) for column in columns]
    margin = INDENT + sum(sizes)
    lines = []
    for *first, last in rows:
        start = "".join(f"{cell:<{size}}" for cell, size in zip(first, sizes, strict=True))
        head = f"{'':{INDENT}}{start}"
        for piece in wrapped(last, width - margin):
            lines.append(f"{head}{piece}".rstrip())
            head = " " * margin
    return lines


def label_width(rows: Sequence[Row]) -> int:
    """How wide the labels of all rows of a page are."""
    return max([LABEL, *(len(row.label) + 1 for row in rows)])


def laid_out(rows: Sequence[Row], width: int, labels: int, most: int | None) -> list[str]:
    """Each row on a line at least, on at most so many together if that can be. Lines that are left
    go to the rows that do not say enough, and then to those that would say more."""
    columns = width - INDENT - labels
    count = ENDLESS if most is None else most
    given = [len(_lines(row, columns, 1)) if row.command else 1 for row in rows]
    order = sorted((i for i, row in enumerate(rows) if not row.command), key=lambda i: rows[i].rank)
    for only_enough in (True, False):
        for index in order:
            spare = max(0, count - sum(given))
            given[index] = _useful(rows[index], columns, given[index], spare, only_enough)
    return [
        line
        for row, number in zip(rows, given, strict=True)
        for line in _labelled(row.label, _lines(row, columns, number), labels)
    ]


def in_full(rows: Sequence[Row], width: int, labels: int) -> list[str]:
    """Each row in its full wording, on as many lines as it takes."""
    columns = width - INDENT - labels
    return [
        line
        for row in rows
        for line in _labelled(
            row.label,
            _command(row, columns)
            if row.command
            else wrapped(row.whole, columns, "  " if row.hanging else ""),
            labels,
        )
    ]


def _labelled(label: str, lines: Sequence[str], labels: int) -> list[str]:
    head = f"{'':{INDENT}}{label:<{labels}}{lines[0]}".rstrip()
    return [head, *(f"{'':{INDENT + labels}}{line}" for line in lines[1:])]


def _wording(row: Row, number: int, columns: int) -> Sequence[str]:
    return wrapped(row.wordings[number], columns, "  " if row.hanging else "")


def _lines(row: Row, columns: int, count: int) -> Sequence[str]:
    """The best wording that fits so many lines, or the beginning of the shortest."""
    if row.command:
        return _command(row, columns)
    place = _place(row, columns, count)
    if place < len(row.wordings):
        return _wording(row, place, columns)
    if row.most is None:
        return _wording(row, len(row.wordings) - 1, columns)
    return _cut(row.wordings[-1], columns, count)


def _command(row: Row, columns: int) -> Sequence[str]:
    """On as many lines as it takes, each but the last with what a shell needs to read on."""
    if len(row.wordings[0]) <= columns:
        return row.wordings[:1]
    *first, last = wrapped(row.wordings[0], columns - 2)
    return [*(f"{line} \\" for line in first), last]


def _place(row: Row, columns: int, count: int) -> int:
    """The number of the best wording that fits; past the last if none does."""
    for number, text in enumerate(row.wordings):
        if len(text) > count * (columns + 1):  # a line, and the space where it was broken
            continue
        lines = _wording(row, number, columns)
        if len(lines) <= count and all(len(line) <= columns for line in lines):
            return number
    return len(row.wordings)


def _useful(row: Row, columns: int, now: int, spare: int, only_enough: bool) -> int:
    """How many lines the row would use of those that it has and those that are spare: for what
    must be said, or to say more."""
    if row.most is None and len(row.wordings) == 1:
        return max(now, min(now + spare, len(_wording(row, 0, columns))))
    place = _place(row, columns, now)
    if only_enough and place < row.enough:
        return now
    most = min(now + spare, now + spare if row.most is None else row.most)
    options = range(now + 1, min(most, now + len(row.wordings[0])) + 1)
    better = [lines for lines in options if _place(row, columns, lines) < place]
    ample = [lines for lines in better if _place(row, columns, lines) < row.enough]
    if ample or better:
        return (ample or better)[0]
    return max(now, most) if place == len(row.wordings) else now


def _cut(text: str, columns: int, count: int) -> list[str]:
    """The beginning of the text, whole words, and dots."""
    lines = [line[:columns] for line in wrapped(text, columns)[:count]]
    last = lines[-1]
    while len(last) > columns - 4 and " " in last:
        last = last.rpartition(" ")[0]
    return [*lines[:-1], f"{last[: columns - 4]} ..."]
