"""A comparison with a hand-written table in words."""

from __future__ import annotations

from typing import assert_never

from memattr.documents.against import Comparison, Finding, Missing, Wrong
from memattr.questions.lines import counted, wrapped

MOST = 12


def lines(result: Comparison, width: int) -> list[str]:
    """One block for each finding, then the count."""
    found = [line for finding in result.findings for line in _finding(result, finding, width)]
    wrong = len({(f.line, f.column) for f in result.findings if isinstance(f, Wrong)})
    cells = counted(result.cells, "cell")
    if not result.findings:
        return [f"{result.path}: {cells} compared, all as proved"]
    return [*found, f"{result.path}: {wrong} of {cells} refuted"]


def _finding(result: Comparison, finding: Finding, width: int) -> list[str]:
    match finding:
        case Wrong(line, row, column, text, proved, rule):
            head = f"{result.path}:{line}: row {row}, column {column}"
            body = [f"  written  {text}", *_labelled("proved", proved, width)]
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
