"""What a set of situations is described by: inputs, classes of inputs, fields of variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from memattr.engines.exact.diagram_query import Prepared
from memattr.model.layout import to_bits, values_of
from memattr.model.model import Model, Player, View
from memattr.model.types import Sum, Type, Value, plain
from memattr.readings.bdd import Bdd, Node
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_words import Word


@dataclass(frozen=True)
class Axis:
    """One dimension. `name` is the input or variable that it belongs to, `label` what a reader
    calls it. Codes along it are those of `kind`, or of the shapes of a sum; if it is `partial`,
    code 0 means that there is nothing here, and the others are one higher. `view` is what sorts
    the values of the input, if it does not say them."""

    name: str
    label: str
    kind: Type
    word: Word
    levels: frozenset[int]
    valid: Node
    view: View | None = None
    partial: bool = False

    def values(self) -> list[int]:
        """The codes of values, in declared order."""
        bare = plain(self.kind)
        if isinstance(bare, Sum):
            codes = list(range(len(bare.variants)))
        else:
            codes = [to_bits(bare, value) for value in values_of(bare)]
        return [code + self.partial for code in codes]


def axis_of(diagram: Diagram, ready: Prepared, name: str) -> Axis:
    """The free input or variable itself."""
    kind, word = ready.kinds[name], ready.words[name]
    return Axis(name, name, kind, word, ready.levels[name], diagram.valid(kind, word))


def player_of(model: Model, instances: Mapping[str, str], name: str) -> Player | None:
    """Whose input it is; None for a value that a claim ranges over."""
    declared = model.inputs.get(instances.get(name, name))
    return None if declared is None else declared.player


def at(diagram: Diagram, axis: Axis, value: Value) -> Node:
    """Where the axis, an input or a variable as such, has the value."""
    return diagram.words.is_code(axis.word, to_bits(axis.kind, value))


def codes(bdd: Bdd, word: Word, inside: Node) -> Iterator[int]:
    """The codes of the word in a set over its levels, in order."""
    return _codes(bdd, inside, word[::-1], 0)


def _codes(bdd: Bdd, node: Node, bits: Sequence[Node], prefix: int) -> Iterator[int]:
    if node == 0:
        return
    if not bits:
        yield prefix
        return
    here = bdd.level[node] == bdd.level[bits[0]]
    for bit, child in enumerate((bdd.low[node], bdd.high[node]) if here else (node, node)):
        yield from _codes(bdd, child, bits[1:], prefix << 1 | bit)
