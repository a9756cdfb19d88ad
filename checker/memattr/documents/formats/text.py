"""A sheet as plain text: columns side by side as far as the width goes, then the next ones."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tabulate import tabulate

from memattr.documents.sheet import Entry, Sheet

WIDTH = 76
WIDEST = 24


def as_text(sheet: Sheet, width: int = WIDTH) -> str:
    """The caption, the table, the footnotes and what is said of the whole."""
    lines = _wrapped(sheet.caption, width)
    lines += _wrapped(sheet.axes, width)
    for block in _blocks(sheet, width):
        lines += ["", *block.splitlines()]
    if sheet.notes or sheet.legend:
        lines.append("")
    for mark, text in sheet.notes:
        head = f"[{mark}] "
        lines += _wrapped(head + text, width, " " * len(head))
    for text in sheet.legend:
        lines += _wrapped(text, width)
    return "\n".join(lines) + "\n"


def marked(entry: Entry) -> str:
    """The text with the mark of its footnote."""
    return f"{entry.text} [{entry.mark}]" if entry.mark else entry.text


def _blocks(sheet: Sheet, width: int) -> list[str]:
    rows = [[marked(entry) for entry in row] for row in (sheet.head(), *sheet.body())]
    labels = len(sheet.headings)
    columns = [[_folded(text) for text in column] for column in zip(*rows, strict=True)]
    sizes = [_size(column) for column in columns]
    fixed = sum(sizes[:labels]) + 3 * labels + 1
    blocks: list[list[int]] = [[]]
    room = width - fixed
    for index in range(labels, len(columns)):
        if blocks[-1] and sizes[index] + 3 > room:
            blocks.append([])
            room = width - fixed
        blocks[-1].append(index)
        room -= sizes[index] + 3
    chosen = [[*range(labels), *block] for block in blocks]
    return [_drawn([columns[index] for index in block]) for block in chosen]


def _drawn(columns: Sequence[Sequence[str]]) -> str:
    head, *body = zip(*columns, strict=True)
    form = "grid" if any("\n" in text for row in body for text in row) else "outline"
    return str(tabulate(body, headers=head, tablefmt=form, disable_numparse=True, stralign="left"))


def _folded(text: str) -> str:
    return "\n".join(_wrapped(text, WIDEST)) if text else ""


def _size(column: Sequence[str]) -> int:
    return max(len(line) for text in column for line in (text.splitlines() or [""]))


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
