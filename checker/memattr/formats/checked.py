"""Verdicts as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from memattr.engines.assumptions import scope_of, variables_of
from memattr.engines.verdict import (
    BecauseHolds,
    Counts,
    Covered,
    Disagreement,
    Evidence,
    Example,
    Refuted,
    Unknown,
    Unreachable,
    Verdict,
    as_expected,
)
from memattr.formats.counterexample import fired_in
from memattr.formats.head import head, narrowing_data, place_data
from memattr.formats.values import Data, value_data
from memattr.model.model import Choice, Claim, Function, Model, Question
from memattr.model.types import Type, Value
from memattr.place import Place, Problem
from memattr.questions.answer import Compared
from memattr.readings.compile_values import Fired
from memattr.readings.concrete_values import Values
from memattr.readings.evaluate import Evaluator, Taken
from memattr.reports.text import word

SCHEMA = "memattr/check/1"


@dataclass(frozen=True)
class Run:
    """What was decided, of how many claims and stated answers that were wanted, and
    what came of it in all. `recalled` has the place and the name of what an earlier run decided."""

    verdicts: Sequence[Verdict]
    answers: Sequence[Compared]
    wanted: int
    problems: Sequence[Problem]
    interrupted: bool
    recalled: frozenset[tuple[Place, str]]
    status: int


def run_data(evaluator: Evaluator, run: Run) -> Data:
    """All of it."""
    writer = _Writer(evaluator)
    expected = sum(map(as_expected, run.verdicts))
    expected += sum(found.word == "PROVED" for found in run.answers)
    return {
        **head(evaluator.model, SCHEMA),
        "status": run.status,
        "interrupted": run.interrupted,
        "claims_wanted": run.wanted,
        "claims_decided": len(run.verdicts) + len(run.answers),
        "as_expected": expected,
        "narrowed": sum(bool(verdict.narrowed) for verdict in run.verdicts)
        + sum(bool(found.answer.narrowed) for found in run.answers),
        "problems": [_problem(problem) for problem in run.problems],
        "claims": [
            {**writer.verdict(verdict), "recalled": _is_recalled(run, verdict.claim)}
            for verdict in run.verdicts
        ],
        "answers": [
            {
                **_answer(evaluator.model, found),
                "recalled": _is_recalled(run, found.answer.question),
            }
            for found in run.answers
        ],
    }


def _is_recalled(run: Run, item: Claim | Question) -> bool:
    return (item.note.place, item.name) in run.recalled


def _problem(problem: Problem) -> Data:
    return {
        "place": place_data(problem.place),
        "code": problem.code,
        "message": problem.message,
        "help": problem.help,
    }


def _answer(model: Model, found: Compared) -> Data:
    question = found.answer.question
    kinds = [model.inputs[name].type for name in question.found]

    def rows(values: Iterable[Values]) -> list[list[object]]:
        return [[value_data(k, v) for k, v in zip(kinds, row, strict=True)] for row in values]

    return {
        "name": question.name,
        "place": place_data(question.note.place),
        "sentence": question.note.words,
        "says": [part.written for part in question.parts],
        "verdict": found.word,
        "expected": found.word == "PROVED",
        "found": list(question.found),
        "stated": rows(question.answer or ()),
        "wrong": rows(found.wrong),
        "missing": rows(found.missing),
        "reason": found.answer.trouble or found.answer.undecided,
        "narrowed": list(map(narrowing_data, found.answer.narrowed)),
        "engines": list(found.answer.rests_on),
    }


class _Writer:
    """Writes the verdicts of one model."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._model: Model = evaluator.model
        self._made: Mapping[str, tuple[Function, Choice]] = {
            case.choice.name: (function, case.choice)
            for function in self._model.functions.values()
            for case in function.cases
            if case.choice is not None
        }

    def verdict(self, verdict: Verdict) -> Data:
        claim, evidence = verdict.claim, verdict.evidence
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
            "verdict": word(verdict),
            "expected": as_expected(verdict),
            "reason": self._reason(verdict),
            "narrowed": list(map(narrowing_data, verdict.narrowed)),
            "assumptions": self._assumptions(claim),
            "counts": self._counts(claim, evidence.counts if evidence else None),
            "because": self._because(claim, evidence),
            "example": self._example(verdict),
            "fired": [self._fired(fired) for fired in fired_in(self._evaluator, verdict)],
            "choices_repeated": list(evidence.repeated) if evidence else [],
            "survives_independence": evidence.survives if evidence else None,
            "engines": list(verdict.rests_on),
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

    def _example(self, verdict: Verdict) -> Data | None:
        match verdict.outcome:
            case Refuted(_, Example() as example) | Covered(Example() as example):
                pass
            case Unreachable(Example() as example):
                pass
            case _:
                return None
        kinds = variables_of(self._model, verdict.claim)
        return {
            "inputs": self._named(kinds, example.inputs),
            "variables": self._named(kinds, example.variables),
            "choices": [self._taken(taken) for taken in example.choices],
        }

    def _taken(self, taken: Taken) -> Data:
        function, choice = self._made[taken.choice]
        pairs = zip(function.parameters, taken.arguments, strict=True)
        return {
            "name": taken.choice,
            "cpu": taken.cpu,
            "for": {name: value_data(kind, value) for (name, kind), value in pairs},
            "value": value_data(choice.type, taken.value),
        }

    def _fired(self, fired: Fired) -> Data:
        function = self._model.functions[fired.function]
        case = next(case for case in function.cases if case.name == fired.case)
        return {
            "case": f"{fired.function}.{fired.case}",
            "place": place_data(case.note.place),
            "refs": list(case.note.refs or function.note.refs),
            "sentence": case.note.words,
        }
