"""What comes of a claim: closed sets of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from memattr.model.expressions import Expression
from memattr.model.model import Claim
from memattr.model.types import Value
from memattr.place import Place
from memattr.readings.evaluate import Taken

Named = tuple[tuple[str, Value], ...]
CaseName = tuple[str, str]


class GaveUp(Exception):
    """A bound was reached, which the message names: nothing is wrong, and nothing is decided. Who
    asked makes an unknown verdict of it; no user meets it."""


@dataclass(frozen=True)
class Example:
    """One situation: every input, every variable of the claim, and choices taken there."""

    inputs: Named
    variables: Named
    choices: tuple[Taken, ...]


@dataclass(frozen=True)
class Counts:
    """Over the relevant inputs, admitted ones only; `others` does not contain the reserved."""

    relevant: tuple[str, ...]
    irrelevant: tuple[str, ...]
    fails: int
    may_fail: int
    reserved: int
    admitted: int

    @property
    def others(self) -> int:
        """M of `on N of M`: the admitted without the reserved."""
        return self.admitted - self.reserved


@dataclass(frozen=True)
class BecauseHolds:
    """Every failing evaluation would pass for other results of the cases, and all are needed."""


@dataclass(frozen=True)
class NotSufficient:
    """Here the claim fails whatever the cases give."""

    example: Example


@dataclass(frozen=True)
class Superfluous:
    """The reason stands without each of these."""

    cases: tuple[CaseName, ...]


Because: TypeAlias = BecauseHolds | NotSufficient | Superfluous


@dataclass(frozen=True)
class Proved:
    """No admitted input may fail."""


@dataclass(frozen=True)
class Refuted:
    """An admitted input fails under every permitted choice; `by_choice`: only under some."""

    by_choice: bool
    example: Example


@dataclass(frozen=True)
class Covered:
    """An admitted input meets the body."""

    example: Example


@dataclass(frozen=True)
class Unreachable:
    """None does; `on every cpu`, the example is a cpu that has none (its own inputs count)."""

    example: Example | None


@dataclass(frozen=True)
class Vacuous:
    """Nothing is admitted, or nothing that is admitted meets the premise."""

    premise: Expression | None


@dataclass(frozen=True)
class Unknown:
    """A limit was hit."""

    reason: str


@dataclass(frozen=True)
class Disagreement:
    """A promise of ours is broken: two engines, or an engine and the evaluator, differ."""

    reason: str
    exact: Decided | None
    solver: Decided | None


Decided: TypeAlias = Proved | Refuted | Covered | Unreachable | Vacuous | Unknown
Outcome: TypeAlias = Decided | Disagreement


@dataclass(frozen=True)
class Evidence:
    """What only diagrams know of a claim. `repeated` are the choices that it makes more than once;
    `survives` says whether the outcome is the same if they are independent."""

    free_bits: int
    counts: Counts | None
    because: Because | None
    repeated: tuple[str, ...]
    survives: bool


@dataclass(frozen=True)
class Narrowing:
    """Why a verdict says less than the claim seems to say: a stable code, where that is written,
    and a sentence about the claim."""

    code: Literal["assumption", "given up", "tautology"]
    place: Place
    words: str


@dataclass(frozen=True)
class Verdict:
    """A claim, what came of it, what that rests on, and what makes it say less than it seems to."""

    claim: Claim
    outcome: Outcome
    rests_on: tuple[str, ...]
    evidence: Evidence | None
    narrowed: tuple[Narrowing, ...] = ()


def as_expected(verdict: Verdict) -> bool:
    """True iff the claim came out as its text says, for the reason and in the numbers it says."""
    stands = (_reason_stands(verdict), _counts_stand(verdict))
    return _outcome_as_expected(verdict) and stands == (True, True)


def is_open(verdict: Verdict) -> bool:
    """True iff the claim came out as its text says, and whether that is for the reason and in the
    numbers that it also says was not found out."""
    stands = (_reason_stands(verdict), _counts_stand(verdict))
    return _outcome_as_expected(verdict) and None in stands and False not in stands


def _outcome_as_expected(verdict: Verdict) -> bool:
    claim = verdict.claim
    match verdict.outcome:
        case Proved():
            return claim.expected == "prove"
        case Refuted(by_choice, _):
            return claim.expected == "refute" and by_choice == (claim.mode == "by choice")
        case Covered():
            return claim.expected == "cover"
        case Unreachable() | Vacuous() | Unknown() | Disagreement():
            return False


def _reason_stands(verdict: Verdict) -> bool | None:
    """None where nobody knows the reason."""
    if not verdict.claim.because:
        return True
    if verdict.evidence is None or verdict.evidence.because is None:
        return None
    return isinstance(verdict.evidence.because, BecauseHolds)


def _counts_stand(verdict: Verdict) -> bool | None:
    """None where nobody has counted."""
    stated = verdict.claim.counts
    if stated is None:
        return True
    if verdict.evidence is None or verdict.evidence.counts is None:
        return None
    counts = verdict.evidence.counts
    return stated == (counts.fails, counts.others)
