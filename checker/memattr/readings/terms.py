"""Symbolic values: bit-vector terms of a solver, in the layout of their type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import z3

from memattr.model.layout import code_width, field_offset, width
from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, plain
from memattr.readings.facts import is_ordered


class Terms:
    """Operations on bit-vector terms of one context; a truth is a one-bit term or a z3 bool."""

    def __init__(self, context: z3.Context) -> None:
        self.context = context
        self.true = z3.BoolVal(True, context)
        self.false = z3.BoolVal(False, context)
        self._one, self._zero = self.code(1, 1), self.code(1, 0)
        self._truths: dict[int, tuple[z3.BitVecRef, z3.BoolRef]] = {}

    def code(self, size: int, code: int) -> z3.BitVecRef:
        """The constant term."""
        return z3.BitVecVal(code, size, self.context)

    def bit(self, truth: z3.BoolRef) -> z3.BitVecRef:
        """The one-bit term of a truth."""
        term = z3.If(truth, self._one, self._zero)
        self._truths[term.get_id()] = (term, truth)
        return term

    def truth(self, term: z3.BitVecRef) -> z3.BoolRef:
        """The truth of a one-bit term."""
        known = self._truths.get(term.get_id())
        return term == self._one if known is None else known[1]

    def all_of(self, truths: Sequence[z3.BoolRef]) -> z3.BoolRef:
        """The conjunction."""
        return z3.And(*truths) if len(truths) > 1 else truths[0] if truths else self.true

    def any_of(self, truths: Sequence[z3.BoolRef]) -> z3.BoolRef:
        """The disjunction."""
        return z3.Or(*truths) if len(truths) > 1 else truths[0] if truths else self.false

    def part(self, term: z3.BitVecRef, low: int, size: int) -> z3.BitVecRef:
        """Bits low .. low + size - 1."""
        return term if size == term.size() else z3.Extract(low + size - 1, low, term)

    def is_code(self, term: z3.BitVecRef, code: int) -> z3.BoolRef:
        """Where the term is this constant."""
        return term == self.code(term.size(), code)

    def mux(self, test: z3.BoolRef, then: z3.BitVecRef, otherwise: z3.BitVecRef) -> z3.BitVecRef:
        """One term where the test holds, the other elsewhere."""
        return z3.If(test, then, otherwise)

    def at_most(self, left: z3.BitVecRef, right: z3.BitVecRef) -> z3.BoolRef:
        """Where left is no more than right, both unsigned."""
        return z3.ULE(left, right)

    def looked_up(
        self, table: tuple[tuple[int, int], ...], term: z3.BitVecRef, size: int
    ) -> z3.BitVecRef:
        """The term through a table; zero outside it."""
        result = self.code(size, 0)
        for source, target in reversed(table):
            result = self.mux(self.is_code(term, source), self.code(size, target), result)
        return result

    def joined(self, parts: Sequence[z3.BitVecRef], size: int) -> z3.BitVecRef:
        """The parts from bit 0 upwards, then zeros up to `size` bits."""
        missing = size - sum(part.size() for part in parts)
        padding = [self.code(missing, 0)] if missing else []
        upwards = [*parts, *padding]
        return z3.Concat(*reversed(upwards)) if len(upwards) > 1 else upwards[0]

    def field(
        self, whole: z3.BitVecRef, kind: Type, variant: int | None, name: str, size: int
    ) -> z3.BitVecRef:
        """The field's bits, whatever the shape of the whole."""
        return self.part(whole, field_offset(kind, variant, name), size)

    def tag(self, whole: z3.BitVecRef, kind: Type) -> z3.BitVecRef:
        """The bits that tell the shapes of a sum apart."""
        bare = plain(kind)
        assert isinstance(bare, Sum)
        return self.part(whole, 0, code_width(len(bare.variants)))

    def at_least(self, kind: Type, left: z3.BitVecRef, right: z3.BitVecRef) -> z3.BoolRef:
        """Where left is at least as strong as right."""
        bare = plain(kind)
        match bare:
            case Bits() | Enum():
                return self.at_most(left, right)
            case Record(_, fields):
                return self._fields_at_least(fields, 0, left, right)
            case Sum(_, variants, _):
                a, b = self.tag(left, bare), self.tag(right, bare)
                ways = [z3.ULT(a, b)]
                for index, variant in enumerate(variants):
                    both = (self.is_code(a, index), self.is_code(b, index))
                    stronger = self._fields_at_least(variant.fields, a.size(), left, right)
                    ways.append(z3.And(*both, stronger))
                return self.any_of(ways)
            case _:
                assert_never(bare)

    def _fields_at_least(
        self, fields: tuple[Member, ...], low: int, left: z3.BitVecRef, right: z3.BitVecRef
    ) -> z3.BoolRef:
        stronger = []
        for member in fields:
            size = width(member.type)
            if is_ordered(member.type):
                a, b = self.part(left, low, size), self.part(right, low, size)
                stronger.append(self.at_least(member.type, a, b))
            low += size
        return self.all_of(stronger)
