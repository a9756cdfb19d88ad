"""Conditions on some of the inputs under which a claim holds, whatever the others are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from memattr.engines.prepare import Prepared
from memattr.engines.settle import Regions
from memattr.explain.axes import player_of
from memattr.explain.classes import Views
from memattr.explain.cover import Cover
from memattr.explain.region import Sets, described
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram


@dataclass(frozen=True)
class Weakest:
    """Over the named inputs: a condition that is proved to imply the claim, and to hold wherever
    any such condition does. `admitted` are the named inputs that occur."""

    names: tuple[str, ...]
    cover: Cover
    admitted: Node


def sides(diagram: Diagram, ready: Prepared) -> tuple[list[str], list[str]]:
    """The free inputs that the hypervisor and the cpu decide, and all others."""
    instances = dict(ready.claim.instances)
    platform, rest = list[str](), list[str]()
    for name in ready.levels:
        player = player_of(diagram.model, instances, name)
        (platform if player in ("hypervisor", "cpu") else rest).append(name)
    return platform, rest


def weakest(
    diagram: Diagram, views: Views, ready: Prepared, regions: Regions, names: Sequence[str]
) -> Weakest:
    """The weakest condition over the named inputs.

    `described` proves that it holds nowhere in `fails`, where some other inputs make the claim
    fail, and everywhere else: so it implies the claim, and nothing weaker does."""
    bdd = diagram.bdd
    others = frozenset[int]().union(*(ready.levels[n] for n in ready.levels if n not in names))
    fails = bdd.some(bdd.disj(regions.must, regions.may), others)
    admitted = bdd.some(regions.admitted, others)
    sets = Sets(bdd.minus(admitted, fails), fails)
    read = bdd.support(sets.on) | bdd.support(sets.off)
    limited = [name for name in names if ready.levels[name] & read]
    cover = described(diagram, views, ready, sets, limited)
    return Weakest(tuple(limited), cover, admitted)
