"""Symbolic values: words of diagrams, bit 0 first, in the layout of their type."""

from __future__ import annotations

from typing import assert_never

from memattr.model.layout import tag_width, width
from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, plain
from memattr.readings.bdd import Bdd, Node
from memattr.readings.dependencies import is_ordered

Word = tuple[Node, ...]


class Words:
    """Operations on words of one table of nodes."""

    def __init__(self, bdd: Bdd) -> None:
        self.bdd = bdd
        self._codes: dict[tuple[int, int], Word] = {}
        self._is_code: dict[tuple[Word, int], Node] = {}

    def code(self, size: int, code: int) -> Word:
        """The constant word."""
        found = self._codes.get((size, code))
        if found is None:
            found = self._codes[size, code] = tuple([code >> bit & 1 for bit in range(size)])
        return found

    def is_code(self, word: Word, code: int) -> Node:
        """Where the word is this constant."""
        found = self._is_code.get((word, code))
        if found is None:
            bits = (n if code >> bit & 1 else self.bdd.neg(n) for bit, n in enumerate(word))
            found = self._is_code[word, code] = self.bdd.all_of(bits)
        return found

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

    def tag(self, whole: Word, kind: Type) -> Word:
        """The bits that tell the shapes of a sum apart."""
        return whole[: tag_width(kind)]

    def shape(self, kind: Type, variant: int | None) -> Word:
        """The bits that come before the fields: none in a record."""
        if variant is None:
            return ()
        return self.code(tag_width(kind), variant)

    def at_least(self, kind: Type, left: Word, right: Word) -> Node:
        """Where left is at least as strong as right."""
        bare = plain(kind)
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
