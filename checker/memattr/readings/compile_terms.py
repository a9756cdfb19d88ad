"""Expressions taken apart once, into functions from an environment to terms and to truths."""

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
from memattr.readings.compile_expressions import Readers
from memattr.readings.terms import Term, Terms, Truth


class TermEnvironment(NamedTuple):
    """The terms that inputs and locals stand for; `made` receives the numbers of choices met."""

    inputs: Mapping[str, Term]
    locals: Mapping[str, Term]
    cpu: str | None
    made: set[int]


class TermNames(Protocol):
    """What a reading makes of the names of a model."""

    def named(self, name: str, environment: TermEnvironment) -> Term:
        """The term of an input or a derived value."""

    def called(self, name: str, arguments: tuple[Term, ...], environment: TermEnvironment) -> Term:
        """The term of a function's result."""


Reader: TypeAlias = "Callable[[TermEnvironment], Term]"
TruthReader: TypeAlias = "Callable[[TermEnvironment], Truth]"


class TermReaders(Readers[Reader, TruthReader]):
    """Functions that read expressions into terms of one context."""

    def __init__(self, terms: Terms, names: TermNames) -> None:
        super().__init__()
        self._terms, self._names = terms, names

    def _value(self, expression: Expression) -> Reader:
        terms, names = self._terms, self._names
        match expression:
            case Const(type_, value):
                term = terms.code(width(type_), to_bits(type_, value))
                return lambda _: term
            case Local(name, _):
                return lambda here: here.locals[name]
            case Global(name, _):
                return lambda here: names.named(name, here)
            case Field():
                return self._field(expression)
            case Slice(operand, low, type_):
                whole, size = self.value(operand), width(type_)
                return lambda here: terms.part(whole(here), low, size)
            case Join(pieces, type_):
                upwards, size = [self.value(piece) for piece in reversed(pieces)], width(type_)
                return lambda here: terms.joined([part(here) for part in upwards], size)
            case Make(type_, variant, fields):
                size, start = width(type_), terms.shape(type_, variant)
                readers = [self.value(field) for field in fields]
                return lambda here: terms.joined([*start, *(r(here) for r in readers)], size)
            case Call(function, arguments, _):
                given = [self.value(argument) for argument in arguments]
                return lambda here: names.called(
                    function, tuple([argument(here) for argument in given]), here
                )
            case Convert(_, table, operand, type_, _):
                source, size = self.value(operand), width(type_)
                return lambda here: terms.looked_up(table, source(here), size)
            case Strongest(left, right, _):
                one, other = self.value(left), self.value(right)
                return lambda here: terms.least(one(here), other(here))
            case Under():
                return self._under(expression)
            case Not() | And() | Or() | Implies() | Equal() | IsVariant() | AtLeast():
                truth = self.truth(expression)
                return lambda here: terms.bit(truth(here))
            case _:
                assert_never(expression)

    def _truth(self, expression: Expression) -> TruthReader:
        terms = self._terms
        match expression:
            case Not(operand, _):
                inner = self.truth(operand)
                return lambda here: terms.negation(inner(here))
            case And(operands, _):
                all_ = [self.truth(operand) for operand in operands]
                return lambda here: terms.all_of(operand(here) for operand in all_)
            case Or(operands, _):
                any_ = [self.truth(operand) for operand in operands]
                return lambda here: terms.any_of(operand(here) for operand in any_)
            case Implies(left, right, _):
                premise, conclusion = self.truth(left), self.truth(right)
                return lambda here: terms.implies(premise(here), conclusion(here))
            case Equal(left, right, _):
                one, other = self.value(left), self.value(right)
                return lambda here: terms.equal(one(here), other(here))
            case IsVariant(operand, variant, _):
                whole, size = self.value(operand), tag_width(operand.type)
                return lambda here: terms.is_code(terms.part(whole(here), 0, size), variant)
            case AtLeast(left, right, _):
                one, other, type_ = self.value(left), self.value(right), left.type
                return lambda here: terms.at_least(type_, one(here), other(here))
            case _:
                value = self.value(expression)
                return lambda here: terms.truth(value(here))

    def _field(self, field: Field) -> Reader:
        terms, whole, type_ = self._terms, self.value(field.operand), field.operand.type
        name, size, variants = field.name, width(field.type), field.variants or ()
        if len(variants) < 2:
            start = field_offset(type_, variants[0] if variants else None, name)
            return lambda here: terms.part(whole(here), start, size)
        *others, (_, start) = [(v, field_offset(type_, v, name)) for v in variants]
        tag_size = tag_width(type_)

        def read(here: TermEnvironment) -> Term:
            term = whole(here)
            tag, result = terms.part(term, 0, tag_size), terms.part(term, start, size)
            for variant, low in reversed(others):
                there = terms.part(term, low, size)
                result = terms.mux(terms.is_code(tag, variant), there, result)
            return result

        return read

    def _under(self, under: Under) -> Reader:
        inner, cpu = self.value(under.operand), under.cpu
        changes = [(name, self.value(value)) for name, value in under.changes]

        def read(here: TermEnvironment) -> Term:
            new = {name: value(here) for name, value in changes}
            return inner(TermEnvironment({**here.inputs, **new}, here.locals, cpu, here.made))

        return read
