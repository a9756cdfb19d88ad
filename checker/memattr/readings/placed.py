"""Derived values read once with every input free, and put into each situation from there."""

from __future__ import annotations

from memattr.model.model import Model
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram, Environment
from memattr.readings.instances import Instance, Store
from memattr.readings.words import Word


class Shared(Diagram):
    """Reads like a Diagram, faster where many situations of one model are looked at."""

    def __init__(self, model: Model, store: Store) -> None:
        super().__init__(model, store)
        self._free = self.free()
        self._placed: dict[tuple[str | None, tuple[Word, ...]], Placed] = {}

    def _global(self, name: str, environment: Environment) -> Word:
        if name in environment.inputs:
            return environment.inputs[name]
        word = super()._global(name, self._free)
        key = (environment.cpu, tuple(environment.inputs.values()))
        placed = self._placed.get(key)
        if placed is None:
            placed = self._placed[key] = Placed(self, self._free, environment)
        return placed.word(word)


class Placed:
    """What an environment has in place of free inputs; each choice is the one that is made for
    what its arguments become."""

    def __init__(self, diagram: Diagram, free: Environment, environment: Environment) -> None:
        self._bdd, self._store, self._cpu = diagram.bdd, diagram.store, environment.cpu
        self._known: dict[Node, Node] = {0: 0, 1: 1}
        self._instead: dict[int, Node] = {}
        for name, word in environment.inputs.items():
            for bit, node in zip(free.inputs[name], word, strict=True):
                self._instead[self._bdd.level[bit]] = node

    def word(self, word: Word) -> Word:
        """The word, there."""
        return tuple(map(self._node, word))

    def _node(self, f: Node) -> Node:
        found = self._known.get(f)
        if found is None:
            bdd = self._bdd
            level = bdd.level[f]
            test = self._instead.get(level)
            if test is None:
                self._remake(self._store.at(level))
                test = self._instead[level]
            if test == 0:
                found = self._node(bdd.low[f])
            elif test == 1:
                found = self._node(bdd.high[f])
            else:
                found = bdd.ite(test, self._node(bdd.high[f]), self._node(bdd.low[f]))
            self._known[f] = found
        return found

    def _remake(self, made: Instance) -> None:
        store = self._store
        cpu = self._cpu if made.cpu is None else made.cpu
        arguments = tuple(map(self.word, made.arguments))
        here = store.by_key.get((cpu, made.choice.name, arguments))
        bits = store.fresh(made.choice) if here is None else here.bits
        for bit, node in zip(made.bits, bits, strict=True):
            self._instead[self._bdd.level[bit]] = node
        if here is None:
            constraint = self._node(made.constraint)
            store.add(cpu, made.choice, made.kinds, arguments, bits, constraint)
