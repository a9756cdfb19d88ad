"""Pages as HTML: sections, and figures whose tables have captions and scoped headings."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import assert_never

from memattr.formats.palette import INK, on_page
from memattr.pages.output import Output, Style
from memattr.pages.page import (
    Cell,
    Code,
    Colour,
    Columns,
    FullBlock,
    Heading,
    Outline,
    OutlineItem,
    Paragraph,
    Row,
    Rows,
    Table,
)


def text(output: Output, style: Style) -> str:
    """The pages one after the other, for a document that brings its own style."""
    del style
    blocks = (block for page in output.pages for block in page.in_full())
    lines = (line for block in blocks for line in block_lines(block))
    return "\n".join(lines) + "\n"


def block_lines(block: FullBlock) -> Iterator[str]:
    """The elements of a block."""
    match block:
        case Heading(title, asides, mark, _, level):
            words = escape("  ".join(filter(None, (mark, title))))
            aside = f" <small>{escape(asides[0])}</small>" if asides else ""
            yield f"<h{level}>{words}{aside}</h{level}>"
        case Rows(rows):
            if rows:
                yield from ("<dl>", *map(_row, rows), "</dl>")
        case Outline(items):
            yield from _outline(items)
        case Columns(rows):
            cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
            if rows:
                yield from ("<table>", *(f"<tr>{inner}</tr>" for inner in cells), "</table>")
        case Table():
            yield table_text(block).rstrip("\n")
        case Paragraph(paragraph):
            yield f"<p>{escape(paragraph)}</p>"
        case Code(code):
            yield f"<pre>{escape(code)}</pre>"
        case _:
            assert_never(block)


def table_text(table: Table) -> str:
    """The table for readers and screen readers."""
    lines = ["<figure>", "<table>"]
    lines += [f"<caption>{escape(table.caption)}</caption>"] if table.caption else []
    head = "".join(f'<th scope="col">{_cell(cell)}</th>' for cell in table.head())
    lines += ["<thead>", f"<tr>{head}</tr>", "</thead>", "<tbody>"]
    for row in table.rows:
        labels = "".join(f'<th scope="row">{_cell(cell)}</th>' for cell in row.labels)
        cells = "".join(f"<td{_fill(table.colour(cell))}>{_cell(cell)}</td>" for cell in row.cells)
        lines.append(f"<tr>{labels}{cells}</tr>")
    lines += ["</tbody>", "</table>"]
    below = [escape(table.axes)] if table.axes else []
    below += [f"<sup>{mark}</sup> {escape(note)}" for mark, note in table.notes]
    below += [escape(line) for line in table.legend]
    if below:
        lines.append("<figcaption>")
        lines += [f"<p>{line}</p>" for line in below]
        lines.append("</figcaption>")
    return "\n".join([*lines, "</figure>"]) + "\n"


def _fill(colour: Colour | None) -> str:
    """A value has its colour wherever it is shown."""
    return f' style="background:{on_page(colour)};color:{INK}"' if colour else ""


def _row(row: Row) -> str:
    words = escape(row.whole)
    if row.command:
        words = f"<code>{words}</code>"
    label = f"<dt>{escape(row.label)}</dt>" if row.label else ""
    return f"{label}<dd>{words}</dd>"


def _outline(items: tuple[OutlineItem, ...]) -> Iterator[str]:
    """Lists inside the items that they belong to."""
    depth = 0
    for item in items:
        if item.depth > depth:
            yield "<ul>" + "<li><ul>" * (item.depth - depth - 1)
        else:
            yield "</li>" + "</ul></li>" * (depth - item.depth)
        depth = item.depth
        aside = f" <small>{escape(item.aside)}</small>" if item.aside else ""
        yield f"<li>{escape(item.text)}{aside}"
    if depth:
        yield "</li></ul>" * depth


def _cell(cell: Cell) -> str:
    mark = f" <sup>{cell.mark}</sup>" if cell.mark else ""
    text = "<br>".join(map(escape, cell.text.split("\n")))
    if cell.emphasis:
        text = f"<{cell.emphasis}>{text}</{cell.emphasis}>"
    return text + mark
