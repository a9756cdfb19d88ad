"""Variables of structured types, taken apart: an axis for each shape and each field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from memattr.explain.dimensions import Axis
from memattr.model.layout import code_width, tag_width, width
from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, plain
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_words import Word
from memattr.readings.variable_order import RESULTS

# Fields lie below all that a claim can depend on, away from classes and from bulk answers.
BASE = RESULTS + 40_000
STEP = 16


@dataclass(frozen=True)
class Apart:
    """The axes, fields before the shapes that have them; the variable's word in terms of them;
    and where a field is there just if its shape is."""

    axes: tuple[Axis, ...]
    word: Word
    proper: Node


def is_structured(kind: Type) -> bool:
    """True iff values of the type have shapes or fields."""
    return isinstance(plain(kind), Record | Sum)


class Shapes:
    """Takes variables apart, each only once."""

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram
        self._known: dict[tuple[str, Type], Apart] = {}
        self._bases: dict[str, int] = {}

    def apart(self, name: str, kind: Type) -> Apart:
        """The variable of that name and type."""
        key = (name, kind)
        if key not in self._known:
            parts = _Parts(self._diagram, name, self._bases)
            word = parts.word(kind, name, 1, partial=False)
            self._known[key] = Apart(tuple(parts.axes), word, parts.proper)
        return self._known[key]


@dataclass
class _Parts:
    """The axes of one variable, as they are found."""

    diagram: Diagram
    name: str
    bases: dict[str, int]
    axes: list[Axis] = field(default_factory=list)
    proper: Node = 1

    def word(self, kind: Type, label: str, present: Node, partial: bool) -> Word:
        """What is at the label, which is there where `present`."""
        bare = plain(kind)
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

    def shape(self, kind: Sum, label: str, present: Node, partial: bool) -> Word:
        """The tag, and the fields of the shape that it says. Fields of one name and one type are
        one axis, whatever the shape."""
        bdd, words = self.diagram.bdd, self.diagram.words
        tag_size = tag_width(kind)
        before = len(self.axes)
        tag = self.leaf(kind, label, tag_size, present, partial)
        own = self.axes.pop(before) if len(self.axes) > before else None
        here = [bdd.conj(present, words.is_code(tag, i)) for i in range(len(kind.variants))]
        shared: dict[tuple[str, Type], Node] = {}
        for variant, node in zip(kind.variants, here, strict=True):
            for member in variant.fields:
                key = (member.name, plain(member.type))
                shared[key] = bdd.disj(shared.get(key, 0), node)
        found = {
            (name, type_): self.word(type_, f"{label}.{name}", node, partial=True)
            for (name, type_), node in shared.items()
        }
        if own is not None:
            self.axes.append(own)
        payload: Word = (0,) * (width(kind) - tag_size)
        for variant, node in zip(kind.variants, here, strict=True):
            inside: Word = ()
            for member in variant.fields:
                inside += found[member.name, plain(member.type)]
            padded = inside + (0,) * (len(payload) - len(inside))
            payload = words.mux(node, padded, payload)
        return tag + payload

    def leaf(self, kind: Type, label: str, size: int, present: Node, partial: bool) -> Word:
        """A new axis, and the code that it stands for."""
        diagram, bdd, words = self.diagram, self.diagram.bdd, self.diagram.words
        count = _count(kind)
        wide = code_width(count + partial)
        base = self.bases.setdefault(label, BASE + STEP * len(self.bases))
        levels = range(base, base + wide)
        axis_word = tuple(map(bdd.variable, reversed(levels)))
        valid = words.at_most(axis_word, words.code(wide, count - 1 + partial))
        axis = Axis(self.name, label, kind, axis_word, frozenset(levels), valid, None, partial)
        self.axes.append(axis)
        if not partial:
            return axis_word
        absent = words.is_code(axis_word, 0)
        self.proper = bdd.conj(self.proper, bdd.conj(valid, bdd.xor(absent, present)))
        table = tuple((code + 1, code) for code in range(count))
        return diagram.words.looked_up(table, axis_word, size)


def _count(kind: Type) -> int:
    match plain(kind):
        case Bits(size, _):
            return 1 << size
        case Enum(_, names, _):
            return len(names)
        case Sum(_, variants, _):
            return len(variants)
        case Record():
            raise AssertionError("a record has fields, not codes")
