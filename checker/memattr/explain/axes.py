"""What a set of situations is described by: inputs and variables of the claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from memattr.engines.prepare import Prepared
from memattr.model.layout import from_bits, to_bits, values_of
from memattr.model.model import Model, Player, View
from memattr.model.types import Type, Value
from memattr.readings.bdd import Bdd, Node
from memattr.readings.diagram import Diagram
from memattr.readings.words import Word


@dataclass(frozen=True)
class Axis:
    """One dimension: an input or variable of that name, or (`view`) the classes of its values.
    `kind` is the type along the axis, `valid` the codes that have a value."""

    name: str
    kind: Type
    word: Word
    levels: frozenset[int]
    valid: Node
    view: View | None = None


def axis_of(diagram: Diagram, ready: Prepared, name: str) -> Axis:
    """The free input or variable itself."""
    kind, word = ready.kinds[name], ready.words[name]
    return Axis(name, kind, word, ready.levels[name], diagram.valid(kind, word))


def player_of(model: Model, instances: Mapping[str, str], name: str) -> Player | None:
    """Whose input it is; None for a value that a claim ranges over."""
    declared = model.inputs.get(instances.get(name, name))
    return None if declared is None else declared.player


def at(diagram: Diagram, axis: Axis, value: Value) -> Node:
    """Where the axis has the value."""
    return diagram.words.is_code(axis.word, to_bits(axis.kind, value))


def members(bdd: Bdd, axis: Axis, inside: Node) -> frozenset[Value]:
    """The values that a set over the levels of the axis contains."""
    nodes = bdd.conj(inside, axis.valid)
    codes = _codes(bdd, nodes, axis.word[::-1], 0)
    return frozenset(from_bits(axis.kind, code) for code in codes)


def in_order(axis: Axis, values: frozenset[Value]) -> list[Value]:
    """The values as declared, from first to last."""
    return [value for value in values_of(axis.kind) if value in values]


def _codes(bdd: Bdd, node: Node, bits: Sequence[Node], prefix: int) -> Iterator[int]:
    if node == 0:
        return
    if not bits:
        yield prefix
        return
    here = bdd.level[node] == bdd.level[bits[0]]
    for bit, child in enumerate((bdd.low[node], bdd.high[node]) if here else (node, node)):
        yield from _codes(bdd, child, bits[1:], prefix << 1 | bit)
