"""The answer to a `find` question: every value for which a statement holds, and why no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from memattr.answers.data import Data, inputs_data, narrowing_data, place_data, value_data
from memattr.answers.idle_inputs import Idle, idle_data
from memattr.answers.value_text import Product, products, set_text
from memattr.engines.verdict import Example, Narrowing
from memattr.model.model import Model, Question
from memattr.readings.compile_values import Values

# The name of a question that was typed.
TYPED_NAME = "_asked"
Standing = Literal["holds", "fails", "not admitted", "unknown"]
AnswerWord = Literal["PROVED", "REFUTED", "VACUOUS", "UNKNOWN", "ERROR"]


@dataclass(frozen=True)
class Solutions:
    """Values that leave the same results reachable, `results` of them (None if the model has no
    output). `less_than` and `unlike` are positions of earlier groups: those that leave all this
    and more, and those that leave something else."""

    values: tuple[Values, ...]
    results: int | None
    less_than: tuple[int, ...]
    unlike: tuple[int, ...]


@dataclass(frozen=True)
class Failures:
    """Values that one situation refutes: `example`, as it is for the first of them. `situation`
    says it in words, and `observed` what is false there. `by_choice`: only some permitted choices
    refute them."""

    values: tuple[Values, ...]
    example: Example
    by_choice: bool
    situation: str
    observed: str


@dataclass(frozen=True)
class FindAnswer:
    """All solutions, most freedom first; all other candidates, grouped by what refutes them.

    `relevant` are the inputs on which failing depends; `free` are all that the question leaves to
    others. `vacuous`: nothing at all is admitted. `trouble` is what the engines disagree on: then
    nothing here is to be believed. `undecided` is a limit that was hit.
    `verified`: a solver has confirmed every candidate. `narrowed`: what makes the answer say less
    than the question seems to ask. `recalled`: an earlier run found it.
    `cut`: a bound may have cut short what is known of it."""

    question: Question
    solutions: tuple[Solutions, ...]
    failures: tuple[Failures, ...]
    not_admitted: tuple[Values, ...]
    candidates: int
    free: tuple[str, ...]
    relevant: tuple[str, ...]
    vacuous: bool
    rests_on: tuple[str, ...]
    trouble: str | None = None
    undecided: str | None = None
    verified: bool = False
    narrowed: tuple[Narrowing, ...] = ()
    idle: tuple[Idle, ...] = ()
    recalled: bool = False
    cut: bool = False

    @property
    def values(self) -> tuple[Values, ...]:
        """Every solution, in the order of the groups."""
        return tuple(value for group in self.solutions for value in group.values)

    @property
    def wrong(self) -> tuple[Values, ...]:
        """What the text states as an answer and is none."""
        return tuple(v for v in self.question.answer or () if v not in self.values)

    @property
    def missing(self) -> tuple[Values, ...]:
        """The solutions that the text leaves out; none if it states no answer."""
        stated = self.question.answer
        return () if stated is None else tuple(v for v in self.values if v not in stated)

    @property
    def word(self) -> AnswerWord:
        """The verdict on the answer that the text states, if it states one."""
        is_other = bool(self.wrong or self.missing)
        return answer_word(self.trouble, self.undecided, bool(self.vacuous), is_other)

    def standings(self) -> dict[Values, Standing]:
        """Each candidate with what comes of it."""
        by_value: dict[Values, Standing] = dict.fromkeys(self.values, "holds")
        by_value.update((value, "fails") for group in self.failures for value in group.values)
        by_value.update((value, "not admitted") for value in self.not_admitted)
        return by_value


def answer_word(
    trouble: str | None, undecided: str | None, is_vacuous: bool, is_other: bool
) -> AnswerWord:
    """The verdict on a stated answer: an error or a limit comes before all that it would hide."""
    if trouble is not None:
        return "ERROR"
    if undecided is not None:
        return "UNKNOWN"
    if is_vacuous:
        return "VACUOUS"
    return "REFUTED" if is_other else "PROVED"


def answer_data(model: Model, answer: FindAnswer) -> Data:
    """Everything, and every value one by one."""
    question = answer.question
    names = question.found
    return {
        "question": question.note.words,
        "wanted": [part.written for part in question.parts],
        "found": list(names),
        "under": question.scope,
        "stated": {
            name: [value_data(model.inputs[name].type, value) for value in values]
            for name, values in question.stated
        },
        "given": list(question.assumed),
        "free": list(answer.free),
        "relevant": list(answer.relevant),
        "candidates": answer.candidates,
        "solutions": [_solution_data(model, names, group) for group in answer.solutions],
        "failing": [_failure_data(model, names, group) for group in answer.failures],
        "not_admitted": [inputs_data(model, names, v) for v in answer.not_admitted],
        "vacuous": answer.vacuous,
        "rests_on": list(answer.rests_on),
        "trouble": answer.trouble,
        "undecided": answer.undecided,
        "narrowed": list(map(narrowing_data, answer.narrowed)),
        "idle": [idle_data(model, idle) for idle in answer.idle],
    }


def _solution_data(model: Model, names: tuple[str, ...], group: Solutions) -> Data:
    return {
        "values": [inputs_data(model, names, v) for v in group.values],
        "patterns": [_pattern(model, names, p) for p in products(group.values)],
        "results": group.results,
        "less_than": list(group.less_than),
        "not_comparable_with": list(group.unlike),
    }


def _failure_data(model: Model, names: tuple[str, ...], group: Failures) -> Data:
    return {
        "values": [inputs_data(model, names, v) for v in group.values],
        "by_choice": group.by_choice,
        "example": inputs_data(model, *zip(*group.example.inputs, strict=True)),
        "situation": group.situation,
        "observed": group.observed,
    }


def checked_data(model: Model, answer: FindAnswer) -> Data:
    """The verdict on the stated answer."""
    question = answer.question
    kinds = [model.inputs[name].type for name in question.found]

    def rows(values: Iterable[Values]) -> list[list[object]]:
        return [[value_data(k, v) for k, v in zip(kinds, row, strict=True)] for row in values]

    return {
        "name": question.name,
        "place": place_data(question.note.place),
        "sentence": question.note.words,
        "says": [part.written for part in question.parts],
        "verdict": answer.word,
        "expected": answer.word == "PROVED",
        "found": list(question.found),
        "stated": rows(question.answer or ()),
        "wrong": rows(answer.wrong),
        "missing": rows(answer.missing),
        "reason": answer.trouble or answer.undecided,
        "narrowed": list(map(narrowing_data, answer.narrowed)),
        "engines": list(answer.rests_on),
        "recalled": answer.recalled,
    }


def _pattern(model: Model, names: tuple[str, ...], product: Product) -> dict[str, str]:
    return {
        name: set_text(model, model.inputs[name].type, values, name)
        for name, values in zip(names, product, strict=True)
    }
