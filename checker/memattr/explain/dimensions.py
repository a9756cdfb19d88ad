"""What a set of situations is described by: inputs, classes of inputs, fields of variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.model.layout import code_width, tag_width, to_bits, values_of, width
from memattr.model.model import Model, Player, View
from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, Value, plain
from memattr.readings.bdd import Bdd, Node
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram import Diagram
from memattr.readings.variable_order import FIELD_STEP, FIELDS


@dataclass(frozen=True)
class Dimension:
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


def axis_of(diagram: Diagram, ready: DiagramQuery, name: str) -> Dimension:
    """The free input or variable itself."""
    type_, word = ready.kinds[name], ready.words[name]
    return Dimension(name, name, type_, word, ready.levels[name], diagram.valid(type_, word))


def player_of(model: Model, instances: Mapping[str, str], name: str) -> Player | None:
    """Whose input it is; None for a value that a claim ranges over."""
    declared = model.inputs.get(instances.get(name, name))
    return None if declared is None else declared.player


def at(diagram: Diagram, axis: Dimension, value: Value) -> Node:
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


@dataclass(frozen=True)
class Apart:
    """The axes, fields before the shapes that have them; the variable's word in terms of them;
    and where a field is there just if its shape is."""

    axes: tuple[Dimension, ...]
    word: Word
    proper: Node


def is_structured(type_: Type) -> bool:
    """True iff values of the type have shapes or fields."""
    return isinstance(plain(type_), Record | Sum)


class Shapes:
    """Takes variables apart, each only once."""

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram
        self._known: dict[tuple[str, Type], Apart] = {}
        self._bases: dict[str, int] = {}

    def apart(self, name: str, type_: Type) -> Apart:
        """The variable of that name and type."""
        key = (name, type_)
        if key not in self._known:
            parts = _Parts(self._diagram, name, self._bases)
            word = parts.word(type_, name, 1, partial=False)
            self._known[key] = Apart(tuple(parts.axes), word, parts.proper)
        return self._known[key]


@dataclass
class _Parts:
    """The axes of one variable, as they are found."""

    diagram: Diagram
    name: str
    bases: dict[str, int]
    axes: list[Dimension] = field(default_factory=list)
    proper: Node = 1

    def word(self, type_: Type, label: str, present: Node, partial: bool) -> Word:
        """What is at the label, which is there where `present`."""
        bare = plain(type_)
        if isinstance(bare, Bits | Enum):
            return self.leaf(bare, label, width(bare), present, partial)
        if isinstance(bare, Record):
            return self.fields(bare.fields, label, present, partial)
        return self.shape(bare, label, present, partial)

    def fields(self, members: Iterable[Member], label: str, present: Node, partial: bool) -> Word:
        result: Word = ()
        for member in members:
            result += self.word(member.type, f"{label}.{member.name}", present, partial)
        return result

    def shape(self, sum_: Sum, label: str, present: Node, partial: bool) -> Word:
        """The tag, and the fields of the shape that it says. Fields of one name and one type are
        one axis, whatever the shape."""
        bdd, words = self.diagram.bdd, self.diagram.words
        tag_size = tag_width(sum_)
        before = len(self.axes)
        tag = self.leaf(sum_, label, tag_size, present, partial)
        own = self.axes.pop(before) if len(self.axes) > before else None
        here = [bdd.conj(present, words.is_code(tag, i)) for i in range(len(sum_.variants))]
        shared: dict[tuple[str, Type], Node] = {}
        for variant, node in zip(sum_.variants, here, strict=True):
            for member in variant.fields:
                key = (member.name, plain(member.type))
                shared[key] = bdd.disj(shared.get(key, 0), node)
        parts = {
            (name, type_): self.word(type_, f"{label}.{name}", node, partial=True)
            for (name, type_), node in shared.items()
        }
        if own is not None:
            self.axes.append(own)
        payload: Word = (0,) * (width(sum_) - tag_size)
        for variant, node in zip(sum_.variants, here, strict=True):
            inside: Word = ()
            for member in variant.fields:
                inside += parts[member.name, plain(member.type)]
            padded = inside + (0,) * (len(payload) - len(inside))
            payload = words.mux(node, padded, payload)
        return tag + payload

    def leaf(self, type_: Type, label: str, size: int, present: Node, partial: bool) -> Word:
        """A new axis, and the code that it stands for."""
        diagram, bdd, words = self.diagram, self.diagram.bdd, self.diagram.words
        count = _count(type_)
        wide = code_width(count + partial)
        base = self.bases.setdefault(label, FIELDS + FIELD_STEP * len(self.bases))
        levels = range(base, base + wide)
        axis_word = tuple(map(bdd.variable, reversed(levels)))
        valid = words.at_most(axis_word, words.code(wide, count - 1 + partial))
        axis = Dimension(
            self.name, label, type_, axis_word, frozenset(levels), valid, None, partial
        )
        self.axes.append(axis)
        if not partial:
            return axis_word
        absent = words.is_code(axis_word, 0)
        self.proper = bdd.conj(self.proper, bdd.conj(valid, bdd.xor(absent, present)))
        table = tuple((code + 1, code) for code in range(count))
        return diagram.words.looked_up(table, axis_word, size)


def _count(type_: Type) -> int:
    match plain(type_):
        case Bits(size, _):
            return 1 << size
        case Enum(_, names, _):
            return len(names)
        case Sum(_, variants, _):
            return len(variants)
        case Record():
            raise AssertionError("a record has fields, not codes")
