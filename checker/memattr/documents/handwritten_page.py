"""A comparison with a hand-written table as a page and as data."""

from __future__ import annotations

from memattr.answers.data import Data
from memattr.documents.handwritten_check import HandwrittenComparison, Wrong
from memattr.pages.page import Block, Code, Page, Row, Rows, counted, row

MOST = 12


def handwritten_page(result: HandwrittenComparison) -> Page:
    """Each finding, what is missing, then the count."""
    blocks = [block for finding in result.wrong for block in _finding(result, finding)]
    if result.missing:
        rows = (row("missing", f"{one.what}: {_listed(one.labels)}") for one in result.missing)
        blocks += [Code(f"{result.path}: not all of the table"), Rows(tuple(rows))]
    return Page((*blocks, Code(f"{result.path}: {_count(result)}")))


def handwritten_data(result: HandwrittenComparison) -> Data:
    """Everything, cells by their lines."""
    return {
        "file": str(result.path),
        "cells": result.cells,
        "refuted": _cells(result, understood=True),
        "not_understood": _cells(result, understood=False),
        "wrong": [
            {
                "line": one.line,
                "row": one.row,
                "column": one.column,
                "written": one.written,
                "understood": one.understood,
                "proved": one.proved,
                "rule": one.rule,
                "ambiguous": one.is_ambiguous,
                "nearest": [*one.nearest],
            }
            for one in result.wrong
        ],
        "missing": {one.what: [*one.labels] for one in result.missing},
    }


def _count(result: HandwrittenComparison) -> str:
    cells = counted(result.cells, "cell")
    missing = ", ".join(
        f"{counted(len(one.labels), one.what.removesuffix('s'))} missing" for one in result.missing
    )
    partial = f"; {missing}" if missing else ""
    if not result.wrong:
        return f"{cells} compared, all as proved{partial}"
    unclear = _cells(result, understood=False)
    more = f", {unclear} not understood" if unclear else ""
    return f"{_cells(result, understood=True)} of {cells} refuted{more}{partial}"


def _cells(result: HandwrittenComparison, understood: bool) -> int:
    """How many cells of the file are wrong, or unclear."""
    wrongs = (finding for finding in result.wrong if finding.understood == understood)
    return len({(finding.line, finding.column) for finding in wrongs})


def _finding(result: HandwrittenComparison, finding: Wrong) -> list[Block]:
    unclear = "" if finding.understood else "  (not understood as a result)"
    if finding.is_ambiguous:
        unclear = "  (may mean several results)"
    rows: list[Row] = [row("written", f"{finding.written}{unclear}")]
    if finding.nearest:
        label = "means" if finding.is_ambiguous else "nearest"
        rows.append(row(label, " or ".join(finding.nearest)))
    rows.append(row("proved", finding.proved))
    rows += [row("rule", finding.rule)] if finding.rule else []
    head = f"{result.path}:{finding.line}: row {finding.row}, column {finding.column}"
    return [Code(head), Rows(tuple(rows))]


def _listed(labels: tuple[str, ...]) -> str:
    """The labels, which may have commas in them."""
    more = f"; and {len(labels) - MOST} more" if len(labels) > MOST else ""
    return "; ".join(labels[:MOST]) + more
