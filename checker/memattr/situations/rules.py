"""What choices may be, for those that some words depend on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from memattr.engines.quantify import Quantifier
from memattr.model.layout import to_bits
from memattr.model.types import Value
from memattr.readings.bdd import Node
from memattr.readings.instances import Instance, Store


class Rules:
    """`forced` are the choices whose value a user gave, wherever they are made."""

    def __init__(self, store: Store, forced: Mapping[str, Value]) -> None:
        self._store = store
        self._forced = forced
        self._quantifier = Quantifier(store)
        self._known: dict[tuple[int, ...], tuple[Node, ...]] = {}

    def of(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """What the choices that the nodes depend on may be, all of it together; none if they
        depend on no choice. The rules are nodes over inputs and choices."""
        instances = self._store.read_by(*nodes)
        key = tuple(made.number for made in instances)
        found = self._known.get(key)
        if found is None:
            rules = [
                self._quantifier.rule(made, instances[:index])
                for index, made in enumerate(instances)
            ]
            rules += [self._value(made) for made in instances if made.choice.name in self._forced]
            found = self._known[key] = tuple(rules)
        return found

    def _value(self, made: Instance) -> Node:
        code = to_bits(made.choice.type, self._forced[made.choice.name])
        return self._store.words.is_code(made.bits, code)
