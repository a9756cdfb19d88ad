"""The situation of a set that differs from a given one in the fewest inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.engines.exact.witness import picked, preferences
from memattr.explain.dimensions import at, axis_of
from memattr.model.layout import to_bits
from memattr.model.types import Value
from memattr.readings.bdd import Bdd, Node
from memattr.readings.diagram import Diagram

Changed = frozenset[int]


@dataclass(frozen=True)
class ChangePath:
    """The inputs, by number, to change on the way to the set; low numbers are changed first."""

    count: int
    weight: int
    changed: Changed


def nearest(
    diagram: Diagram,
    ready: DiagramQuery,
    region: Node,
    values: Mapping[str, Value],
    reluctant: Sequence[str],
) -> dict[str, Value] | None:
    """The changed inputs with their new values; None if the region, over free inputs, is empty.

    Of several sets of inputs that are as few, the one whose inputs come late in `reluctant`; of
    several values, the preferred one."""
    changed = _fewest(diagram, ready, region, values, reluctant)
    if changed is None:
        return None
    bdd, instances = diagram.bdd, dict(ready.claim.instances)
    for name in ready.levels:
        if name not in changed:
            region = bdd.conj(region, at(diagram, axis_of(diagram, ready, name), values[name]))
    nearest_values: dict[str, Value] = {}
    for name in changed:
        wanted = preferences(diagram.model, instances, name)
        type_, word = ready.kinds[name], ready.words[name]
        nearest_values[name], region = picked(diagram.words, region, type_, word, wanted)
    return nearest_values


def _fewest(
    diagram: Diagram,
    ready: DiagramQuery,
    region: Node,
    values: Mapping[str, Value],
    reluctant: Sequence[str],
) -> list[str] | None:
    if region == 0:
        return None
    names = list(reluctant)[::-1]
    owner: dict[int, int] = {}
    wanted: dict[int, int] = {}
    for number, name in enumerate(names):
        code = to_bits(ready.kinds[name], values[name])
        for bit, node in enumerate(ready.words[name]):
            level = diagram.bdd.level[node]
            owner[level], wanted[level] = number, code >> bit & 1
    path = _PathSearch(diagram.bdd, owner, wanted).best(region)
    return [name for number, name in enumerate(names) if number in path.changed]


class _PathSearch:
    """Cheapest ways from a node to true; an input is paid for once, however many bits change."""

    def __init__(self, bdd: Bdd, owner: Mapping[int, int], wanted: Mapping[int, int]) -> None:
        self._bdd, self._owner, self._wanted = bdd, owner, wanted
        self._last: dict[int, int] = {}
        for level, number in owner.items():
            self._last[number] = max(self._last.get(number, -1), level)
        self._known: dict[tuple[Node, Changed], ChangePath | None] = {}

    def best(self, region: Node) -> ChangePath:
        path = self._from(region, frozenset())
        assert path is not None, "the region is not empty"
        return path

    def _from(self, node: Node, paid: Changed) -> ChangePath | None:
        """`paid`: inputs that have changed above and have bits at this node or below."""
        if node <= 1:
            return ChangePath(0, 0, frozenset()) if node else None
        level = self._bdd.level[node]
        open_ = frozenset(n for n in paid if self._last[n] >= level)
        key = (node, open_)
        if key not in self._known:
            self._known[key] = self._cheaper(node, level, open_)
        return self._known[key]

    def _cheaper(self, node: Node, level: int, paid: Changed) -> ChangePath | None:
        children = (self._bdd.low[node], self._bdd.high[node])
        kept = self._from(children[self._wanted[level]], paid)
        number = self._owner[level]
        moved = self._from(children[1 - self._wanted[level]], paid | {number})
        if moved is not None and number not in paid:
            changed = moved.changed | {number}
            moved = ChangePath(len(changed), sum(1 << n for n in changed), changed)
        if kept is None or moved is None:
            return kept or moved
        return min(kept, moved, key=lambda path: (path.count, path.weight))
