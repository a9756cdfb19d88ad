"""Verdicts -> reports: what readers of any format are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from memattr.engines.assumptions import scope_of, variables_of
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.exact.regions import Regions
from memattr.engines.verdict import (
    BecauseHolds,
    Covered,
    Disagreement,
    Evidence,
    Example,
    NotSufficient,
    Proved,
    Refuted,
    Superfluous,
    Unknown,
    Unreachable,
    Vacuous,
    Verdict,
    as_expected,
)
from memattr.explain.proof import assumptions, excluded, witness
from memattr.explain.refutation import RefutationExplainer, source
from memattr.explain.repeat_command import assuming, repeat
from memattr.explain.report import Impossible, ProofNeeds, Report, ShownValue, Word
from memattr.explain.vacuity import vacuity
from memattr.model.model import Claim, Condition, Model
from memattr.model.show import show
from memattr.readings.bdd import TooLarge
from memattr.readings.evaluate import Evaluator

if TYPE_CHECKING:
    from memattr.engines.smt.counterexample_guided import Solver
    from memattr.readings.encode import HavocCases


class Explainer:
    """Reports on the verdicts of one model; the diagrams are shared with the decision."""

    def __init__(self, model: Model, exact: Exact, evaluator: Evaluator) -> None:
        self._model = model
        self._exact = exact
        self._evaluator = evaluator
        self._latest = RefutationExplainer(exact.diagram, evaluator)

    @property
    def _refuting(self) -> RefutationExplainer:
        """For the diagram as it is now."""
        if self._latest.diagram is not self._exact.diagram:
            self._latest = RefutationExplainer(self._exact.diagram, self._evaluator)
        return self._latest

    def report(self, verdict: Verdict, explain: bool = False) -> Report:
        """All that is known of the verdict; with `explain`, also what a proof needs."""
        self._exact.make_room()
        claim, evidence = verdict.claim, verdict.evidence
        begun = Report(
            word=word(verdict),
            expected=as_expected(verdict),
            name=claim.name,
            place=claim.note.place.short,
            claim=claim.note.words or " and ".join(part.written for part in claim.parts),
            assuming=assuming(self._model, claim),
            trouble=tuple(trouble(verdict, lambda example: self._said(verdict, example))),
            rests_on=verdict.rests_on,
            repeat=repeat(self._model, claim, None, ()),
            repeated=evidence.repeated if evidence else (),
            survives=evidence.survives if evidence else True,
        )
        try:
            return self._with_outcome(begun, verdict, explain)
        except TooLarge as problem:
            return replace(begun, reason=str(problem))

    def _with_outcome(self, begun: Report, verdict: Verdict, explain: bool) -> Report:
        claim = verdict.claim
        match verdict.outcome:
            case Refuted(_, example):
                return self._refuted(begun, verdict, example)
            case Covered(example):
                again = repeat(self._model, claim, example, ())
                return replace(begun, example=self._settings(claim, example), repeat=again)
            case Unreachable(cpu):
                return replace(begun, example=self._features(claim, cpu)) if cpu else begun
            case Vacuous(premise):
                blocked = vacuity(self._exact.diagram, claim, premise)
                return replace(begun, vacuity=blocked)
            case Unknown(reason):
                return replace(begun, reason=reason)
            case Disagreement(reason, exact, solver):
                sides = f"exact says {_side(exact)}, z3 says {_side(solver)}"
                return replace(begun, reason=f"{reason}: {sides}")
            case Proved():
                return replace(begun, proof=self._proof(claim)) if explain else begun

    def _refuted(self, begun: Report, verdict: Verdict, example: Example) -> Report:
        claim = verdict.claim
        ready, regions = self._exact.regions(claim)
        if not isinstance(regions, Regions):
            return replace(begun, reason="the exact engine does not find this refuted")
        counts = verdict.evidence.counts if verdict.evidence else None
        refutation = self._refuting.explained(ready, regions, example, counts)
        shown = [setting.name for setting in refutation.example]
        return replace(
            begun,
            assuming=assuming(self._model, claim, refutation.controls),
            repeat=repeat(self._model, claim, example, shown, refutation.choices),
            refutation=refutation,
        )

    @cached_property
    def _havoc(self) -> HavocCases:
        """Loads the solver."""
        from memattr.readings.encode import HavocCases

        return HavocCases(self._model)

    @cached_property
    def _solver(self) -> Solver:
        from memattr.engines.smt.counterexample_guided import Solver

        return Solver(self._model)

    def _proof(self, claim: Claim) -> ProofNeeds:
        from memattr.explain.proof import core

        diagram, model = self._exact.diagram, self._model
        ready, _ = self._exact.regions(claim)
        values = witness(diagram, ready)
        unsat_core = core(self._havoc, diagram, self._refuting.firing, claim)
        used, unused = assumptions(self._solver, claim)
        return ProofNeeds(
            cases=tuple(source(model, case) for case in unsat_core.cases),
            minimal=unsat_core.minimal,
            used=used,
            unused=unused,
            witness=tuple(self._refuting.setting(ready, name, values) for name in ready.levels),
            impossible=tuple(map(_impossible, excluded(diagram, claim))),
        )

    def _settings(self, claim: Claim, example: Example) -> tuple[ShownValue, ...]:
        """The inputs of an example that nothing fixes, the variables, and the choices taken."""
        fixed = {name for name, values in claim.stated if len(values) == 1}
        fixed |= {
            assignment.input for assignment in scope_of(self._model, claim) if assignment.values
        }
        fixed |= {name for name, _ in claim.fixed}
        kinds = variables_of(self._model, claim)
        names = dict(claim.instances)
        given = [pair for pair in example.inputs if pair[0] not in fixed]
        return (
            *(
                ShownValue(name, show(self._model, kinds[name], value, names.get(name, name)))
                for name, value in (*given, *example.variables)
            ),
            *map(self._refuting.choice, example.choices),
        )

    def _features(self, claim: Claim, example: Example) -> tuple[ShownValue, ...]:
        """What the cpu decides."""
        model, originals = self._model, dict(claim.instances)
        names = (*model.inputs, *originals)
        own = {n for n in names if model.inputs[originals.get(n, n)].player == "cpu"}
        return tuple(s for s in self._settings(claim, example) if s.name in own)

    def _said(self, verdict: Verdict, example: Example) -> str:
        """The situation by the inputs that matter."""
        counts = verdict.evidence.counts if verdict.evidence else None
        settings = self._settings(verdict.claim, example)
        told = [s for s in settings if counts is None or s.name in counts.relevant]
        return ", ".join(map(str, told)) or "any input"


def _impossible(condition: Condition) -> Impossible:
    note = condition.note
    return Impossible(condition.name, note.place.short, note.refs, note.words)


def _side(decided: object) -> str:
    return "nothing" if decided is None else type(decided).__name__.lower()


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


def trouble(verdict: Verdict, said: Callable[[Example], str]) -> Iterator[str]:
    """Phrases; `said` puts an example into words."""
    claim = verdict.claim
    if not isinstance(verdict.outcome, Refuted):
        return
    yield from _mode(claim, verdict.outcome)
    if claim.because:
        yield from _because(claim, verdict.evidence, said)
    if claim.counts is not None:
        yield from _counts(claim.counts, verdict.evidence)


def _mode(claim: Claim, outcome: Refuted) -> Iterator[str]:
    if claim.expected == "prove":
        yield "as claimed: this is false"
    elif outcome.by_choice and claim.mode != "by choice":
        yield "for every choice: say `refute ... by choice`"
    elif not outcome.by_choice and claim.mode == "by choice":
        yield "by choice: it fails whatever is chosen"


def _because(
    claim: Claim, evidence: Evidence | None, said: Callable[[Example], str]
) -> Iterator[str]:
    names = _names(claim.because)
    match evidence.because if evidence else None:
        case None:
            yield f"known to be because of {names}: the exact engine can tell"
        case BecauseHolds():
            return
        case Superfluous(cases):
            yield f"because of {_names(cases)}: the rest explains all"
        case NotSufficient(example):
            yield f"because of {names} alone: fails anyway at {said(example)}"


def _names(cases: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(".".join(case) for case in cases)


def _counts(stated: tuple[int, int], evidence: Evidence | None) -> Iterator[str]:
    if evidence is None or evidence.counts is None:
        yield f"known to be on {stated[0]} of {stated[1]}: the exact engine can tell"
        return
    counts = evidence.counts
    if stated != (counts.fails, counts.others):
        over = ", ".join(counts.relevant) or "no input"
        yield (
            f"on {stated[0]} of {stated[1]}: it is on {counts.fails} of {counts.others}, "
            f"counted over {over}"
        )
