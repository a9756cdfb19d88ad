"""Expressions taken apart once, into functions from a frame to values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeAlias, assert_never

from memattr.model.expressions import (
    And,
    AtLeast,
    Call,
    Const,
    Convert,
    Equal,
    Expression,
    Field,
    Global,
    Implies,
    IsVariant,
    Join,
    Local,
    Make,
    Not,
    Or,
    Slice,
    Strongest,
    Under,
)
from memattr.model.model import Choice
from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, Value, plain
from memattr.readings.dependencies import is_ordered

Values = tuple[Value, ...]


def joined(parts: Iterable[tuple[Value, int]]) -> int:
    """Words of the given sizes in a row, the most significant first."""
    word = 0
    for value, size in parts:
        assert isinstance(value, int)
        word = word << size | value
    return word


def size_of(type_: Type) -> int:
    """The number of bits of a bits type."""
    bare = plain(type_)
    assert isinstance(bare, Bits)
    return bare.width


def at_least(type_: Type, left: Value, right: Value) -> bool:
    """True iff left is at least as strong as right."""
    bare = plain(type_)
    if isinstance(bare, Bits | Enum):
        assert isinstance(left, int) and isinstance(right, int)
        return left <= right
    assert isinstance(left, tuple) and isinstance(right, tuple)
    if isinstance(bare, Record):
        return _fields_at_least(bare.fields, left, right)
    (left_tag, left_fields), (right_tag, right_fields) = left, right
    assert isinstance(left_tag, int) and isinstance(right_tag, int)
    assert isinstance(left_fields, tuple) and isinstance(right_fields, tuple)
    if left_tag != right_tag:
        return left_tag < right_tag
    return _fields_at_least(bare.variants[left_tag].fields, left_fields, right_fields)


def _fields_at_least(fields: tuple[Member, ...], left: Values, right: Values) -> bool:
    return all(
        at_least(member.type, a, b)
        for member, a, b in zip(fields, left, right, strict=True)
        if is_ordered(member.type)
    )


class Chooser(Protocol):
    """Answers a choice with one value of its domain, equal questions alike."""

    def __call__(
        self, cpu: str | None, choice: Choice, arguments: Values, domain: Sequence[Value]
    ) -> Value: ...


@dataclass(frozen=True)
class Fired:
    """A case that gave a result, and the cases that it rests on."""

    function: str
    case: str
    arguments: Values
    result: Value
    children: tuple[Fired, ...]


class Frame(NamedTuple):
    """A situation, and the derived values already known in it."""

    inputs: Mapping[str, Value]
    locals: Mapping[str, Value]
    chooser: Chooser
    cpu: str | None
    trace: list[Fired] | None
    derived: dict[str, Value]


class ValueNames(Protocol):
    """What a reading makes of the names of a model."""

    def named(self, name: str, frame: Frame) -> Value:
        """The value of an input or a derived value."""

    def called(self, name: str, arguments: Values, frame: Frame) -> Value:
        """The value of a function's result."""


Reader: TypeAlias = "Callable[[Frame], Value]"


class ValueReaders:
    """Functions that read expressions for one evaluator."""

    def __init__(self, names: ValueNames) -> None:
        self._names = names
        self._values: dict[Expression, Reader] = {}

    def value(self, expression: Expression) -> Reader:
        """Reads the expression's value."""
        reader = self._values.get(expression)
        if reader is None:
            reader = self._values[expression] = self._value(expression)
        return reader

    def _value(self, expression: Expression) -> Reader:
        names = self._names
        match expression:
            case Const(_, value):
                return lambda _: value
            case Local(name, _):
                return lambda here: here.locals[name]
            case Global(name, _):
                return lambda here: names.named(name, here)
            case Field():
                return self._field(expression)
            case Slice(operand, low, type_):
                return _sliced(self.value(operand), low, size_of(type_))
            case Join(pieces, _):
                parts = [(self.value(piece), size_of(piece.type)) for piece in pieces]
                return lambda here: joined([(part(here), size) for part, size in parts])
            case Make(_, variant, fields):
                return _made(variant, [self.value(field) for field in fields])
            case Call():
                return self._call(expression)
            case Convert():
                return self._converted(expression)
            case Not(operand, _):
                inner = self.value(operand)
                return lambda here: 0 if inner(here) else 1
            case And(operands, _):
                return _first([self.value(operand) for operand in operands], 0)
            case Or(operands, _):
                return _first([self.value(operand) for operand in operands], 1)
            case IsVariant(operand, variant, _):
                whole = self.value(operand)
                return lambda here: 1 if _shape(whole(here))[0] == variant else 0
            case Implies(left, right, _) | Equal(left, right, _):
                return _related(expression, self.value(left), self.value(right))
            case AtLeast(left, right, _) | Strongest(left, right, _):
                return _related(expression, self.value(left), self.value(right))
            case Under():
                return self._under(expression)
            case _:
                assert_never(expression)

    def _call(self, call: Call) -> Reader:
        names, function = self._names, call.function
        given = [self.value(argument) for argument in call.arguments]
        return lambda here: names.called(
            function, tuple([argument(here) for argument in given]), here
        )

    def _field(self, field: Field) -> Reader:
        whole, bare = self.value(field.operand), plain(field.operand.type)
        if isinstance(bare, Record):
            place = _place(bare.fields, field.name)
            return lambda here: _shape(whole(here))[place]
        assert isinstance(bare, Sum) and field.variants, "only records and sums have fields"
        places = {tag: _place(bare.variants[tag].fields, field.name) for tag in field.variants}

        def read(here: Frame) -> Value:
            tag, values = _shape(whole(here))
            assert tag in places, f"elaborate() promises that {field.name} is a field here"
            return _shape(values)[places[_word(tag)]]

        return read

    def _converted(self, convert: Convert) -> Reader:
        operand, table, encoding = (
            self.value(convert.operand),
            dict(convert.table),
            convert.encoding,
        )

        def read(here: Frame) -> Value:
            code = _word(operand(here))
            assert code in table, f"elaborate() promises that {encoding} knows {code}"
            return table[code]

        return read

    def _under(self, under: Under) -> Reader:
        inner, cpu = self.value(under.operand), under.cpu
        changes = [(name, self.value(value)) for name, value in under.changes]

        def read(here: Frame) -> Value:
            inputs = {**here.inputs, **{name: value(here) for name, value in changes}}
            return inner(here._replace(inputs=inputs, cpu=cpu, derived={}))

        return read


def _related(
    expression: Implies | Equal | AtLeast | Strongest, one: Reader, other: Reader
) -> Reader:
    """Reads what relates two operands, from what reads these."""
    match expression:
        case Implies():
            return lambda here: 1 if not one(here) or other(here) else 0
        case Equal():
            return lambda here: 1 if one(here) == other(here) else 0
        case AtLeast(left, _, _):
            type_ = left.type
            return lambda here: int(at_least(type_, one(here), other(here)))
        case Strongest():
            return lambda here: min(_word(one(here)), _word(other(here)))
        case _:
            assert_never(expression)


def _first(operands: Sequence[Reader], decides: int) -> Reader:
    """And, Or: the first operand that decides."""

    def read(here: Frame) -> Value:
        for operand in operands:
            if operand(here) == decides:
                return decides
        return 1 - decides

    return read


def _made(variant: int | None, fields: Sequence[Reader]) -> Reader:
    if variant is None:
        return lambda here: tuple([field(here) for field in fields])
    return lambda here: (variant, tuple([field(here) for field in fields]))


def _sliced(operand: Reader, low: int, size: int) -> Reader:
    mask = (1 << size) - 1
    return lambda here: _word(operand(here)) >> low & mask


def _place(members: tuple[Member, ...], name: str) -> int:
    return [member.name for member in members].index(name)


def _word(value: Value) -> int:
    assert isinstance(value, int)
    return value


def _shape(value: Value) -> Values:
    assert isinstance(value, tuple)
    return value
