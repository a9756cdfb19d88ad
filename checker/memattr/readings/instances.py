"""Choices that diagrams have met, and what related readings of a model share."""

from __future__ import annotations

from dataclasses import dataclass

from memattr.model.layout import width
from memattr.model.model import Choice, Model
from memattr.model.types import Type
from memattr.readings.bdd import Bdd, Node
from memattr.readings.levels import Order
from memattr.readings.words import Word, Words


@dataclass(frozen=True, eq=False)
class Instance:
    """A choice made for some arguments. `levels` are those of its bits, `needs` the numbers of the
    instances that its arguments depend on. The constraint says which bits are admissible."""

    number: int
    cpu: str | None
    choice: Choice
    kinds: tuple[Type, ...]
    arguments: tuple[Word, ...]
    bits: Word
    levels: frozenset[int]
    constraint: Node
    needs: frozenset[int]


class Store:
    """Nodes, the order of levels, and the choices made, for readings of models that differ only in
    the bodies of their cases."""

    def __init__(self, model: Model, bdd: Bdd | None = None) -> None:
        self.bdd = bdd or Bdd()
        self.words = Words(self.bdd)
        self.order = Order(model.inputs)
        self.instances: list[Instance] = []
        self.by_key: dict[tuple[str | None, str, tuple[Word, ...]], Instance] = {}
        self._by_level: dict[int, Instance] = {}
        self._alike: dict[tuple[int, int], Node] = {}

    def variable(self, name: str, kind: Type) -> Word:
        """The word of variables that stands for an input or a variable of a claim."""
        return tuple(map(self.bdd.variable, self.order.named(name, width(kind))))

    def fresh(self, choice: Choice) -> Word:
        """New variables for what is chosen."""
        return tuple(map(self.bdd.variable, self.order.choice(width(choice.type))))

    def constraint(self, bits: Word, admissible: Node) -> Node:
        """What the bits of a choice are. Where arguments mean nothing, and admit no value, nobody
        asks."""
        levels = frozenset(self.bdd.level[bit] for bit in bits)
        return self.bdd.implies(self.bdd.some(admissible, levels), admissible)

    def add(
        self,
        cpu: str | None,
        choice: Choice,
        kinds: tuple[Type, ...],
        arguments: tuple[Word, ...],
        bits: Word,
        constraint: Node,
    ) -> Instance:
        """A new instance whose bits are what the constraint says."""
        levels = frozenset(self.bdd.level[bit] for bit in bits)
        needs = self._among(constraint, *(b for a in arguments for b in a))
        number = len(self.instances)
        made = Instance(number, cpu, choice, kinds, arguments, bits, levels, constraint, needs)
        self.instances.append(made)
        self.by_key[cpu, choice.name, arguments] = made
        self._by_level.update((level, made) for level in levels)
        return made

    def _among(self, *nodes: Node) -> frozenset[int]:
        """The numbers of the instances that the nodes depend on directly."""
        bdd, by_level = self.bdd, self._by_level
        may = (node for node in nodes if not by_level.keys().isdisjoint(bdd.may_read(node)))
        levels = frozenset[int]().union(*map(bdd.support, may))
        return frozenset(by_level[level].number for level in levels if level in by_level)

    def read_by(self, *nodes: Node) -> list[Instance]:
        """The instances that the nodes depend on, directly or by arguments, oldest first."""
        found: dict[int, Instance] = {}
        waiting = list(self._among(*nodes))
        while waiting:
            made = self.instances[waiting.pop()]
            if made.number not in found:
                found[made.number] = made
                waiting.extend(made.needs)
        return [found[number] for number in sorted(found)]

    def alike(self, one: Instance, other: Instance) -> Node:
        """Equal calls answer alike: equal arguments imply equal values."""
        key = (min(one.number, other.number), max(one.number, other.number))
        known = self._alike.get(key)
        if known is None:
            bdd, words = self.bdd, self.words
            pairs = zip(one.arguments, other.arguments, strict=True)
            equal = bdd.all_of(words.equal(a, b) for a, b in pairs)
            known = bdd.implies(equal, words.equal(one.bits, other.bits))
            self._alike[key] = known
        return known
