"""What an implementation can be asked for: columns of results, outputs and views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from memattr.answers.cell_reading import Meant, Understanding, is_worded
from memattr.model.expressions import TRUE, Call, Const, Expression, Global
from memattr.model.layout import from_bits, tag_width, to_bits, width
from memattr.model.model import Model
from memattr.model.show import number, parse_value
from memattr.model.types import Bits, Enum, Record, Sum, Type, Value, plain
from memattr.place import Unusable
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import GivenChoices

ABSENT = 0


@dataclass(frozen=True)
class Observable:
    """A value of `kind` that is there where `present` is true. Its code is 0 where it is absent,
    else twice the bits of the value, plus one; of a sum only the shape is seen."""

    name: str
    expression: Expression
    present: Expression
    kind: Type
    radix: str | None

    @cached_property
    def size(self) -> int:
        """The number of bits of a code."""
        bare = plain(self.kind)
        return 1 + (tag_width(bare) if isinstance(bare, Sum) else width(bare))

    def word(self, diagram: Diagram, environment: Environment) -> Word:
        """The diagrams of the code's bits, the lowest first."""
        present = diagram.truth(self.present, environment)
        value = diagram.value(self.expression, environment) if present else (0,) * (self.size - 1)
        seen = value[: self.size - 1]
        return (present, *(diagram.bdd.conj(present, bit) for bit in seen))

    def text(self, code: int) -> str:
        """The cell that says the code; an absent value is an empty cell."""
        if code == ABSENT:
            return ""
        bare, bits = plain(self.kind), code >> 1
        if isinstance(bare, Sum):
            return bare.variants[bits].name
        value = from_bits(bare, bits)
        assert isinstance(value, int), "a value that is seen is a number or has a name"
        return (
            bare.values[value]
            if isinstance(bare, Enum)
            else number(value, self.size - 1, self.radix)
        )

    def code(self, cell: str, understanding: Understanding) -> int:
        """The code of a cell: a number, the name of a value or of a shape, or words that mean just
        that; raises Unusable."""
        text, bare = cell.strip(), plain(self.kind)
        if not text:
            return ABSENT
        if isinstance(bare, Bits):
            return self._number(text, understanding)
        names = bare.values if isinstance(bare, Enum) else _shapes(bare)
        if text not in names:
            return self._worded(text, names, understanding)
        return names.index(text) << 1 | 1

    def _worded(self, text: str, names: Sequence[str], understanding: Understanding) -> int:
        """What all values that the text means have in common, if no other value has it."""
        meant, bare = Meant(self.kind, self.name), plain(self.kind)
        values = understanding.values_or_complaint(meant, text)
        mask = (1 << self.size - 1) - 1
        codes = {to_bits(self.kind, value) & mask for value in values}
        if len(codes) == 1:
            (code,) = codes
            if isinstance(bare, Enum) or understanding.values(meant, names[code]) == values:
                return code << 1 | 1
        said = f"this is none of {', '.join(names)}"
        if codes:
            said = f"this column says {' or '.join(names)}, and no more"
        nearest = " or ".join(understanding.nearest(meant, text)) if not codes else ""
        raise Unusable(f"{self.name}={text}: {said}", f"Did you mean {nearest}?" if nearest else "")

    def _number(self, text: str, understanding: Understanding) -> int:
        try:
            return to_bits(self.kind, parse_value(self.kind, text)) << 1 | 1
        except Unusable as problem:
            meant = Meant(self.kind, self.name)
            value = understanding.value(meant, text) if is_worded(text) else None
            if value is None:
                raise Unusable(f"{self.name}={text}: {problem.message}") from None
            return to_bits(self.kind, value) << 1 | 1


@dataclass(frozen=True)
class CoarserObservable(Observable):
    """What a function gives for the values of another observable; its cells are read as those of
    the other one, and shown as the function gives them."""

    finer: Observable
    image: Callable[[Value], Value]

    def code(self, cell: str, understanding: Understanding) -> int:
        code = self.finer.code(cell, understanding)
        if code == ABSENT:
            return ABSENT
        return to_bits(self.kind, self.image(from_bits(self.finer.kind, code >> 1))) << 1 | 1


def coarser(model: Model, finer: Observable, function: str) -> Observable:
    """The observable by what the function, of one argument, gives for it."""
    evaluator, type_ = Evaluator(model), model.functions[function].result
    nowhere = Situation({}, {}, GivenChoices({}))

    def call(argument: Expression) -> Expression:
        return Call(function, (argument,), type_)

    def image(value: Value) -> Value:
        return evaluator.value(call(Const(finer.kind, value)), nowhere)

    expression = call(finer.expression)
    return CoarserObservable(
        finer.name, expression, finer.present, type_, finer.radix, finer, image
    )


def _shapes(type_: Type) -> tuple[str, ...]:
    assert isinstance(type_, Sum), "what has neither numbers nor names has shapes"
    return tuple(variant.name for variant in type_.variants)


def observables(model: Model) -> dict[str, Observable]:
    """All that can be asked for, by name: columns come first, then outputs, then views."""
    by_name: dict[str, Observable] = {}

    def add(name: str, expression: Expression, present: Expression) -> None:
        type_ = expression.type
        if name not in by_name and not isinstance(plain(type_), Record):
            radix = model.radix.get(name) or model.radix.get(
                getattr(plain(type_), "name", "") or ""
            )
            by_name[name] = Observable(name, expression, present, type_, radix)

    for column in model.columns:
        add(column.name, column.expression, column.present)
    for output in model.outputs():
        add(output.name, Global(output.name, output.type), TRUE)
    for view in model.views.values():
        add(view.name, view.expression, TRUE)
    return by_name


@dataclass(frozen=True)
class JointObservable:
    """Several observables side by side: a joint code has theirs, the first one lowest."""

    observables: tuple[Observable, ...]
    understanding: Understanding

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """Where each code begins in a joint one."""
        sizes = [one.size for one in self.observables]
        return tuple(sum(sizes[:index]) for index in range(len(sizes)))

    @property
    def size(self) -> int:
        """The number of bits of a joint code."""
        return sum(one.size for one in self.observables)

    def word(self, diagram: Diagram, environment: Environment) -> Word:
        """The diagrams of a joint code's bits."""
        words = [one.word(diagram, environment) for one in self.observables]
        return tuple(bit for word in words for bit in word)

    def code(self, cells: Sequence[str]) -> int:
        """The joint code of cells; raises Unusable."""
        pairs = zip(self.observables, self.offsets, cells, strict=True)
        return sum(one.code(cell, self.understanding) << offset for one, offset, cell in pairs)

    def cells(self, joint: int) -> tuple[str, ...]:
        """The cells that say a joint code."""
        return tuple(
            one.text(joint >> offset & (1 << one.size) - 1)
            for one, offset in zip(self.observables, self.offsets, strict=True)
        )
