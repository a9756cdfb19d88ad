"""Expressions taken apart once, into functions from an environment to words and to diagrams."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from memattr.model.layout import field_offset, tag_width, to_bits, width
from memattr.readings.bdd import Node
from memattr.readings.compile_expressions import Readers
from memattr.readings.diagram_words import Word, Words


class Environment(NamedTuple):
    """The words that inputs and locals stand for; constants there keep diagrams small."""

    inputs: Mapping[str, Word]
    locals: Mapping[str, Word] = {}
    cpu: str | None = None


class Names(Protocol):
    """What a reading makes of the names of a model."""

    def named(self, name: str, environment: Environment) -> Word:
        """The word of an input or a derived value."""

    def called(self, name: str, arguments: tuple[Word, ...], environment: Environment) -> Word:
        """The word of a function's result."""


Reader: TypeAlias = "Callable[[Names, Environment], Word]"
TruthReader: TypeAlias = "Callable[[Names, Environment], Node]"


class WordReaders(Readers[Reader, TruthReader]):
    """Functions that read expressions, for all readings over one table of nodes."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words, self._bdd = words, words.bdd

    def _value(self, expression: Expression) -> Reader:
        words = self._words
        match expression:
            case Const(kind, value):
                word = words.code(width(kind), to_bits(kind, value))
                return lambda _, __: word
            case Local(name, _):
                return lambda _, here: here.locals[name]
            case Global(name, _):
                return lambda names, here: names.named(name, here)
            case Field():
                return self._field(expression)
            case Slice(operand, low, kind):
                whole, high = self.value(operand), low + width(kind)
                return lambda names, here: whole(names, here)[low:high]
            case Join(pieces, _):
                upwards = [self.value(piece) for piece in reversed(pieces)]
                return lambda names, here: sum((part(names, here) for part in upwards), ())
            case Make():
                return self._make(expression)
            case Call(function, arguments, _):
                given = [self.value(argument) for argument in arguments]
                return lambda names, here: names.called(
                    function, tuple([argument(names, here) for argument in given]), here
                )
            case Convert(_, table, operand, kind, _):
                source, size = self.value(operand), width(kind)
                return lambda names, here: words.looked_up(table, source(names, here), size)
            case Strongest(left, right, _):
                one, other = self.value(left), self.value(right)
                return lambda names, here: words.least(one(names, here), other(names, here))
            case Under():
                return self._under(expression)
            case Not() | And() | Or() | Implies() | Equal() | IsVariant() | AtLeast():
                truth = self.truth(expression)
                return lambda names, here: (truth(names, here),)
            case _:
                assert_never(expression)

    def _truth(self, expression: Expression) -> TruthReader:
        words, bdd = self._words, self._bdd
        match expression:
            case Not(operand, _):
                inner = self.truth(operand)
                return lambda names, here: bdd.neg(inner(names, here))
            case And(operands, _):
                return self._conjunction([self.truth(operand) for operand in operands])
            case Or(operands, _):
                return self._disjunction([self.truth(operand) for operand in operands])
            case Implies(left, right, _):
                premise, conclusion = self.truth(left), self.truth(right)
                return lambda names, here: bdd.implies(
                    premise(names, here), conclusion(names, here)
                )
            case Equal(left, right, _):
                one, other = self.value(left), self.value(right)
                return lambda names, here: words.equal(one(names, here), other(names, here))
            case IsVariant(operand, variant, _):
                whole, size = self.value(operand), tag_width(operand.type)
                return lambda names, here: words.is_code(whole(names, here)[:size], variant)
            case AtLeast(left, right, _):
                one, other, kind = self.value(left), self.value(right), left.type
                return lambda names, here: words.at_least(
                    kind, one(names, here), other(names, here)
                )
            case _:
                value = self.value(expression)
                return lambda names, here: value(names, here)[0]

    def _conjunction(self, operands: list[TruthReader]) -> TruthReader:
        conj = self._bdd.conj

        def read(names: Names, here: Environment) -> Node:
            result = 1
            for operand in operands:
                if result == 0:
                    break
                result = conj(result, operand(names, here))
            return result

        return read

    def _disjunction(self, operands: list[TruthReader]) -> TruthReader:
        disj = self._bdd.disj

        def read(names: Names, here: Environment) -> Node:
            result = 0
            for operand in operands:
                if result == 1:
                    break
                result = disj(result, operand(names, here))
            return result

        return read

    def _field(self, field: Field) -> Reader:
        words, whole, kind = self._words, self.value(field.operand), field.operand.type
        name, size, variants = field.name, width(field.type), field.variants or ()
        if len(variants) < 2:
            start = field_offset(kind, variants[0] if variants else None, name)
            return lambda names, here: whole(names, here)[start : start + size]
        *others, (_, start) = [(v, field_offset(kind, v, name)) for v in variants]
        tag_size = tag_width(kind)

        def read(names: Names, here: Environment) -> Word:
            word = whole(names, here)
            tag, result = word[:tag_size], word[start : start + size]
            for variant, low in reversed(others):
                result = words.mux(words.is_code(tag, variant), word[low : low + size], result)
            return result

        return read

    def _make(self, make: Make) -> Reader:
        size, start = width(make.type), self._words.shape(make.type, make.variant)
        fields = [self.value(field) for field in make.fields]

        def read(names: Names, here: Environment) -> Word:
            result = start
            for field in fields:
                result += field(names, here)
            return result + (0,) * (size - len(result))

        return read

    def _under(self, under: Under) -> Reader:
        inner, cpu = self.value(under.operand), under.cpu
        changes = [(name, self.value(value)) for name, value in under.changes]

        def read(names: Names, here: Environment) -> Word:
            new = {name: value(names, here) for name, value in changes}
            return inner(names, Environment({**here.inputs, **new}, here.locals, cpu))

        return read
