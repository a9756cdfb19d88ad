"""What is reported of a verdict, as data: every text is a phrase, laying out is for others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from memattr.model.model import Player

Word = Literal[
    "PROVED",
    "REFUTED",
    "REFUTED by choice",
    "COVERED",
    "UNREACHABLE",
    "VACUOUS",
    "UNKNOWN",
    "ERROR",
]


@dataclass(frozen=True)
class ShownValue:
    """An input, variable or choice with its value; `words` say what that means, if a view does."""

    name: str
    value: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.name}={self.value}" + (f" ({self.words})" if self.words else "")


@dataclass(frozen=True)
class Assuming:
    """What a claim states, where it holds, and what it takes for granted. `controls` are those
    that the scope fixes and the claim looks at."""

    stated: tuple[str, ...]
    scope: str
    controls: tuple[ShownValue, ...]
    given: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A case of a rule: its place, its references, and its sentence."""

    function: str
    case: str
    place: str
    refs: tuple[str, ...]
    words: str = ""

    @property
    def name(self) -> str:
        return f"{self.function}.{self.case}" if self.case else self.function


@dataclass(frozen=True)
class ConditionTerms:
    """Alternatives, the largest first, and how many more there are; no term and no more: never.
    `exact`: proved to be just the set that is meant. Otherwise there are more terms, unknown how
    many. `whose` are those who decide what the terms speak of; nobody does of a bound variable.
    `idle`: there is no input of theirs."""

    terms: tuple[str, ...]
    more: int = 0
    exact: bool = True
    whose: tuple[Player, ...] = ()
    idle: bool = False


@dataclass(frozen=True)
class Fails:
    """Where a claim fails. `terms` describe the failing (if `by_choice`, the possibly failing)
    situations, or if `all_but` the others. Counts are over the relevant inputs."""

    terms: ConditionTerms
    all_but: bool
    by_choice: bool
    fails: int
    others: int
    may_fail: int
    reserved: int
    relevant: tuple[str, ...]
    irrelevant: tuple[str, ...]


@dataclass(frozen=True)
class Got:
    """What a part of a claim speaks of, and its value in the example."""

    subject: str
    value: str


Link = Literal["alike", "as strong", "other"]


@dataclass(frozen=True)
class Refutation:
    """Why a claim is false. What was `got` should be `alike`, or the first at least as strong as
    the second, or else as `wanted`; `asked` is what is wanted of a single value. Of all `parts`,
    conjuncts, the false one is number `part`. `inputs` are all that are free in the example, and
    `example` those that it takes to see the failure, of which `usual` have the values that are
    preferred; `controls` are those that the scope fixes and
    the false part looks at; `passes` is empty if no situation passes.
    `platform` and `guest` are the weakest conditions over the free inputs of the hypervisor and
    the cpu, and over the others."""

    inputs: tuple[ShownValue, ...]
    example: tuple[ShownValue, ...]
    choices: tuple[ShownValue, ...]
    because: tuple[Source, ...]
    got: tuple[Got, ...]
    link: Link
    wanted: str
    asked: str
    part: int
    parts: int
    fails: Fails
    passes: tuple[ShownValue, ...]
    platform: ConditionTerms
    guest: ConditionTerms
    controls: tuple[ShownValue, ...]
    usual: tuple[str, ...] = ()


@dataclass(frozen=True)
class VacuityCause:
    """Nothing is admitted or, if there is a `premise`, nothing admitted meets it. Something would
    without the assumptions in `without`; if they are none, `blamed` is what else rules it out."""

    premise: str
    without: tuple[str, ...]
    blamed: str


@dataclass(frozen=True)
class Impossible:
    """A situation that is excluded everywhere."""

    name: str
    place: str
    refs: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class ProofNeeds:
    """What a proof needs: `cases`, of which none can be spared if they are `minimal`; assumptions
    that are `used`, and `unused`;
    a situation that it speaks of, and impossible ones that it leaves out."""

    cases: tuple[Source, ...]
    minimal: bool
    used: tuple[str, ...]
    unused: tuple[str, ...]
    witness: tuple[ShownValue, ...]
    impossible: tuple[Impossible, ...]


@dataclass(frozen=True)
class Report:
    """A verdict for readers. `trouble` says what is not as the text expects, each phrase a
    continuation of "not ..."; `example` is a situation that covers, or a cpu without one;
    `repeated` are the choices that the claim makes more than once, and `survives` says whether the
    verdict would stand if they were independent; `reason` is why nothing is decided."""

    word: Word
    expected: bool
    name: str
    place: str
    claim: str
    assuming: Assuming
    trouble: tuple[str, ...]
    rests_on: tuple[str, ...]
    repeat: str
    repeated: tuple[str, ...] = ()
    survives: bool = True
    refutation: Refutation | None = None
    example: tuple[ShownValue, ...] = ()
    vacuity: VacuityCause | None = None
    proof: ProofNeeds | None = None
    reason: str = ""
