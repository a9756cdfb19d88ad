"""A comparison with a hand-written table in words."""

from __future__ import annotations

from typing import assert_never

from memattr.documents.against import Comparison, Finding, Missing, Wrong
from memattr.questions.lines import counted, wrapped

MOST = 12


def lines(result: Comparison, width: int) -> list[str]:
    """One block for each finding, then the count."""
    found = [line for finding in result.findings for line in _finding(result, finding, width)]
    wrong = _cells(result, understood=True)
    unclear = _cells(result, understood=False)
    cells = counted(result.cells, "cell")
    if not result.findings:
        return [f"{result.path}: {cells} compared, all as proved"]
    more = f", {unclear} not understood" if unclear else ""
    return [*found, f"{result.path}: {wrong} of {cells} refuted{more}"]


def _cells(result: Comparison, understood: bool) -> int:
    """How many cells of the file are wrong, or unclear."""
    wrong = (finding for finding in result.findings if isinstance(finding, Wrong))
    return len({(f.line, f.column) for f in wrong if f.understood == understood})


def _finding(result: Comparison, finding: Finding, width: int) -> list[str]:
    match finding:
        case Wrong(line, row, column, text, understood, proved, rule):
            head = f"{result.path}:{line}: row {row}, column {column}"
            unclear = "" if understood else "  (not understood as a result)"
            body = [f"  written  {text}{unclear}", *_labelled("proved", proved, width)]
            return [head, *body, *(_labelled("rule", rule, width) if rule else [])]
        case Missing(what, labels):
            text = f"{result.path}: missing {what}: {_listed(labels)}"
            return wrapped(text, width, "  ")
        case _:
            assert_never(finding)


def _listed(labels: tuple[str, ...]) -> str:
    """The labels, which may have commas in them."""
    more = f"; and {len(labels) - MOST} more" if len(labels) > MOST else ""
    return "; ".join(labels[:MOST]) + more


def _labelled(label: str, text: str, width: int) -> list[str]:
    first, *rest = wrapped(text, width - 11) or [""]
    return [f"  {label:<9}{first}", *(f"  {'':<9}{line}" for line in rest)]
