"""Which claim or example notices that the specification is broken?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from memattr.engines.exact.exact_engine import Exact
from memattr.engines.exact.regions import CoverRegion, Decision, NotDecided, Regions
from memattr.engines.verdict import Unknown, Verdict, as_expected
from memattr.language.elaborated import problems_of
from memattr.lint.cone_of_influence import Cones
from memattr.lint.examples import Examples, is_whole
from memattr.lint.mutants import Mutant
from memattr.lint.output_equivalence import Outputs, differing
from memattr.model.expressions import Under, walk
from memattr.model.model import Claim, Model
from memattr.readings.bdd import TooLarge
from memattr.readings.diagram import Diagram
from memattr.readings.variation import variation


@dataclass(frozen=True)
class Refused:
    """The broken specification does not load: a part of it has no meaning."""


@dataclass(frozen=True)
class Noticed:
    """The claim or example comes out otherwise."""

    claim: str


@dataclass(frozen=True)
class Equivalent:
    """Every output and view has the same permitted set for every input: proved."""


@dataclass(frozen=True)
class Unseen:
    """No claim notices, and no output or view depends on the function: it serves claims or tables
    only."""


@dataclass(frozen=True)
class Survivor:
    """Nobody notices."""


@dataclass(frozen=True)
class Undecided:
    """It was given up, for this reason."""

    reason: str


Fate: TypeAlias = Refused | Noticed | Equivalent | Unseen | Survivor | Undecided


class MutantDetector:
    """Decides the fate of mutants: by examples first, which are quick; by the function alone; by a
    claims, those first that are cheap or have noticed another; by a proof over all outputs."""

    def __init__(self, model: Model, claims: Sequence[Claim]) -> None:
        self.model = model
        self._cones = Cones(model)
        self._examples = Examples(model, claims)
        others = [claim for claim in claims if not is_whole(model, claim)]
        self._others = others
        self._reaches = {claim.name: self._cones.reaches(claim) for claim in others}
        self._standing: dict[str, bool] = {}
        self.begin()
        self._start()

    def begin(self) -> None:
        """Forgets which claims have noticed mutants: what follows depends on no mutant before."""
        self._noticed: Counter[str] = Counter()
        self._by_function: dict[str, Counter[str]] = {}

    def _start(self) -> None:
        self._exact = Exact(self.model)
        self._outputs = Outputs(self._exact.diagram)

    def fate(self, mutant: Mutant) -> Fate:
        """What becomes of the mutant."""
        model, name = self._cones.model(mutant), mutant.function
        changed, affected = self._cones.changed(name), self._cones.affected(name)
        try:
            example = self._examples.noticing(model, changed, affected)
        except (AssertionError, KeyError, IndexError, TypeError):
            return Refused()
        if example is not None:
            return Noticed(example)
        if self._exact.diagram.bdd.is_half_full:
            self._start()
        reading = variation(self._exact.diagram, model, changed)
        apart = {f: differing(self._exact.diagram, reading, f) for f in sorted(changed)}
        if not any(apart.values()):
            return Equivalent()
        if any(problems_of(model, function) for function in sorted(changed)):
            return Refused()
        shown = self._outputs.depend_on(changed)
        if shown and self._outputs.same(reading, apart, affected):
            return Equivalent()
        claim = self._noticing(reading, name, affected)
        if claim is not None:
            return Noticed(claim.name)
        return Survivor() if shown else Unseen()

    def _noticing(self, reading: Diagram, function: str, affected: frozenset[str]) -> Claim | None:
        exact = Exact(reading.model, diagram=reading)
        for claim in sorted(self._others, key=lambda claim: self._rank(claim, function)):
            if self._reaches[claim.name].isdisjoint(affected):
                continue
            if not _comes_out(exact, claim) and self._stands(claim):
                self._noticed[claim.name] += 1
                self._by_function.setdefault(function, Counter())[claim.name] += 1
                return claim
        return None

    def _rank(self, claim: Claim, function: str) -> tuple[int, ...]:
        """Those first that noticed other mutants of the function, or that name it. Examples have
        seen most of what any choice leaves alone, so claims about choices are next."""
        own = self._by_function.get(function, Counter())[claim.name]
        names = function in self._reaches[claim.name]
        by_choice = claim.mode == "by choice"
        return -own, not names, not by_choice, _cost(claim), -self._noticed[claim.name]

    def _stands(self, claim: Claim) -> bool:
        """True iff the claim comes out as expected of the whole model; others notice nothing."""
        known = self._standing.get(claim.name)
        if known is None:
            known = self._standing[claim.name] = _comes_out(self._exact, claim)
        return known


def _comes_out(exact: Exact, claim: Claim) -> bool:
    """True iff the claim has its expected verdict, or none; reasons and numbers cost more than all
    the rest, and are looked at only if a claim pins them and nothing else is wrong."""
    try:
        _, decision = exact.regions(claim)
    except TooLarge:
        return True
    if isinstance(decision, NotDecided):
        return True
    if not _is_wanted(decision, claim):
        return False
    if not claim.because and claim.counts is None:
        return True
    decided, evidence = exact.decide(claim)
    return isinstance(decided, Unknown) or as_expected(Verdict(claim, decided, (), evidence))


def _is_wanted(decision: Decision, claim: Claim) -> bool:
    match decision:
        case Regions(0, 0):
            return claim.expected == "prove"
        case Regions(must, _):
            return claim.expected == "refute" and (claim.mode == "by choice") == (must == 0)
        case CoverRegion():
            return claim.expected == "cover"
        case _:
            return False


def _cost(claim: Claim) -> int:
    """Claims that look at one situation come before those that compare several."""
    parts = (claim.body, *claim.given)
    if claim.instances or any(isinstance(node, Under) for part in parts for node in walk(part)):
        return 2
    return 0 if claim.scope is not None else 1
