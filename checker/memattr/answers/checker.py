"""Claims decided, with the evidence and the reports that a run asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from memattr.answers.check import Checkable, Checked, CheckedClaim
from memattr.answers.example import fired_in
from memattr.answers.find import FindAnswer
from memattr.answers.safety import CheckedSafety
from memattr.engines.decide import Decider, Engine
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.verdict import Refuted, Verdict, as_expected
from memattr.explain.explainer import Explainer
from memattr.explain.refutation import source
from memattr.machines.safety_verdict import SafetyVerdict
from memattr.model.machine import ProcedureQuestion, SafetyClaim
from memattr.model.model import Claim, Model, Question

if TYPE_CHECKING:
    from memattr.answers.finder import Finder
    from memattr.machines.safety_decider import SafetyDecider


@dataclass(frozen=True)
class Depth:
    """On which verdicts a report is made: those that are `unexpected`, `refuted` ones too, or
    `every` one; for proofs with what they need if it is to `explain` them."""

    unexpected: bool = True
    refuted: bool = False
    every: bool = False
    explain: bool = False

    def asks_for(self, verdict: Verdict) -> bool:
        """True iff there is to be a report on the verdict; never on an example that holds."""
        if not as_expected(verdict):
            return self.unexpected
        if verdict.claim.form == "example":
            return False
        return self.every or (self.refuted and isinstance(verdict.outcome, Refuted))


def unchanged(verdict: Verdict) -> Verdict:
    """No evidence beside that of the engines."""
    return verdict


def runs_unchanged(verdict: SafetyVerdict, _: SafetyDecider) -> SafetyVerdict:
    """The same of claims about runs."""
    return verdict


# Takes in a verdict that stands, whatever comes of the report on it.
Stands: TypeAlias = "Callable[[CheckedClaim], None]"


def unheard(_: CheckedClaim) -> None:
    """Nobody waits for the verdict alone."""


class Checker:
    """Decides the claims of one model, and checks the stated answers of its questions. `beside` and
    `beside_runs` add evidence of others to a verdict, or find it contradicted. `seconds` are for
    each item."""

    def __init__(
        self,
        model: Model,
        engine: Engine = "both",
        seconds: float | None = None,
        depth: Depth | None = None,
        beside: Callable[[Verdict], Verdict] = unchanged,
        beside_runs: Callable[[SafetyVerdict, SafetyDecider], SafetyVerdict] = runs_unchanged,
    ) -> None:
        self.model = model
        self._depth, self._beside = depth or Depth(), beside
        self._beside_runs = beside_runs
        self.decider = Decider(model, engine, seconds)
        self._horn = engine == "horn"

    def checked(self, item: Checkable, stands: Stands = unheard) -> Checked:
        """What comes of a claim, or of a question with a stated answer. `stands` is told of a
        verdict before anything is said of it that may last."""
        match item:
            case Question():
                return self.answered(item)
            case SafetyClaim():
                verdict = self._safety.decide(item)
                return CheckedSafety(self._beside_runs(verdict, self._safety))
            case ProcedureQuestion():
                from memattr.answers.procedures import found_procedures

                return found_procedures(self.model, item, self._safety)
            case Claim():
                return self.decided(item, stands)

    def decided(self, claim: Claim, stands: Stands = unheard) -> CheckedClaim:
        """The verdict, and what is to be said of it."""
        verdict = self._beside(self.decider.decide(claim))
        fired = fired_in(self.decider.evaluator, verdict)
        sources = tuple(source(self.model, (case.function, case.case)) for case in fired)
        checked = CheckedClaim(verdict, sources)
        if not self._depth.asks_for(verdict):
            return checked
        stands(checked)
        return replace(checked, report=self._explainer.report(verdict, self._depth.explain))

    def answered(self, question: Question) -> FindAnswer:
        """The answer, explained where it is not the one that the text states."""
        self.decider.begin()
        answer = self._finder.find(question, explained=False)
        return answer if answer.word == "PROVED" else self._finder.find(question)

    @cached_property
    def _safety(self) -> SafetyDecider:
        from memattr.machines.safety_decider import SafetyDecider
        from memattr.readings.diagram import Diagram

        decider = self.decider
        diagram = Diagram(self.model)
        milliseconds = decider.solvers_milliseconds
        seconds = None if milliseconds is None else milliseconds / 1000
        return SafetyDecider(decider.evaluator, diagram, decider.solver, self._horn, seconds)

    @cached_property
    def _finder(self) -> Finder:
        from memattr.answers.finder import Finder

        decider = self.decider
        verify = decider.solver is not None
        milliseconds = decider.solvers_milliseconds
        return Finder(self.model, verify, milliseconds, decider.exact, decider.solver)

    @cached_property
    def _explainer(self) -> Explainer:
        exact = self.decider.exact or Exact(self.model)
        return Explainer(self.model, exact, self.decider.evaluator)
