"""Choices quantified away from diagrams: each ranges over what it admits, equal calls alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
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

    def rule(self, instance: DiagramInstance, others: Iterable[DiagramInstance]) -> Node:
        """What the instance may be, given the others."""
        store, result = self._store, instance.constraint
        if not self._independent:
            for other in others:
                if related(instance, other):
                    result = store.bdd.conj(result, store.alike(instance, other))
        return result

    def permitted(self, instances: Sequence[DiagramInstance], where: Node = 1) -> Node:
        """The part of `where` in which all of them are what they may be; the rules of many are
        small only there."""
        rules = (self.rule(made, instances[:index]) for index, made in enumerate(instances))
        return self._store.bdd.all_of(chain((where,), rules))

    def eliminated(
        self, f: Node, steps: Sequence[Step], others: Sequence[DiagramInstance] = ()
    ) -> Node:
        """f with the instances quantified, the first step innermost; `others` remain."""
        bdd = self._store.bdd
        for index, (instance, how) in enumerate(steps):
            rest = [later for later, _ in steps[index + 1 :]]
            rule = self.rule(instance, [*rest, *others])
            if how == "some":
                f = bdd.conj_some(f, rule, instance.levels)
            else:
                f = bdd.neg(bdd.conj_some(bdd.neg(f), rule, instance.levels))
        return f

    def some(self, f: Node) -> Node:
        """f for some permitted choices."""
        return self.eliminated(f, [(made, "some") for made in newest_first(self._store, f)])

    def every(self, f: Node) -> Node:
        """f for all permitted choices."""
        return self.eliminated(f, [(made, "every") for made in newest_first(self._store, f)])


def with_dependents(
    instances: Sequence[DiagramInstance], is_root: Callable[[DiagramInstance], bool]
) -> list[DiagramInstance]:
    """The roots among the instances, oldest first, and those whose arguments depend on them."""
    found: list[DiagramInstance] = []
    numbers: set[int] = set()
    for made in instances:
        if is_root(made) or made.needs & numbers:
            found.append(made)
            numbers.add(made.number)
    return found


def newest_first(store: DiagramStore, f: Node) -> list[DiagramInstance]:
    """The instances that f depends on; none depends on one that comes before it here."""
    return store.read_by(f)[::-1]


def repeated(instances: Sequence[DiagramInstance]) -> tuple[str, ...]:
    """The choices among them that one cpu makes more than once."""
    twice = (a.choice.name for a in instances if any(related(a, b) for b in instances))
    return tuple(dict.fromkeys(twice))
