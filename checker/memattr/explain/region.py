"""A set of situations, described by a cover in the words of views, and proved equal to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memattr.engines.prepare import Prepared
from memattr.explain.axes import Axis, axis_of, player_of
from memattr.explain.classes import Classes, Views
from memattr.explain.cover import Cover, covered
from memattr.model.model import Model
from memattr.readings.bdd import Bdd, Node
from memattr.readings.diagram import Diagram

_RANK = {"cpu": 0, "hypervisor": 1, "guest": 2}


@dataclass(frozen=True)
class Sets:
    """What a description contains (`on`) and leaves out (`off`); what is in neither does not
    occur. Both are over the levels of the names."""

    on: Node
    off: Node


def by_reluctance(model: Model, ready: Prepared, names: Sequence[str]) -> list[str]:
    """Those first that a reader would rather not hear of: features, then the hypervisor's."""
    instances = dict(ready.claim.instances)

    def rank(name: str) -> int:
        player = player_of(model, instances, name)
        return len(_RANK) if player is None else _RANK[player]

    return sorted(names, key=rank)


def projected(bdd: Bdd, sets: Sets, levels: frozenset[int]) -> Sets:
    """Without the levels, whatever values they have."""
    return Sets(bdd.some(sets.on, levels), bdd.some(sets.off, levels))


def described(
    diagram: Diagram, views: Views, ready: Prepared, sets: Sets, names: Sequence[str]
) -> Cover:
    """Boxes over the named inputs, or over classes of their values where these tell as much.

    Proved: nothing of `off` is in a box, and if the cover is complete, all of `on` is."""
    bdd = diagram.bdd
    ordered = by_reluctance(diagram.model, ready, names)
    axes = {name: axis_of(diagram, ready, name) for name in ordered}
    said, sorted_by = sets, dict[str, Classes]()
    for name in reversed(ordered):
        for classes in views.of(ready, name):
            if classes.others <= axes.keys() - sorted_by.keys():
                coarse = _sorted(bdd, said, classes)
                if bdd.conj(coarse.on, coarse.off) == 0:
                    said, sorted_by[name], axes[name] = coarse, classes, classes.axis
                    break
    left = [axes[name] for name in ordered]
    for axis in list(left):
        smaller = projected(bdd, said, axis.levels)
        if bdd.conj(smaller.on, smaller.off) == 0:
            said, left = smaller, [a for a in left if a is not axis]
    cover = covered(bdd, said.on, said.off, left)
    _prove(bdd, sets, cover, left, sorted_by)
    return cover


def _sorted(bdd: Bdd, sets: Sets, classes: Classes) -> Sets:
    relation, levels = classes.relation, classes.levels
    return Sets(bdd.conj_some(sets.on, relation, levels), bdd.conj_some(sets.off, relation, levels))


def _prove(
    bdd: Bdd, sets: Sets, cover: Cover, left: Sequence[Axis], sorted_by: Mapping[str, Classes]
) -> None:
    """The cover, back in terms of inputs, is what was to be described."""
    inside = cover.union(bdd)
    for axis in left:
        if axis.view is not None:
            inside = bdd.conj_some(inside, sorted_by[axis.name].relation, axis.levels)
    assert bdd.conj(inside, sets.off) == 0, "a description contains nothing else"
    if cover.complete:
        assert bdd.minus(sets.on, inside) == 0, "a description contains all"
