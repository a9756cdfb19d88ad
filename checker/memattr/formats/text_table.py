"""A table as plain text: columns side by side as far as the width goes, then the next ones."""

from __future__ import annotations

from collections.abc import Sequence

from tabulate import tabulate

from memattr.formats.row_layout import wrapped
from memattr.pages.page import Cell, Table

WIDEST = 24


def table_lines(table: Table, width: int) -> list[str]:
    """The caption, the table, the footnotes and what is said of the whole."""
    lines = [line for text in (table.caption, table.axes) if text for line in wrapped(text, width)]
    for block in _blocks(table, width):
        lines += ["", *block.splitlines()] if lines else block.splitlines()
    if table.notes or table.legend:
        lines.append("")
    for mark, text in table.notes:
        head = f"[{mark}] "
        lines += wrapped(head + text, width, " " * len(head))
    for text in table.legend:
        lines += wrapped(text, width)
    return lines


def marked(cell: Cell) -> str:
    """The text with the mark of its footnote."""
    return f"{cell.text} [{cell.mark}]" if cell.mark else cell.text


def _blocks(table: Table, width: int) -> list[str]:
    rows = [[marked(cell) for cell in row] for row in (table.head(), *table.body())]
    labels = len(table.headings)
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
    lines = (wrapped(line, WIDEST) for line in text.splitlines())
    return "\n".join(piece for pieces in lines for piece in pieces)


def _size(column: Sequence[str]) -> int:
    return max(len(line) for text in column for line in (text.splitlines() or [""]))
