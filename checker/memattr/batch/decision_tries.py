"""Diagrams stepped through cell by cell: what is left of them after some columns of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from memattr.readings.bdd import Bdd, Node

# A column may write one value in many ways; past this many, a state forgets those it has seen.
SPELLINGS = 4_096
# States are as many as diagrams make different; past this many, a trie starts again.
STATES = 100_000

Nodes = tuple[Node, ...]


@dataclass(frozen=True)
class InputColumn:
    """An input's column: where its cells stand in a row, how to read one, and its bits' levels."""

    name: str
    index: int
    read: Callable[[str], int]
    levels: tuple[int, ...]


class State(dict[str, "State"]):
    """What is left of the nodes so far; by the text of the next cell, what is left then.

    States of one trie are interned: equal ones are one object."""

    __slots__ = ("_depth", "_trie", "nodes")
    __hash__ = object.__hash__  # type: ignore[assignment]  # a dict has none; this is interned
    __eq__ = object.__eq__

    def __init__(self, trie: Trie, depth: int, nodes: Nodes) -> None:
        super().__init__()
        self.nodes = nodes
        self._trie, self._depth = trie, depth

    def __missing__(self, cell: str) -> State:
        if len(self) >= SPELLINGS:
            self.clear()
        after = self[cell] = self._trie.stepped(self._depth, self.nodes, cell)
        return after


class Trie:
    """Steps a group of nodes through the columns that they depend on, in the order of levels."""

    def __init__(self, bdd: Bdd, nodes: Nodes, columns: Sequence[InputColumn]) -> None:
        self._bdd = bdd
        self._columns = columns
        self._states: dict[tuple[int, Nodes], State] = {}
        self._steps: list[dict[tuple[Node, int], Node]] = [{} for _ in columns]
        self.indices = [column.index for column in columns]
        self.root = self._state(0, nodes)

    def leaf(self, row: Sequence[str]) -> State:
        """What is left after all cells of a row."""
        state = self.root
        for index in self.indices:
            state = state[row[index]]
        return state

    def stepped(self, depth: int, nodes: Nodes, cell: str) -> State:
        """What is left after one more cell."""
        column, steps = self._columns[depth], self._steps[depth]
        code = column.read(cell)
        bits = {level: code >> bit & 1 for bit, level in enumerate(column.levels)}
        stepped = []
        for node in nodes:
            after = steps.get((node, code))
            if after is None:
                after = steps[node, code] = self._restricted(node, bits)
            stepped.append(after)
        return self._state(depth + 1, tuple(stepped))

    def _restricted(self, node: Node, bits: Mapping[int, int]) -> Node:
        """What is left of the node: the way down from its root, unless another level comes between
        these."""
        levels, high, low = self._bdd.level, self._bdd.high, self._bdd.low
        rest = node
        while (level := levels[rest]) in bits:
            rest = high[rest] if bits[level] else low[rest]
        return rest if level > max(bits, default=-1) else self._bdd.compose(node, bits)

    def _state(self, depth: int, nodes: Nodes) -> State:
        key = (depth, nodes)
        known = self._states.get(key)
        if known is None:
            if len(self._states) >= STATES:
                self._states.clear()
                self.root.clear()
            known = self._states[key] = State(self, depth, nodes)
        return known
