"""A verdict -> lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from memattr.engines.exact.exact_engine import Exact
from memattr.engines.verdict import Refuted, Verdict, as_expected
from memattr.explain.explainer import Explainer, word
from memattr.explain.report import Report
from memattr.model.model import Model
from memattr.readings.evaluate import Evaluator
from memattr.reports import other, refuted
from memattr.reports.layout import laid_out, plain, row

__all__ = ["Reporter", "headline", "row", "word"]


def headline(verdict: Verdict, width: int) -> str:
    """The verdict, the claim's name and its place, on one line where it fits."""
    mark = word(verdict) + _mark(as_expected(verdict), isinstance(verdict.outcome, Refuted))
    return _headline(mark, verdict.claim.name, verdict.claim.note.place.short, width)


def narrowed(verdict: Verdict, width: int) -> Iterator[str]:
    """Why the verdict says less than it seems to, below a headline."""
    for narrowing in verdict.narrowed:
        yield from map(plain, row("but", narrowing.words, width))


def _mark(expected: bool, refuted_: bool) -> str:
    if not expected:
        return " (NOT as expected)"
    return " (as expected)" if refuted_ else ""


def _headline(mark: str, name: str, place: str, width: int) -> str:
    """The place is cut from its beginning, then the name from its end, if need be."""
    left = f"{mark}  {name}"
    for short in (place, place.rpartition("/")[2]):
        space = width - len(left) - len(short)
        if space >= 2:
            return f"{left}{' ' * space}{short}"
    return left if len(left) <= width else left[: width - 3] + "..."


class Reporter:
    """Writes reports on the verdicts of one model."""

    def __init__(
        self,
        model: Model,
        width: int,
        exact: Exact | None = None,
        evaluator: Evaluator | None = None,
    ) -> None:
        self.width = width
        self._explainer = Explainer(model, exact or Exact(model), evaluator or Evaluator(model))

    def report(self, verdict: Verdict, explain: bool = False) -> list[str]:
        """The lines of a full report; with `explain`, of what a proof needs too."""
        found = self.lines(self._explainer.report(verdict, explain))
        return [*found, *narrowed(verdict, self.width)]

    def lines(self, report: Report) -> list[str]:
        """The report as text."""
        refutation = report.refutation
        mark = report.word + _mark(report.expected, refutation is not None)
        head = _headline(mark, report.name, report.place, self.width)
        if not head.endswith(report.place.rpartition("/")[2]):
            report = replace(report, claim=f"{report.place}: {report.claim}")
        rows = refuted.rows(report, refutation) if refutation else other.rows(report)
        most = refuted.MOST if refutation else other.MOST
        return list(map(plain, (head, *laid_out(rows, self.width, most))))
