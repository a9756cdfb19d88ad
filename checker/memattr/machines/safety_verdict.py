"""What comes of a claim about all runs of a procedure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from memattr.engines.verdict import Named, Narrowing
from memattr.model.machine import SafetyClaim
from memattr.model.types import Value

Word = Literal["PROVED", "REFUTED", "COVERED", "UNREACHABLE", "VACUOUS", "UNKNOWN", "ERROR"]
WANTED: dict[str, Word] = {"prove": "PROVED", "refute": "REFUTED", "cover": "COVERED"}


@dataclass(frozen=True)
class Happening:
    """One event of a run: the `number`th action of the machine, the values of its binders, and all
    variables afterwards, in declared order."""

    number: int
    binding: tuple[Value, ...]
    after: tuple[Value, ...]


@dataclass(frozen=True)
class Enabling:
    """Inputs, the guest's among them, for which what a permit says comes about."""

    permit: str
    inputs: Named


@dataclass(frozen=True)
class Trace:
    """A shortest run: the constants that matter to it, all variables at first, what happens. The
    hypervisor and the cpu are as `inputs` say; `enabling` tells what the guests do for it."""

    constants: Named
    inputs: Named
    first: tuple[Value, ...]
    happenings: tuple[Happening, ...]
    enabling: tuple[Enabling, ...]


@dataclass(frozen=True)
class WithoutAxiom:
    """The verdict if one axiom more were dropped."""

    axiom: str
    word: Word


@dataclass(frozen=True)
class SafetyVerdict:
    """`states` counts the reachable states of all runs that the claim speaks of, constants and
    steps taken included, as far as they matter to it. `reason` says why there is no
    verdict, `narrowed` what makes it say less than the claim seems to say."""

    claim: SafetyClaim
    word: Word
    reason: str
    states: int
    trace: Trace | None
    axioms: tuple[WithoutAxiom, ...]
    rests_on: tuple[str, ...]
    narrowed: tuple[Narrowing, ...] = ()

    @property
    def is_expected(self) -> bool:
        """True iff the claim came out as its text says."""
        return self.word == WANTED[self.claim.expected]

    @property
    def needed_axioms(self) -> tuple[str, ...]:
        """The axioms without which the verdict would be another."""
        return tuple(without.axiom for without in self.axioms if without.word != self.word)
