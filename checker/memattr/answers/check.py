"""What comes of a claim or of a stated answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from memattr.answers.data import Data, narrowing_data, place_data, value_data
from memattr.answers.example import choices_of
from memattr.answers.find import FindAnswer
from memattr.answers.procedures import ProcedureAnswer
from memattr.answers.safety import CheckedSafety
from memattr.engines.assumptions import scope_of, variables_of
from memattr.engines.verdict import (
    BecauseHolds,
    Counts,
    Covered,
    Disagreement,
    Evidence,
    Example,
    Narrowing,
    Refuted,
    Unknown,
    Unreachable,
    Verdict,
    as_expected,
)
from memattr.explain.explainer import word
from memattr.explain.report import Report, Source, Word
from memattr.model.machine import ProcedureQuestion, SafetyClaim
from memattr.model.model import Claim, Model, Question
from memattr.model.types import Type, Value
from memattr.place import Problem
from memattr.readings.evaluate import Taken


@dataclass(frozen=True)
class CheckedClaim:
    """A claim decided: the verdict with its evidence, the cases that fired in its example, those
    first that others rest on, and the full report where the run asks for one. `recalled`: an
    earlier run decided it. `cut`: a bound may have cut short what is known of it. `by_text`: the
    verdict without the code that decides it otherwise."""

    verdict: Verdict
    fired: tuple[Source, ...]
    report: Report | None = None
    recalled: bool = False
    by_text: Word | None = None
    cut: bool = False

    @property
    def claim(self) -> Claim:
        """The claim."""
        return self.verdict.claim

    @property
    def word(self) -> Word:
        """The verdict in a word."""
        return word(self.verdict)

    @property
    def expected(self) -> bool:
        """True iff the claim came out as its text says, for the reason that it says."""
        return as_expected(self.verdict)

    @property
    def example(self) -> Example | None:
        """The situation that refutes or covers the claim, or a cpu on which nothing does."""
        match self.verdict.outcome:
            case Refuted(_, example) | Covered(example):
                return example
            case Unreachable(example_):
                return example_
            case _:
                return None


# A question with a stated answer is checked as a claim is.
Checkable: TypeAlias = "Claim | Question | SafetyClaim | ProcedureQuestion"
Checked: TypeAlias = "CheckedClaim | FindAnswer | CheckedSafety | ProcedureAnswer"


def is_expected(checked: Checked) -> bool:
    """True iff it came out as the text says."""
    if isinstance(checked, FindAnswer | ProcedureAnswer):
        return checked.word == "PROVED"
    return checked.expected


def narrowings(checked: Checked) -> tuple[Narrowing, ...]:
    """What makes it say less than it seems to."""
    match checked:
        case CheckedClaim(verdict):
            return verdict.narrowed
        case CheckedSafety(verdict):
            return verdict.narrowed
        case FindAnswer() | ProcedureAnswer():
            return checked.narrowed


def problem_data(problem: Problem) -> Data:
    """What is wrong with a text."""
    return {
        "place": place_data(problem.place),
        "code": problem.code,
        "message": problem.message,
        "help": problem.help,
    }


class ClaimData:
    """Writes the verdicts of one model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._choices = choices_of(model)

    def claim(self, checked: CheckedClaim) -> Data:
        verdict, claim = checked.verdict, checked.claim
        evidence = verdict.evidence
        return {
            "name": claim.name,
            "place": place_data(claim.note.place),
            "form": claim.form,
            "kind": claim.expected,
            "mode": claim.mode,
            "family": claim.family,
            "sentence": claim.note.words,
            "says": [part.written for part in claim.parts],
            "refs": list(claim.note.refs),
            "source": claim.note.source,
            "verdict": checked.word,
            "expected": checked.expected,
            "reason": self._reason(verdict),
            "narrowed": list(map(narrowing_data, verdict.narrowed)),
            "assumptions": self._assumptions(claim),
            "counts": self._counts(claim, evidence.counts if evidence else None),
            "because": self._because(claim, evidence),
            "example": self._example(claim, checked.example),
            "fired": [self._fired(case) for case in checked.fired],
            "choices_repeated": list(evidence.repeated) if evidence else [],
            "survives_independence": evidence.survives if evidence else None,
            "engines": list(verdict.rests_on),
            "recalled": checked.recalled,
            "by_text": checked.by_text,
        }

    def _reason(self, verdict: Verdict) -> str | None:
        match verdict.outcome:
            case Unknown(reason) | Disagreement(reason, _, _):
                return reason
            case _:
                return None

    def _assumptions(self, claim: Claim) -> Data:
        model = self._model
        kinds = variables_of(model, claim)
        single = {name for name, values in claim.stated if len(values) == 1}
        ruled = {a.input for a in scope_of(model, claim) if a.values}
        settled = {*single, *ruled, *dict(claim.fixed)}
        stated = {
            name: [value_data(kinds[name], value) for value in values]
            for name, values in claim.stated
        }
        return {
            "stated": stated,
            "scope": claim.scope,
            "given": list(claim.assumed),
            "fixed": self._named(kinds, claim.fixed),
            "free": [name for name in kinds if name not in settled],
        }

    def _named(self, kinds: Mapping[str, Type], values: Iterable[tuple[str, Value]]) -> Data:
        return {name: value_data(kinds[name], value) for name, value in values}

    def _counts(self, claim: Claim, counts: Counts | None) -> Data | None:
        if counts is None:
            return None
        return {
            "relevant": list(counts.relevant),
            "irrelevant": list(counts.irrelevant),
            "fails": counts.fails,
            "may_fail": counts.may_fail,
            "reserved": counts.reserved,
            "of": counts.others,
            "stated": list(claim.counts) if claim.counts else None,
        }

    def _because(self, claim: Claim, evidence: Evidence | None) -> Data | None:
        if not claim.because:
            return None
        holds = None
        if evidence is not None and evidence.because is not None:
            holds = isinstance(evidence.because, BecauseHolds)
        return {"cases": [".".join(case) for case in claim.because], "holds": holds}

    def _example(self, claim: Claim, example: Example | None) -> Data | None:
        if example is None:
            return None
        kinds = variables_of(self._model, claim)
        return {
            "inputs": self._named(kinds, example.inputs),
            "variables": self._named(kinds, example.variables),
            "choices": [self._taken(taken) for taken in example.choices],
        }

    def _taken(self, taken: Taken) -> Data:
        function, choice = self._choices[taken.choice]
        pairs = zip(function.parameters, taken.arguments, strict=True)
        return {
            "name": taken.choice,
            "cpu": taken.cpu,
            "for": {name: value_data(type_, value) for (name, type_), value in pairs},
            "value": value_data(choice.type, taken.value),
        }

    def _fired(self, source: Source) -> Data:
        function = self._model.functions[source.function]
        note = next(case.note for case in function.cases if case.name == source.case)
        return {
            "case": source.name,
            "place": place_data(note.place),
            "refs": list(source.refs),
            "sentence": source.words,
        }
