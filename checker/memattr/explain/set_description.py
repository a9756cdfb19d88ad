"""A set of situations, described by a cover in the words of views, and proved equal to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.explain.abstraction import Classes, Views
from memattr.explain.dimensions import Dimension, Shapes, axis_of, is_structured, player_of
from memattr.explain.prime_implicants import MOST, Cover, covered
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


def by_reluctance(model: Model, ready: DiagramQuery, names: Sequence[str]) -> list[str]:
    """Those first that a reader would rather not hear of: features, then the hypervisor's."""
    instances = dict(ready.claim.instances)

    def rank(name: str) -> int:
        player = player_of(model, instances, name)
        return len(_RANK) if player is None else _RANK[player]

    return sorted(names, key=rank)


def projected(bdd: Bdd, sets: Sets, levels: frozenset[int]) -> Sets:
    """Without the levels, whatever values they have."""
    if not levels & (bdd.support(sets.on) | bdd.support(sets.off)):
        return sets
    return Sets(bdd.some(sets.on, levels), bdd.some(sets.off, levels))


@dataclass(frozen=True)
class SetDescription:
    """A cover, and what occurs in its terms."""

    cover: Cover
    occurs: Node


class SetDescriber:
    """Describes sets for the claims of one model."""

    def __init__(self, diagram: Diagram, views: Views) -> None:
        self._diagram, self._views = diagram, views
        self._shapes = Shapes(diagram)

    def described(
        self, ready: DiagramQuery, sets: Sets, names: Sequence[str], most: int = MOST
    ) -> SetDescription:
        """At most so many boxes over the named inputs, over classes of their values where these
        tell as much, and over the fields of variables.

        Proved: nothing of `off` is in a box, and if the cover is complete, all of `on` is."""
        bdd = self._diagram.bdd
        ordered = by_reluctance(self._diagram.model, ready, names)
        axes: dict[str, tuple[Dimension, ...]] = {}
        for name in ordered:
            axes[name] = (axis_of(self._diagram, ready, name),)
        plain = self._taken_apart(ready, sets, axes)
        said, sorted_by = self._sorted(ready, plain, axes)
        left = [axis for name in ordered for axis in axes[name]]
        for axis in list(left):
            smaller = projected(bdd, said, axis.levels)
            if bdd.conj(smaller.on, smaller.off) == 0:
                said, left = smaller, [a for a in left if a is not axis]
        cover = covered(bdd, said.on, said.off, left, most)
        _prove(bdd, plain, cover, sorted_by)
        return SetDescription(cover, bdd.disj(said.on, said.off))

    def _sorted(
        self, ready: DiagramQuery, sets: Sets, axes: dict[str, tuple[Dimension, ...]]
    ) -> tuple[Sets, list[Classes]]:
        """Classes in place of values, as long as they tell the sets apart."""
        bdd, every = self._diagram.bdd, list[Classes]()
        for name in reversed(axes):
            for classes in self._views.of(ready, name):
                names = {used.axis.name for used in every}
                if classes.others <= axes.keys() - names:
                    coarse = _by_class(bdd, sets, classes)
                    if bdd.conj(coarse.on, coarse.off) == 0:
                        sets, axes[name] = coarse, (classes.axis,)
                        every.append(classes)
                        break
        return sets, every

    def _taken_apart(
        self, ready: DiagramQuery, sets: Sets, axes: dict[str, tuple[Dimension, ...]]
    ) -> Sets:
        """Fields in place of structured variables."""
        bdd = self._diagram.bdd
        words, proper = dict[int, Node](), 1
        for name, (axis, *_) in axes.items():
            if is_structured(axis.kind):
                apart = self._shapes.apart(name, axis.kind)
                axes[name] = apart.axes
                proper = bdd.conj(proper, apart.proper)
                pairs = zip(ready.words[name], apart.word, strict=True)
                words |= {bdd.level[bit]: part for bit, part in pairs}
        if not words:
            return sets
        on, off = (bdd.compose(node, words) for node in (sets.on, sets.off))
        return Sets(bdd.conj(on, proper), bdd.conj(off, proper))


def _by_class(bdd: Bdd, sets: Sets, classes: Classes) -> Sets:
    relation, levels = classes.relation, classes.levels
    return Sets(bdd.conj_some(sets.on, relation, levels), bdd.conj_some(sets.off, relation, levels))


def _prove(bdd: Bdd, sets: Sets, cover: Cover, sorted_by: Sequence[Classes]) -> None:
    """The cover, back in terms of values, is what was to be described."""
    inside = cover.union(bdd)
    for classes in sorted_by:
        inside = bdd.conj_some(inside, classes.relation, classes.axis.levels)
    assert bdd.conj(inside, sets.off) == 0, "a description contains nothing else"
    if cover.complete:
        assert bdd.minus(sets.on, inside) == 0, "a description contains all"
