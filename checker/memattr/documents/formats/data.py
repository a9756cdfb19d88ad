"""A sheet as CSV and as JSON, for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

from memattr.documents.sheet import Entry, Sheet

SCHEMA = "memattr-table-1"


def as_csv(sheet: Sheet) -> str:
    """The labels and the cells alone; the alternatives of a cell are joined by `|`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([entry.text for entry in sheet.head()])
    for line in sheet.lines:
        labels = [entry.text for entry in line.labels]
        writer.writerow([*labels, *("|".join(entry.alternatives) for entry in line.cells)])
    return out.getvalue()


def as_json(sheet: Sheet, made_from: Mapping[str, str] | None = None) -> str:
    """Everything, texts as they are shown and the alternatives one by one."""
    head = {"schema": SCHEMA, **(made_from or {})}
    return json.dumps({**head, **sheet_data(sheet)}, indent=2) + "\n"


def sheet_data(sheet: Sheet) -> dict[str, object]:
    """The sheet as JSON has it."""
    return {
        "name": sheet.name,
        "title": sheet.title,
        "references": list(sheet.references),
        "row_headings": list(sheet.headings),
        "column_heading": sheet.over,
        "columns": [_label(entry) for entry in sheet.columns],
        "rows": [
            {
                "labels": [_label(entry) for entry in line.labels],
                "cells": [_cell(entry) for entry in line.cells],
            }
            for line in sheet.lines
        ],
        "notes": dict(sheet.notes),
        "legend": list(sheet.legend),
    }


def _label(entry: Entry) -> dict[str, object]:
    return {"text": entry.text, "note": entry.mark}


def _cell(entry: Entry) -> dict[str, object]:
    return {"text": entry.text, "values": list(entry.alternatives), "note": entry.mark}
