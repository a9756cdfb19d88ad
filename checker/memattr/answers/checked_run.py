"""What comes of all that a run was asked to decide, with claims, promises, answers and examples
counted apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never, get_args

from memattr.answers.check import (
    Checkable,
    Checked,
    CheckedClaim,
    ClaimData,
    is_expected,
    narrowings,
    problem_data,
)
from memattr.answers.data import Data, head
from memattr.answers.find import FindAnswer, checked_data
from memattr.answers.procedures import ProcedureAnswer, checked_procedures_data
from memattr.answers.safety import CheckedSafety, safety_data
from memattr.model.machine import ProcedureQuestion, SafetyClaim
from memattr.model.model import Claim, Model, Question
from memattr.place import Problem

SCHEMA = "memattr/check/2"

Kind: TypeAlias = Literal["claims", "promises", "answers", "examples"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Count:
    """How many of a kind there are, how many of them are decided, and how many of these came out
    as the text says."""

    wanted: int = 0
    decided: int = 0
    expected: int = 0


Tally: TypeAlias = "dict[Kind, Count]"


def tally(items: Iterable[Checkable], checked: Iterable[Checked]) -> Tally:
    """The kinds among the items, in the order of `KINDS`, with their numbers."""
    every = tuple(checked)
    wanted = Counter(map(kind_of, items))
    decided = Counter(kind_of(item_of(one)) for one in every)
    expected = Counter(kind_of(item_of(one)) for one in every if is_expected(one))
    return {kind: Count(wanted[kind], decided[kind], expected[kind]) for kind in KINDS}


def item_of(checked: Checked) -> Checkable:
    """What was decided."""
    match checked:
        case CheckedClaim() | CheckedSafety():
            return checked.claim
        case FindAnswer() | ProcedureAnswer():
            return checked.question
        case _:
            assert_never(checked)


def kind_of(item: Checkable) -> Kind:
    """As what it is counted: a claim about runs is a claim."""
    match item:
        case Claim():
            by_form: dict[str, Kind] = {
                "claim": "claims",
                "promise": "promises",
                "example": "examples",
            }
            return by_form[item.form]
        case SafetyClaim():
            return "claims"
        case Question() | ProcedureQuestion():
            return "answers"
        case _:
            assert_never(item)


@dataclass(frozen=True)
class CheckedRun:
    """What was decided, of all `items` that were asked for; `problems` are
    those of files that were left out, `status` the exit status; `oversights` are what nothing is
    decided of, or something else than it seems."""

    checked: tuple[Checked, ...]
    items: tuple[Checkable, ...]
    problems: tuple[Problem, ...]
    interrupted: bool
    status: int
    oversights: tuple[Problem, ...] = ()

    @property
    def tally(self) -> Tally:
        """How many came out as the text says, by kind."""
        return tally(self.items, self.checked)

    @property
    def narrowed(self) -> int:
        """How many say less than they seem to."""
        return sum(bool(narrowings(checked)) for checked in self.checked)

    @property
    def recalled(self) -> int:
        """How many an earlier run decided."""
        return sum(checked.recalled for checked in self.checked)

    @property
    def claims(self) -> tuple[CheckedClaim, ...]:
        """The claims among them."""
        return tuple(one for one in self.checked if isinstance(one, CheckedClaim))

    @property
    def safety(self) -> tuple[CheckedSafety, ...]:
        """The claims about runs among them."""
        return tuple(one for one in self.checked if isinstance(one, CheckedSafety))

    @property
    def answers(self) -> tuple[FindAnswer, ...]:
        """The stated answers among them."""
        return tuple(one for one in self.checked if isinstance(one, FindAnswer))

    @property
    def procedures(self) -> tuple[ProcedureAnswer, ...]:
        """The stated answers about procedures among them."""
        return tuple(one for one in self.checked if isinstance(one, ProcedureAnswer))


def run_data(model: Model, run: CheckedRun) -> Data:
    """All of it."""
    writer = ClaimData(model)
    counts = {
        kind: {"wanted": count.wanted, "decided": count.decided, "as_expected": count.expected}
        for kind, count in run.tally.items()
    }
    return {
        **head(model, SCHEMA),
        "status": run.status,
        "interrupted": run.interrupted,
        "counts": counts,
        "narrowed": run.narrowed,
        "problems": [problem_data(problem) for problem in run.problems],
        "oversights": [problem_data(problem) for problem in run.oversights],
        "claims": [writer.claim(checked) for checked in run.claims],
        "answers": [checked_data(model, answer) for answer in run.answers],
        "runs": [safety_data(model, checked) for checked in run.safety],
        "procedures": [checked_procedures_data(answer) for answer in run.procedures],
    }
