"""Pages as GitHub's Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from memattr.pages.output import Output, Style
from memattr.pages.page import (
    Cell,
    Code,
    Columns,
    FullBlock,
    Heading,
    Outline,
    OutlineItem,
    Page,
    Paragraph,
    Row,
    Rows,
    Table,
)

# What Markdown would read as markup. Underscores inside words are left alone by GitHub.
_SPECIAL = re.compile(r"([\\`*|<>\[\]]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")


def text(output: Output, style: Style) -> str:
    """The pages one after the other."""
    del style
    return "\n".join(page_text(page) for page in output.pages)


def page_text(page: Page) -> str:
    """The page in full, a blank line between its blocks."""
    blocks = (part for block in page.in_full() for part in block_lines(block))
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def block_lines(block: FullBlock) -> Iterator[list[str]]:
    """The lines of a block, in parts that blank lines keep apart."""
    match block:
        case Heading(title, asides, mark, _, level):
            words = "  ".join(filter(None, (mark, title)))
            yield [f"{'#' * level} {escaped(words)}"]
            if asides:
                yield [escaped(asides[0])]
        case Rows(rows):
            if rows:
                yield [_row(row) for row in rows]
        case Outline(items):
            if items:
                yield [_item(item) for item in items]
        case Columns(rows):
            if rows:
                body = [[escaped(cell) for cell in row] for row in rows]
                yield grid([""] * len(rows[0]), body)
        case Table():
            yield table_text(block).rstrip("\n").splitlines()
        case Paragraph(paragraph):
            yield [escaped(paragraph)]
        case Code(code):
            yield ["```text", *code.splitlines(), "```"]
        case _:
            assert_never(block)


def table_text(table: Table) -> str:
    """The caption in bold, the table, then footnotes and what is said of the whole."""
    lines = [f"**{escaped(table.caption)}**", ""] if table.caption else []
    if table.axes:
        lines += [escaped(table.axes), ""]
    body = [[_cell(cell) for cell in row] for row in table.body()]
    lines += grid([_cell(cell) for cell in table.head()], body)
    if table.notes:
        lines.append("")
        lines += [f"- <sup>{mark}</sup> {escaped(note)}" for mark, note in table.notes]
    if table.legend:
        lines += ["", *(f"{escaped(line)}  " for line in table.legend[:-1])]
        lines.append(escaped(table.legend[-1]))
    return "\n".join(lines) + "\n"


def grid(head: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table whose cells are Markdown already."""
    rule = ["---"] * len(head)
    return [f"| {' | '.join(row)} |" for row in (head, rule, *body)]


def escaped(text: str) -> str:
    """The text, so that it reads as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def _row(row: Row) -> str:
    words = f"`{row.whole}`" if row.command else escaped(row.whole)
    return f"- **{escaped(row.label)}** {words}" if row.label else f"  - {words}"


def _item(item: OutlineItem) -> str:
    aside = f" ({escaped(item.aside)})" if item.aside else ""
    return f"{'  ' * (item.depth - 1)}- {escaped(item.text)}{aside}"


def _cell(cell: Cell) -> str:
    mark = f" <sup>{cell.mark}</sup>" if cell.mark else ""
    if cell.emphasis == "code":
        return f"`{cell.text}`{mark}"
    text = "<br>".join(map(escaped, cell.text.split("\n")))
    return f"**{text}**{mark}" if cell.emphasis == "strong" else text + mark
