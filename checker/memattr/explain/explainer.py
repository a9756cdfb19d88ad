"""Verdicts -> reports: what readers of any format are told."""

from __future__ import annotations

from memattr.engines.exact import Exact
from memattr.engines.settle import Regions
from memattr.engines.verdict import (
    Covered,
    Disagreement,
    Proved,
    Refuted,
    Unknown,
    Unreachable,
    Vacuous,
    Verdict,
    as_expected,
)
from memattr.explain.assuming import assuming, repeat
from memattr.explain.refute import Refuting
from memattr.explain.report import Refutation, Report, Word
from memattr.model.model import Model
from memattr.readings.evaluate import Evaluator


class Explainer:
    """Reports on the verdicts of one model; the diagrams are shared with the decision."""

    def __init__(self, model: Model, exact: Exact, evaluator: Evaluator) -> None:
        self._model = model
        self._exact = exact
        self._refuting = Refuting(exact.diagram, evaluator)

    def report(self, verdict: Verdict) -> Report:
        """All that is known of the verdict."""
        claim = verdict.claim
        refutation = self._refutation(verdict)
        controls = refutation.controls if refutation else ()
        example = verdict.outcome.example if isinstance(verdict.outcome, Refuted) else None
        shown = [s.name for s in refutation.example] if refutation else []
        return Report(
            word=word(verdict),
            expected=as_expected(verdict),
            name=claim.name,
            place=claim.note.place.short,
            claim=claim.note.words or " and ".join(part.written for part in claim.parts),
            assuming=assuming(self._model, claim, controls),
            trouble=(),
            rests_on=verdict.rests_on,
            repeat=repeat(self._model, claim, example, shown),
            refutation=refutation,
        )

    def _refutation(self, verdict: Verdict) -> Refutation | None:
        if not isinstance(verdict.outcome, Refuted):
            return None
        ready, regions = self._exact.regions(verdict.claim)
        if not isinstance(regions, Regions):
            return None
        counts = verdict.evidence.counts if verdict.evidence else None
        return self._refuting.explained(ready, regions, verdict.outcome.example, counts)


def word(verdict: Verdict) -> Word:
    """The verdict's word."""
    match verdict.outcome:
        case Proved():
            return "PROVED"
        case Refuted(by_choice, _):
            return "REFUTED by choice" if by_choice else "REFUTED"
        case Covered():
            return "COVERED"
        case Unreachable():
            return "UNREACHABLE"
        case Vacuous():
            return "VACUOUS"
        case Unknown():
            return "UNKNOWN"
        case Disagreement():
            return "ERROR"
