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
from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, plain
from memattr.readings.bdd import Bdd, Node
from memattr.readings.compile_expressions import Readers
from memattr.readings.dependencies import is_ordered

Word = tuple[Node, ...]


class WordOperations:
    """Operations on words of one table of nodes."""

    def __init__(self, bdd: Bdd) -> None:
        self.bdd = bdd
        self._codes: dict[tuple[int, int], Word] = {}
        self._is_code: dict[tuple[Word, int], Node] = {}

    def code(self, size: int, code: int) -> Word:
        """The constant word."""
        known = self._codes.get((size, code))
        if known is None:
            known = self._codes[size, code] = tuple([code >> bit & 1 for bit in range(size)])
        return known

    def is_code(self, word: Word, code: int) -> Node:
        """Where the word is this constant."""
        known = self._is_code.get((word, code))
        if known is None:
            bits = (n if code >> bit & 1 else self.bdd.neg(n) for bit, n in enumerate(word))
            known = self._is_code[word, code] = self.bdd.all_of(bits)
        return known

    def equal(self, left: Word, right: Word) -> Node:
        """Where the words agree."""
        bdd, result = self.bdd, 1
        for a, b in zip(left, right, strict=True):
            if a != b:
                result = bdd.conj(result, bdd.same(a, b))
            if result == 0:
                break
        return result

    def mux(self, test: Node, then: Word, otherwise: Word) -> Word:
        """One word where the test holds, the other elsewhere."""
        if test <= 1:
            return then if test else otherwise
        ite = self.bdd.ite
        return tuple([ite(test, a, b) for a, b in zip(then, otherwise, strict=True)])

    def at_most(self, left: Word, right: Word) -> Node:
        """Where left is no more than right, both unsigned."""
        bdd, result = self.bdd, 1
        for a, b in zip(left, right, strict=True):
            result = bdd.ite(bdd.xor(a, b), b, result)
        return result

    def least(self, left: Word, right: Word) -> Word:
        """The smaller of the two, both unsigned."""
        return self.mux(self.at_most(left, right), left, right)

    def looked_up(self, table: tuple[tuple[int, int], ...], word: Word, size: int) -> Word:
        """The word through a table; zero outside it."""
        rows = [(self.is_code(word, source), target) for source, target in table]
        bdd = self.bdd
        return tuple(
            bdd.any_of(r for r, target in rows if target >> bit & 1) for bit in range(size)
        )

    def tag(self, whole: Word, type_: Type) -> Word:
        """The bits that tell the shapes of a sum apart."""
        return whole[: tag_width(type_)]

    def shape(self, type_: Type, variant: int | None) -> Word:
        """The bits that come before the fields: none in a record."""
        if variant is None:
            return ()
        return self.code(tag_width(type_), variant)

    def at_least(self, type_: Type, left: Word, right: Word) -> Node:
        """Where left is at least as strong as right."""
        bare = plain(type_)
        match bare:
            case Bits() | Enum():
                return self.at_most(left, right)
            case Record(_, fields):
                return self._fields_at_least(fields, left, right)
            case Sum(_, variants, _):
                bdd = self.bdd
                a, b = self.tag(left, bare), self.tag(right, bare)
                result = bdd.minus(self.at_most(a, b), self.equal(a, b))
                for index, variant in enumerate(variants):
                    both = bdd.conj(self.is_code(a, index), self.is_code(b, index))
                    fields = variant.fields
                    stronger = self._fields_at_least(fields, left[len(a) :], right[len(a) :])
                    result = bdd.disj(result, bdd.conj(both, stronger))
                return result
            case _:
                assert_never(bare)

    def _fields_at_least(self, fields: tuple[Member, ...], left: Word, right: Word) -> Node:
        result, low = 1, 0
        for member in fields:
            high = low + width(member.type)
            if is_ordered(member.type):
                stronger = self.at_least(member.type, left[low:high], right[low:high])
                result = self.bdd.conj(result, stronger)
            low = high
        return result


class Environment(NamedTuple):
    """The words that inputs and locals stand for; constants there keep diagrams small."""

    inputs: Mapping[str, Word]
    locals: Mapping[str, Word] = {}
    cpu: str | None = None


class DiagramNames(Protocol):
    """What a reading makes of the names of a model."""

    def named(self, name: str, environment: Environment) -> Word:
        """The word of an input or a derived value."""

    def called(self, name: str, arguments: tuple[Word, ...], environment: Environment) -> Word:
        """The word of a function's result."""


Reader: TypeAlias = "Callable[[DiagramNames, Environment], Word]"
TruthReader: TypeAlias = "Callable[[DiagramNames, Environment], Node]"


class WordReaders(Readers[Reader, TruthReader]):
    """Functions that read expressions, for all readings over one table of nodes."""

    def __init__(self, words: WordOperations) -> None:
        super().__init__()
        self._words, self._bdd = words, words.bdd

    def _value(self, expression: Expression) -> Reader:
        words = self._words
        match expression:
            case Const(type_, value):
                word = words.code(width(type_), to_bits(type_, value))
                return lambda _, __: word
            case Local(name, _):
                return lambda _, here: here.locals[name]
            case Global(name, _):
                return lambda names, here: names.named(name, here)
            case Field():
                return self._field(expression)
            case Slice(operand, low, type_):
                whole, high = self.value(operand), low + width(type_)
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
            case Convert(_, table, operand, type_, _):
                source, size = self.value(operand), width(type_)
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
                one, other, type_ = self.value(left), self.value(right), left.type
                return lambda names, here: words.at_least(
                    type_, one(names, here), other(names, here)
                )
            case _:
                value = self.value(expression)
                return lambda names, here: value(names, here)[0]

    def _conjunction(self, operands: list[TruthReader]) -> TruthReader:
        conj = self._bdd.conj

        def read(names: DiagramNames, here: Environment) -> Node:
            result = 1
            for operand in operands:
                if result == 0:
                    break
                result = conj(result, operand(names, here))
            return result

        return read

    def _disjunction(self, operands: list[TruthReader]) -> TruthReader:
        disj = self._bdd.disj

        def read(names: DiagramNames, here: Environment) -> Node:
            result = 0
            for operand in operands:
                if result == 1:
                    break
                result = disj(result, operand(names, here))
            return result

        return read

    def _field(self, field: Field) -> Reader:
        words, whole, type_ = self._words, self.value(field.operand), field.operand.type
        name, size, variants = field.name, width(field.type), field.variants or ()
        if len(variants) < 2:
            start = field_offset(type_, variants[0] if variants else None, name)
            return lambda names, here: whole(names, here)[start : start + size]
        *others, (_, start) = [(v, field_offset(type_, v, name)) for v in variants]
        tag_size = tag_width(type_)

        def read(names: DiagramNames, here: Environment) -> Word:
            word = whole(names, here)
            tag, result = word[:tag_size], word[start : start + size]
            for variant, low in reversed(others):
                result = words.mux(words.is_code(tag, variant), word[low : low + size], result)
            return result

        return read

    def _make(self, make: Make) -> Reader:
        size, start = width(make.type), self._words.shape(make.type, make.variant)
        fields = [self.value(field) for field in make.fields]

        def read(names: DiagramNames, here: Environment) -> Word:
            result = start
            for field in fields:
                result += field(names, here)
            return result + (0,) * (size - len(result))

        return read

    def _under(self, under: Under) -> Reader:
        inner, cpu = self.value(under.operand), under.cpu
        changes = [(name, self.value(value)) for name, value in under.changes]

        def read(names: DiagramNames, here: Environment) -> Word:
            new = {name: value(names, here) for name, value in changes}
            return inner(names, Environment({**here.inputs, **new}, here.locals, cpu))

        return read
