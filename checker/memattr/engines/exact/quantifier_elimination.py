"""Choices quantified away from diagrams: each ranges over what it admits, equal calls alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from memattr.readings.bdd import Node
from memattr.readings.diagram_choices import DiagramInstance, DiagramStore

How = Literal["some", "every"]
Step = tuple[DiagramInstance, How]


def related(one: DiagramInstance, other: DiagramInstance) -> bool:
    """True iff these are the same choice of the same cpu, made twice."""
    return one.choice.name == other.choice.name and one.cpu == other.cpu and one is not other


class Quantifier:
    """`independent` forgets that equal calls answer alike."""

    def __init__(self, store: DiagramStore, independent: bool = False) -> None:
        self._store = store
        self._independent = independent

    def permitted(self, instances: Iterable[DiagramInstance], where: Node = 1) -> Node:
        """The part of `where` in which all of them are what they may be."""
        left: list[DiagramInstance] = []
        for instance in instances:
            where = self.given(instance, left, where)
            left.append(instance)
        return where

    def given(
        self, instance: DiagramInstance, others: Iterable[DiagramInstance], where: Node = 1
    ) -> Node:
        """The part of `where` in which the instance is what it may be, given the others."""
        store, bdd = self._store, self._store.bdd
        where = bdd.conj(where, instance.constraint)
        for other in others if not self._independent else ():
            if related(instance, other):
                differ = bdd.minus(where, store.words.equal(instance.bits, other.bits))
                where = bdd.minus(where, self._equal(instance, other, differ))
        return where

    def eliminated(
        self, f: Node, steps: Sequence[Step], others: Sequence[DiagramInstance] = ()
    ) -> Node:
        """f with the instances quantified, the first step innermost; `others` remain."""
        bdd = self._store.bdd
        for index, (instance, how) in enumerate(steps):
            rest = [*(later for later, _ in steps[index + 1 :]), *others]
            if how == "some":
                f = self._some(f, instance, rest)
            else:
                f = bdd.neg(self._some(bdd.neg(f), instance, rest))
        return f

    def _some(self, f: Node, instance: DiagramInstance, others: Iterable[DiagramInstance]) -> Node:
        """f for some value that the instance may have, given the others.

        Where the arguments are those of another, the value is the other's. Few members of f are
        lost by that, as most have the other's value too, so equal arguments are looked for among
        those alone: over all inputs, "the arguments are equal" is a large diagram."""
        bdd = self._store.bdd
        result = bdd.conj_some(f, instance.constraint, instance.levels)
        if result == f or self._independent:
            return result
        lost = 0
        for other in others:
            if related(instance, other):
                values = zip(instance.bits, other.bits, strict=True)
                alike = bdd.compose(f, {bdd.level[bit]: value for bit, value in values})
                lost = bdd.disj(lost, self._equal(instance, other, bdd.minus(result, alike)))
        return bdd.minus(result, lost)

    def _equal(self, one: DiagramInstance, other: DiagramInstance, where: Node) -> Node:
        """The part of `where` in which both have the same arguments."""
        bdd = self._store.bdd
        for left, right in zip(one.arguments, other.arguments, strict=True):
            for a, b in zip(left, right, strict=True):
                if a != b and where != 0:
                    where = bdd.conj(where, bdd.same(a, b))
        return where

    def some_of_both(self, f: Node, g: Node, instances: Sequence[DiagramInstance]) -> Node:
        """f and g for some values that the instances, oldest first, may have. Where none is made
        twice, the conjunction of f and g, which is large, is not built."""
        bdd = self._store.bdd
        if self._independent or not repeated(instances):
            admitted = bdd.all_of(instance.constraint for instance in instances)
            levels = frozenset[int]().union(*(instance.levels for instance in instances))
            return bdd.conj_some(f, bdd.conj(g, admitted), levels)
        return self.eliminated(
            bdd.conj(f, g), [(instance, "some") for instance in reversed(instances)]
        )

    def some(self, f: Node) -> Node:
        """f for some permitted choices."""
        instances = innermost_first(self._store.read_by(f))
        return self.eliminated(f, [(instance, "some") for instance in instances])

    def every(self, f: Node) -> Node:
        """f for all permitted choices."""
        instances = innermost_first(self._store.read_by(f))
        return self.eliminated(f, [(instance, "every") for instance in instances])


def with_dependents(
    instances: Sequence[DiagramInstance], is_root: Callable[[DiagramInstance], bool]
) -> list[DiagramInstance]:
    """The roots among the instances, oldest first, and those whose arguments depend on them."""
    closed: list[DiagramInstance] = []
    numbers: set[int] = set()
    for instance in instances:
        if is_root(instance) or instance.needs & numbers:
            closed.append(instance)
            numbers.add(instance.number)
    return closed


def innermost_first(instances: Iterable[DiagramInstance]) -> list[DiagramInstance]:
    """The same instances; none depends on one that comes before it here. Those of one choice follow
    each other: what they give is forgotten before more is asked."""
    instances = sorted(instances, key=lambda instance: instance.number)
    depths: dict[int, int] = {}
    for instance in instances:
        depths[instance.number] = 1 + max(
            (depths.get(number, 0) for number in instance.needs), default=0
        )
    return sorted(
        instances,
        key=lambda instance: (-depths[instance.number], instance.choice.name, -instance.number),
    )


def repeated(instances: Sequence[DiagramInstance]) -> tuple[str, ...]:
    """The choices among them that one cpu makes more than once."""
    twice = (a.choice.name for a in instances if any(related(a, b) for b in instances))
    return tuple(dict.fromkeys(twice))
