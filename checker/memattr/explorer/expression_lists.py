"""Types and expressions as small lists that JSON can hold and the page can read."""

from __future__ import annotations

from typing import assert_never

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
from memattr.model.types import Bits, Enum, Member, Record, Refined, Sum, Type, plain
from memattr.place import Unusable

Json = object
# A page reckons with whole numbers of at most this many bits.
MOST_BITS = 53


class Trees:
    """Lists for the nodes of one model; types are numbered as they are met."""

    def __init__(self) -> None:
        self.types: list[Json] = []
        self._numbers: dict[Type, int] = {}
        self._met: dict[int, tuple[Type, int]] = {}

    def type(self, type_: Type) -> int:
        """The number of the type."""
        met = self._met.get(id(type_))
        if met is not None:
            return met[1]
        number = self._numbers.get(type_)
        if number is None:
            entry = self._type(type_)
            number = self._numbers[type_] = len(self.types)
            self.types.append(entry)
        self._met[id(type_)] = (type_, number)
        return number

    def _type(self, type_: Type) -> Json:
        match type_:
            case Bits(size, name):
                if size > MOST_BITS:
                    raise Unusable(f"{size} bits are more than the {MOST_BITS} of a page")
                return ["bits", name or "", size]
            case Enum(name, values, ordered):
                return ["enum", name, list(values), int(ordered)]
            case Record(name, fields):
                return ["record", name, self._members(fields)]
            case Sum(name, variants, ordered):
                shapes = [[v.name, self._members(v.fields)] for v in variants]
                return ["sum", name, shapes, int(ordered)]
            case Refined(name, base, condition):
                return ["refined", name, self.type(base), self.tree(condition)]
            case _:
                assert_never(type_)

    def _members(self, fields: tuple[Member, ...]) -> list[Json]:
        return [[member.name, self.type(member.type)] for member in fields]

    def tree(self, expression: Expression) -> Json:
        """The expression: its kind, then what it is made of."""
        tree = self.tree
        match expression:
            case Const(_, value):
                return ["const", value]
            case Local(name, _):
                return ["local", name]
            case Global(name, _):
                return ["global", name]
            case Field(operand, name):
                return self._field(operand, name)
            case Slice(operand, low, type_):
                return ["slice", tree(operand), low, _size(type_)]
            case Join(parts, _):
                return ["join", [[tree(part), _size(part.type)] for part in parts]]
            case Make(_, variant, fields):
                return ["make", variant, self._all(fields)]
            case Call(function, arguments, _):
                return ["call", function, self._all(arguments)]
            case Convert(_, table, operand):
                return ["convert", [list(pair) for pair in table], tree(operand)]
            case Not() | And() | Or() | Implies():
                return self._connective(expression)
            case Equal(left, right):
                return ["equal", tree(left), tree(right)]
            case IsVariant(operand, variant):
                return ["shape", tree(operand), variant]
            case AtLeast(left, right):
                return ["least", tree(left), tree(right), self.type(left.type)]
            case Strongest(left, right):
                return ["min", tree(left), tree(right)]
            case Under(operand, changes, cpu):
                new = [[name, tree(value)] for name, value in changes]
                return ["under", tree(operand), new, cpu]
            case _:
                assert_never(expression)

    def _connective(self, expression: Not | And | Or | Implies) -> Json:
        match expression:
            case Not(operand):
                return ["not", self.tree(operand)]
            case And(operands):
                return ["and", self._all(operands)]
            case Or(operands):
                return ["or", self._all(operands)]
            case Implies(left, right):
                return ["or", [["not", self.tree(left)], self.tree(right)]]
            case _:
                assert_never(expression)

    def _all(self, expressions: tuple[Expression, ...]) -> list[Json]:
        return [self.tree(expression) for expression in expressions]

    def _field(self, operand: Expression, name: str) -> Json:
        bare = plain(operand.type)
        if isinstance(bare, Record):
            return ["field", self.tree(operand), _position(bare.fields, name)]
        assert isinstance(bare, Sum)
        places = [_position(variant.fields, name) for variant in bare.variants]
        return ["part", self.tree(operand), places]


def _position(fields: tuple[Member, ...], name: str) -> int:
    """The place of the field; -1 if there is none."""
    return next((i for i, member in enumerate(fields) if member.name == name), -1)


def _size(type_: Type) -> int:
    bare = plain(type_)
    assert isinstance(bare, Bits)
    return bare.width
