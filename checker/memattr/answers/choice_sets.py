"""What choices may be, and what a word over choices may be for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.model.layout import to_bits
from memattr.model.types import Value
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram_choices import DiagramInstance, DiagramStore

# Words are alike in many situations; past this many, all are forgotten.
REMEMBERED = 200_000

Codes = frozenset[int]


class Images:
    """The codes that words over choices may have, each word looked at once."""

    def __init__(self, store: DiagramStore) -> None:
        self._store, self._bdd = store, store.bdd
        self._known: dict[tuple[Node, Word], Codes] = {}
        self._codes: dict[Word, int] = {}
        self._found: dict[frozenset[int], DiagramInstance] = {}
        self._cofactors: dict[tuple[Node, int], list[Node]] = {}

    def image(self, rule: Node, word: Word) -> Codes:
        """The codes of the word where the rule holds; both read choices and nothing else."""
        if max(word, default=0) <= 1:
            return frozenset((self._code(word),) if rule else ())
        key = (rule, word)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
                self._cofactors.clear()
            known = self._known[key] = self._split(rule, word)
        return known

    def _split(self, rule: Node, word: Word) -> Codes:
        """By the values of one choice."""
        instance = self._smallest(word)
        numbers: set[int] = set()
        rules = self._by_value(rule, instance)
        for rule_, word_ in zip(
            rules, zip(*[self._by_value(bit, instance) for bit in word], strict=True), strict=True
        ):
            if rule_ and max(word_) <= 1:
                numbers.add(self._code(word_))
            elif rule_:
                numbers |= self.image(rule_, word_)
        return frozenset(numbers)

    def _smallest(self, word: Word) -> DiagramInstance:
        """The choice with the fewest values: splitting by it leaves the fewest words."""
        levels = frozenset[int]().union(*map(self._bdd.support, word))
        instance = self._found.get(levels)
        if instance is None:
            instances = [m for m in self._store.instances if not levels.isdisjoint(m.levels)]
            instance = self._found[levels] = min(instances, key=lambda m: len(m.bits))
        return instance

    def _by_value(self, node: Node, instance: DiagramInstance) -> list[Node]:
        """What is left of the node for each code of the choice."""
        key = (node, instance.number)
        known = self._cofactors.get(key)
        if known is None:
            levels = [self._bdd.level[bit] for bit in instance.bits]
            known = self._cofactors[key] = self._bdd.cofactors(node, levels)
        return known

    def _code(self, word: Word) -> int:
        known = self._codes.get(word)
        if known is None:
            known = self._codes[word] = sum(bit << index for index, bit in enumerate(word))
        return known


class Rules:
    """What choices may be, for those that some words depend on. `forced` are the choices whose
    value a user gave, wherever they are made."""

    def __init__(self, store: DiagramStore, forced: Mapping[str, Value]) -> None:
        self._store = store
        self.forced = forced
        self._quantifier = Quantifier(store)
        self._read: dict[Node, int] = {}
        self._known: dict[int, tuple[Node, ...]] = {0: ()}

    def of(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """What the choices that the nodes depend on may be, all of it together; none if they
        depend on no choice. The rules are nodes over inputs and choices."""
        read = self._mask(nodes)
        known = self._known.get(read)
        if known is None:
            known = self._known[read] = tuple(self.binding(self._chosen(read)))
        return known

    def instances(self, nodes: Iterable[Node]) -> list[DiagramInstance]:
        """The choices that the nodes depend on, oldest first."""
        return self._chosen(self._mask(nodes))

    def binding(self, instances: Sequence[DiagramInstance], forced: bool = True) -> Iterator[Node]:
        """What these may be, by the specification and, if wanted, as they are forced."""
        for index, instance in enumerate(instances):
            yield self._quantifier.given(instance, instances[:index])
            if forced and instance.choice.name in self.forced:
                code = to_bits(instance.choice.type, self.forced[instance.choice.name])
                yield self._store.words.is_code(instance.bits, code)

    def _mask(self, nodes: Iterable[Node]) -> int:
        read = 0
        for node in nodes:
            mask = self._read.get(node)
            if mask is None:
                instances = self._store.read_by(node)
                mask = self._read[node] = sum(1 << instance.number for instance in instances)
            read |= mask
        return read

    def _chosen(self, read: int) -> list[DiagramInstance]:
        return [instance for instance in self._store.instances if read >> instance.number & 1]
