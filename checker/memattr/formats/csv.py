"""The tables of pages as CSV, for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from memattr.pages.output import Output, Style
from memattr.pages.page import Page, Table


def text(output: Output, style: Style) -> str:
    """Every table, an empty line between two; what stands around them is left out."""
    del style
    every = (table for page in output.pages for table in tables(page))
    return "\n".join(map(table_text, every))


def tables(page: Page) -> Iterator[Table]:
    """The tables of the page."""
    return (block for block in page.in_full() if isinstance(block, Table))


def table_text(table: Table) -> str:
    """The labels and the cells alone; the alternatives of a cell are joined by `|`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([cell.text for cell in table.head()])
    for row in table.rows:
        labels = [cell.text for cell in row.labels]
        writer.writerow([*labels, *("|".join(cell.alternatives) for cell in row.cells)])
    return out.getvalue()
