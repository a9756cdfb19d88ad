"""What choices may be, for those that some words depend on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.model.layout import to_bits
from memattr.model.types import Value
from memattr.readings.bdd import Node
from memattr.readings.diagram_choices import Instance, Store


class Rules:
    """`forced` are the choices whose value a user gave, wherever they are made."""

    def __init__(self, store: Store, forced: Mapping[str, Value]) -> None:
        self._store = store
        self.forced = forced
        self._quantifier = Quantifier(store)
        self._read: dict[Node, int] = {}
        self._known: dict[int, tuple[Node, ...]] = {0: ()}

    def of(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """What the choices that the nodes depend on may be, all of it together; none if they
        depend on no choice. The rules are nodes over inputs and choices."""
        read = self._mask(nodes)
        found = self._known.get(read)
        if found is None:
            found = self._known[read] = tuple(self.binding(self._chosen(read)))
        return found

    def instances(self, nodes: Iterable[Node]) -> list[Instance]:
        """The choices that the nodes depend on, oldest first."""
        return self._chosen(self._mask(nodes))

    def binding(self, instances: Sequence[Instance], forced: bool = True) -> Iterator[Node]:
        """What these may be, by the specification and, if wanted, as they are forced."""
        for index, made in enumerate(instances):
            yield self._quantifier.rule(made, instances[:index])
            if forced and made.choice.name in self.forced:
                code = to_bits(made.choice.type, self.forced[made.choice.name])
                yield self._store.words.is_code(made.bits, code)

    def _mask(self, nodes: Iterable[Node]) -> int:
        read = 0
        for node in nodes:
            mask = self._read.get(node)
            if mask is None:
                instances = self._store.read_by(node)
                mask = self._read[node] = sum(1 << made.number for made in instances)
            read |= mask
        return read

    def _chosen(self, read: int) -> list[Instance]:
        return [made for made in self._store.instances if read >> made.number & 1]
