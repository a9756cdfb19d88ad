"""Conditions on some of the inputs under which a claim holds, whatever the others are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from memattr.engines.exact.diagram_query import Prepared
from memattr.engines.exact.regions import Regions
from memattr.explain.dimensions import player_of
from memattr.explain.set_description import Describer, Description, Sets
from memattr.readings.bdd import Bdd
from memattr.readings.diagram import Diagram


@dataclass(frozen=True)
class Weakest:
    """Over the named inputs: a condition that is proved to imply the claim, and to hold wherever
    any such condition does."""

    names: tuple[str, ...]
    description: Description


def sides(diagram: Diagram, ready: Prepared) -> tuple[list[str], list[str]]:
    """The free inputs that the hypervisor and the cpu decide, and all others."""
    instances = dict(ready.claim.instances)
    platform, rest = list[str](), list[str]()
    for name in ready.levels:
        player = player_of(diagram.model, instances, name)
        (platform if player in ("hypervisor", "cpu") else rest).append(name)
    return platform, rest


def weakest(
    describer: Describer, bdd: Bdd, ready: Prepared, regions: Regions, names: Sequence[str]
) -> Weakest:
    """The weakest condition over the named inputs.

    `described` proves that it holds nowhere in `fails`, where some other inputs make the claim
    fail, and everywhere else: so it implies the claim, and nothing weaker does."""
    others = frozenset[int]().union(*(ready.levels[n] for n in ready.levels if n not in names))
    fails = bdd.some(bdd.disj(regions.must, regions.may), others)
    admitted = bdd.some(regions.admitted, others)
    sets = Sets(bdd.minus(admitted, fails), fails)
    read = bdd.support(sets.on) | bdd.support(sets.off)
    limited = [name for name in names if ready.levels[name] & read]
    return Weakest(tuple(limited), describer.described(ready, sets, limited))
