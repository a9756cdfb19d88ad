"""Pages as reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from tabulate import tabulate

from memattr.pages.output import Output, Style
from memattr.pages.page import (
    Cell,
    Code,
    Columns,
    FullBlock,
    Heading,
    Outline,
    Paragraph,
    Row,
    Rows,
    Table,
)

_SPECIAL = re.compile(r"([\\`*|]|_(?![A-Za-z0-9]))")
UNDERLINES = "=-~^"


def text(output: Output, style: Style) -> str:
    """The pages one after the other."""
    del style
    blocks = (part for page in output.pages for b in page.in_full() for part in block_lines(b))
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def block_lines(block: FullBlock) -> Iterator[list[str]]:
    """The lines of a block, in parts that blank lines keep apart."""
    match block:
        case Heading(title, asides, mark, _, level):
            words = escaped("  ".join(filter(None, (mark, title))))
            yield [words, UNDERLINES[min(level, len(UNDERLINES)) - 1] * len(words)]
            if asides:
                yield [escaped(asides[0])]
        case Rows(rows):
            if rows:
                yield list(_fields(rows))
        case Outline(items):
            for item in items:
                aside = f" ({escaped(item.aside)})" if item.aside else ""
                yield [f"{'  ' * (item.depth - 1)}* {escaped(item.text)}{aside}"]
        case Columns(rows):
            body = [[escaped(cell) for cell in row] for row in rows]
            if body:
                yield str(tabulate(body, tablefmt="grid", disable_numparse=True)).splitlines()
        case Table():
            yield table_text(block).rstrip("\n").splitlines()
        case Paragraph(paragraph):
            yield [escaped(paragraph)]
        case Code(code):
            yield ["::"]
            yield [f"   {line}".rstrip() for line in code.splitlines()]
        case _:
            assert_never(block)


def table_text(table: Table) -> str:
    """The caption in bold, a grid table, then footnotes and what is said of the whole."""
    lines = [f"**{escaped(table.caption)}**", ""] if table.caption else []
    if table.axes:
        lines += [escaped(table.axes), ""]
    head = [_cell(cell) for cell in table.head()]
    body = [[_cell(cell) for cell in row] for row in table.body()]
    drawn = tabulate(body, headers=head, tablefmt="grid", disable_numparse=True, stralign="left")
    lines += str(drawn).splitlines()
    if table.notes:
        lines += [""] + [f"* [{mark}] {escaped(note)}" for mark, note in table.notes]
    for line in table.legend:
        lines += ["", escaped(line)]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """The text, so that it reads as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def _fields(rows: tuple[Row, ...]) -> Iterator[str]:
    """A field list; what has no label goes on in the field above."""
    for row in rows:
        words = f"``{row.whole}``" if row.command else escaped(row.whole)
        if row.label:
            yield f":{escaped(row.label)}: {words}"
        else:
            yield from ("", f"    {words}")


def _cell(cell: Cell) -> str:
    mark = f" [{cell.mark}]" if cell.mark else ""
    if cell.emphasis == "code":
        return f"``{cell.text}``{mark}"
    text = escaped(cell.text)
    return f"**{text}**{mark}" if cell.emphasis == "strong" else text + mark
