"""A proved table as a page and as data."""

from __future__ import annotations

from collections.abc import Iterable

from memattr.answers.data import Data, Provenance, provenance_of
from memattr.answers.idle_inputs import Idle, idle_data
from memattr.model.model import Model
from memattr.pages.eval_page import idle_text
from memattr.pages.output import Output
from memattr.pages.page import Cell, Page, Paragraph, Table

SCHEMA = "memattr-table-1"


def table_output(model: Model, table: Table, idle: Iterable[Idle]) -> Output:
    """The table with what it was made from, and with what is given in vain."""
    origin = provenance_of(model)
    made_from = {"version": origin.memattr, "manual": origin.manual, "spec": origin.digest}
    rows = [idle_data(model, one) for one in idle]
    data = {"schema": SCHEMA, **made_from, **table_data(table), "idle": rows}
    notes = (Paragraph(f"Note: {text}") for text in idle_in_table(model, idle))
    return Output((Page((table, *notes, Paragraph(str(origin)))),), data, origin)


def idle_in_table(model: Model, idle: Iterable[Idle]) -> tuple[str, ...]:
    """A sentence for each input that is given in vain."""
    return tuple(idle_text(model, one, "in any cell") for one in idle)


def part_of_document(table: Table, origin: Provenance) -> Output:
    """The table alone, for a document that says itself what it was made from."""
    return Output((Page((table,)),), {"schema": SCHEMA, **table_data(table)}, origin)


def table_data(table: Table) -> Data:
    """Everything, texts as they are shown and the alternatives one by one."""
    return {
        "name": table.name,
        "title": table.title,
        "references": list(table.references),
        "row_headings": list(table.headings),
        "column_heading": table.over,
        "columns": [_label(cell) for cell in table.columns],
        "rows": [
            {
                "labels": [_label(cell) for cell in row.labels],
                "cells": [_cell(cell) for cell in row.cells],
            }
            for row in table.rows
        ],
        "notes": dict(table.notes),
        "legend": list(table.legend),
    }


def _label(cell: Cell) -> Data:
    return {"text": cell.text, "note": cell.mark}


def _cell(cell: Cell) -> Data:
    return {"text": cell.text, "values": list(cell.alternatives), "note": cell.mark}
