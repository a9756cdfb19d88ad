"""What comes of a `find` question: data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from memattr.engines.verdict import Example, Narrowing
from memattr.model.model import Question
from memattr.readings.concrete_values import Values

Standing = Literal["holds", "fails", "not admitted", "unknown"]


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
    """Values that one situation refutes: `example`, as it is for the first of them. `by_choice`:
    only some permitted choices do."""

    values: tuple[Values, ...]
    example: Example
    by_choice: bool


@dataclass(frozen=True)
class Answer:
    """All solutions, most freedom first; all other candidates, sorted by what speaks against them.

    `relevant` are the inputs on which failing depends; `free` are all that the question leaves to
    others. `vacuous`: nothing at all is admitted. `trouble` is what the engines disagree on: then
    nothing here is to be believed. `undecided` is a limit that was hit.
    `verified`: a solver has confirmed every candidate. `narrowed`: what makes the answer say less
    than the question seems to ask."""

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

    @property
    def values(self) -> tuple[Values, ...]:
        """Every solution, in the order of the groups."""
        return tuple(value for group in self.solutions for value in group.values)

    def standings(self) -> dict[Values, Standing]:
        """Each candidate with what came of it."""
        found: dict[Values, Standing] = dict.fromkeys(self.values, "holds")
        found.update((value, "fails") for group in self.failures for value in group.values)
        found.update((value, "not admitted") for value in self.not_admitted)
        return found


@dataclass(frozen=True)
class Compared:
    """An answer beside the one that the text states: what is stated and wrong, what is missing."""

    answer: Answer
    wrong: tuple[Values, ...]
    missing: tuple[Values, ...]

    @property
    def word(self) -> Literal["PROVED", "REFUTED", "VACUOUS", "UNKNOWN", "ERROR"]:
        """The verdict on the stated answer."""
        if self.answer.trouble is not None:
            return "ERROR"
        if self.answer.undecided is not None:
            return "UNKNOWN"
        if self.answer.vacuous:
            return "VACUOUS"
        return "REFUTED" if self.wrong or self.missing else "PROVED"


def compared(answer: Answer) -> Compared:
    """The answer beside the stated one."""
    stated = answer.question.answer
    assert stated is not None, "only a question with an answer is checked"
    found = answer.values
    return Compared(
        answer,
        tuple(value for value in stated if value not in found),
        tuple(value for value in found if value not in stated),
    )
