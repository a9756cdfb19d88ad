"""Choices that diagrams have met, and what related readings of a model share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial

from memattr.model.layout import width
from memattr.model.model import Choice, Model
from memattr.model.types import Type
from memattr.readings.bdd import Bdd, Node
from memattr.readings.compile_diagrams import Word, WordOperations, WordReaders
from memattr.readings.variable_order import Levels, Order


@dataclass(frozen=True, eq=False)
class DiagramInstance:
    """A choice made for some arguments. `levels` are those of its bits. The constraint says which
    bits are admissible."""

    number: int
    cpu: str | None
    choice: Choice
    kinds: tuple[Type, ...]
    arguments: tuple[Word, ...]
    bits: Word
    levels: frozenset[int]
    constraint: Node
    find_needs: Callable[[], frozenset[int]]

    @cached_property
    def needs(self) -> frozenset[int]:
        """The numbers of the instances that its arguments depend on. To find them takes longer than
        to make an instance, and most are asked by nobody who looks at the result."""
        return self.find_needs()


class DiagramStore:
    """Nodes, the order of levels, and the choices made, for readings of models that differ only in
    the bodies of their cases."""

    def __init__(self, model: Model, bdd: Bdd | None = None) -> None:
        self.bdd = bdd or Bdd()
        self.words = WordOperations(self.bdd)
        self.readers = WordReaders(self.words)
        self.order = Order(model.inputs)
        self.instances: list[DiagramInstance] = []
        self.by_key: dict[tuple[str | None, str, tuple[Word, ...]], DiagramInstance] = {}
        # What words may be together, as bulk answers have it, by the bits and where it was asked.
        self.related: dict[tuple[tuple[tuple[int, Node], ...], Node], Node] = {}
        self._by_level: dict[int, DiagramInstance] = {}
        self._variables: dict[Levels, Word] = {}

    def variable(self, name: str, type_: Type) -> Word:
        """The word of variables that stands for an input or a variable of a claim."""
        levels = self.order.named(name, width(type_))
        word = self._variables.get(levels)
        if word is None:
            word = self._variables[levels] = tuple(map(self.bdd.variable, levels))
        return word

    def fresh(self, choice: Choice, arguments: tuple[Word, ...]) -> Word:
        """New variables for what is chosen."""
        reads = frozenset[int]().union(
            *(self.bdd.may_read(bit) for word in arguments for bit in word)
        )
        return tuple(map(self.bdd.variable, self.order.choice(width(choice.type), reads)))

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
    ) -> DiagramInstance:
        """A new instance whose bits are what the constraint says."""
        levels = frozenset(self.bdd.level[bit] for bit in bits)
        needs = partial(self._among, constraint, *(bit for word in arguments for bit in word))
        number = len(self.instances)
        instance = DiagramInstance(
            number, cpu, choice, kinds, arguments, bits, levels, constraint, needs
        )
        self.instances.append(instance)
        self.by_key[cpu, choice.name, arguments] = instance
        self._by_level.update((level, instance) for level in levels)
        return instance

    def _among(self, *nodes: Node) -> frozenset[int]:
        """The numbers of the instances that the nodes depend on directly."""
        bdd = self.bdd
        may = (node for node in nodes if not self._by_level.keys().isdisjoint(bdd.may_read(node)))
        return self._at(frozenset[int]().union(*map(bdd.support, may)))

    def _at(self, levels: frozenset[int]) -> frozenset[int]:
        by_level = self._by_level
        return frozenset(by_level[level].number for level in levels if level in by_level)

    def read_by(self, *nodes: Node) -> list[DiagramInstance]:
        """The instances that the nodes depend on, directly or by arguments, oldest first."""
        return self._with_needs(self._among(*nodes))

    def may_be_read_by(self, *nodes: Node) -> list[DiagramInstance]:
        """The same, and perhaps more, found without a look into the nodes."""
        return self._with_needs(self._at(frozenset[int]().union(*map(self.bdd.may_read, nodes))))

    def _with_needs(self, numbers: Iterable[int]) -> list[DiagramInstance]:
        instances: dict[int, DiagramInstance] = {}
        waiting = list(numbers)
        while waiting:
            instance = self.instances[waiting.pop()]
            if instance.number not in instances:
                instances[instance.number] = instance
                waiting.extend(instance.needs)
        return [instances[number] for number in sorted(instances)]
