"""A sheet as HTML: one figure, whose table has a caption and scoped headings."""

from __future__ import annotations

from html import escape

from memattr.documents.sheet import Entry, Sheet


def as_html(sheet: Sheet) -> str:
    """The table for readers and screen readers; the page brings its own style."""
    lines = ["<figure>", "<table>", f"<caption>{escape(sheet.caption)}</caption>", "<thead>"]
    head = "".join(f'<th scope="col">{_inner(entry)}</th>' for entry in sheet.head())
    lines += [f"<tr>{head}</tr>", "</thead>", "<tbody>"]
    for line in sheet.lines:
        labels = "".join(f'<th scope="row">{_inner(entry)}</th>' for entry in line.labels)
        cells = "".join(f"<td>{_inner(entry)}</td>" for entry in line.cells)
        lines.append(f"<tr>{labels}{cells}</tr>")
    lines += ["</tbody>", "</table>"]
    below = [escape(sheet.axes)] if sheet.axes else []
    below += [f"<sup>{mark}</sup> {escape(text)}" for mark, text in sheet.notes]
    below += [escape(text) for text in sheet.legend]
    if below:
        lines.append("<figcaption>")
        lines += [f"<p>{text}</p>" for text in below]
        lines.append("</figcaption>")
    return "\n".join([*lines, "</figure>"]) + "\n"


def _inner(entry: Entry) -> str:
    mark = f" <sup>{entry.mark}</sup>" if entry.mark else ""
    return escape(entry.text) + mark
