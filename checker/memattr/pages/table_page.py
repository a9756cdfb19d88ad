"""A proved table as a page and as data."""

from __future__ import annotations

from memattr.answers.data import Data, Provenance
from memattr.pages.output import Output
from memattr.pages.page import Cell, Note, Page, Table

SCHEMA = "memattr-table-1"


def table_output(table: Table, origin: Provenance) -> Output:
    """The table with what it was made from."""
    made_from = {"version": origin.memattr, "manual": origin.manual, "spec": origin.digest}
    data = {"schema": SCHEMA, **made_from, **table_data(table)}
    return Output((Page((table, Note(str(origin)))),), data, origin)


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
