"""A comparison with a hand-written table as a page."""

from __future__ import annotations

from typing import assert_never

from memattr.documents.handwritten_check import Finding, HandwrittenComparison, Missing, Wrong
from memattr.pages.page import Block, Code, Note, Page, Row, Rows, row
from memattr.pages.phrases import counted

MOST = 12


def handwritten_page(result: HandwrittenComparison) -> Page:
    """Each finding, then the count."""
    cells = counted(result.cells, "cell")
    if not result.findings:
        return Page((Code(f"{result.path}: {cells} compared, all as proved"),))
    wrong = _cells(result, understood=True)
    unclear = _cells(result, understood=False)
    more = f", {unclear} not understood" if unclear else ""
    blocks = [block for finding in result.findings for block in _finding(result, finding)]
    return Page((*blocks, Code(f"{result.path}: {wrong} of {cells} refuted{more}")))


def _cells(result: HandwrittenComparison, understood: bool) -> int:
    """How many cells of the file are wrong, or unclear."""
    wrong = (finding for finding in result.findings if isinstance(finding, Wrong))
    return len({(f.line, f.column) for f in wrong if f.understood == understood})


def _finding(result: HandwrittenComparison, finding: Finding) -> list[Block]:
    match finding:
        case Wrong(line, label, column, text, understood, proved, rule):
            unclear = "" if understood else "  (not understood as a result)"
            rows: list[Row] = [row("written", f"{text}{unclear}"), row("proved", proved)]
            rows += [row("rule", rule)] if rule else []
            head = f"{result.path}:{line}: row {label}, column {column}"
            return [Code(head), Rows(tuple(rows))]
        case Missing(what, labels):
            return [Note(f"{result.path}: missing {what}: {_listed(labels)}")]
        case _:
            assert_never(finding)


def _listed(labels: tuple[str, ...]) -> str:
    """The labels, which may have commas in them."""
    more = f"; and {len(labels) - MOST} more" if len(labels) > MOST else ""
    return "; ".join(labels[:MOST]) + more
