"""Every line of the report on every refuted claim of the shipped rules, against brute force."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import pytest

from memattr.engines.decide import Decider
from memattr.engines.prepare import Prepared
from memattr.engines.settle import Regions
from memattr.engines.verdict import Counts, Refuted
from memattr.explain.axes import codes
from memattr.explain.refute import Refuting
from memattr.explain.report import Refutation
from memattr.model.layout import from_bits
from memattr.model.types import Value
from memattr.readings.assignments import least
from memattr.session import open_session

from .brute import Brute, Status, brute
from .phrases import Phrases

SAMPLES = 24
ALL_TERMS = 10_000


@dataclass(frozen=True)
class Subject:
    """A refuted claim with its explanation."""

    ready: Prepared
    regions: Regions
    counts: Counts
    said: Refutation
    brute: Brute
    phrases: Phrases


@pytest.fixture(scope="module")
def decider() -> Decider:
    return Decider(open_session([]).model, "exact")


@pytest.fixture(scope="module")
def subjects(decider: Decider) -> list[Subject]:
    return list(refuted(decider))


def refuted(decider: Decider) -> Iterator[Subject]:
    assert decider.exact is not None
    refuting = Refuting(decider.exact.diagram, decider.evaluator, ALL_TERMS)
    for claim in decider.model.claims:
        if claim.expected != "refute":
            continue
        verdict = decider.decide(claim)
        assert isinstance(verdict.outcome, Refuted) and verdict.evidence is not None
        counts, example = verdict.evidence.counts, verdict.outcome.example
        ready, regions = decider.exact.regions(claim)
        assert isinstance(regions, Regions) and counts is not None
        said = refuting.explained(ready, regions, example, counts)
        by_hand = brute(decider.evaluator, ready, example)
        cpus = list(features(decider, ready, regions))
        phrases = Phrases(decider.evaluator, ready.kinds, dict(claim.instances), cpus)
        yield Subject(ready, regions, counts, said, by_hand, phrases)


def features(
    decider: Decider, ready: Prepared, regions: Regions
) -> Iterator[Mapping[str, Value]]:
    """The sets of features that are admitted."""
    assert decider.exact is not None
    model, bdd = decider.model, decider.exact.diagram.bdd
    originals = dict(ready.claim.instances)
    names = [n for n in ready.levels
             if n in model.inputs or n in originals
             if model.inputs[originals.get(n, n)].player == "cpu"]  # fmt: skip
    levels = frozenset[int]().union(*(ready.levels[n] for n in names))
    node = bdd.some(regions.admitted, frozenset(bdd.support(regions.admitted)) - levels)
    bits = sorted((bit for n in names for bit in ready.words[n]), key=lambda b: -bdd.level[b])
    owner = {bit: name for name in names for bit in ready.words[name]}
    for code in codes(bdd, tuple(bits), node):
        yield {owner[bit]: code >> index & 1 for index, bit in enumerate(bits)}
