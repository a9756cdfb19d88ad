"""Symbolic values: bit-vector terms of a solver, in the layout of their type.

Constants are folded as terms are made: what a claim fixes never reaches the solver. The solver's
own constructors are called, without the layers above them that check sorts and errors once more:
a term that is none is noticed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from functools import reduce
from typing import Any, NamedTuple, assert_never

import z3
from z3 import z3core

from memattr.model.layout import tag_width, width
from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, plain
from memattr.readings.dependencies import is_ordered

Ast = Any  # a pointer into the solver, which has no types


def _unchecked(function: Callable[..., Ast]) -> Callable[..., Ast]:
    """The function of the solver's library behind that of its Python layer."""
    (library,) = function.__defaults__ or ()
    own: Callable[..., Ast] = library.f
    return own


_mk_and, _mk_or, _mk_not = map(_unchecked, (z3core.Z3_mk_and, z3core.Z3_mk_or, z3core.Z3_mk_not))
_mk_eq, _mk_ite = map(_unchecked, (z3core.Z3_mk_eq, z3core.Z3_mk_ite))
_mk_extract, _mk_concat = map(_unchecked, (z3core.Z3_mk_extract, z3core.Z3_mk_concat))
_get_num_args = _unchecked(z3core.Z3_get_app_num_args)
_get_arg = _unchecked(z3core.Z3_get_app_arg)
_inc_ref = _unchecked(z3core.Z3_inc_ref)
_mk_bvule = _unchecked(z3core.Z3_mk_bvule)


class Term(NamedTuple):
    """A bit vector of some width; `constant` is its code where that is known. Equal terms have
    equal keys."""

    ast: Ast
    key: int
    bits: int
    constant: int | None = None


class Truth(NamedTuple):
    """Something true or false. Equal truths have equal keys."""

    ast: Ast
    key: int


Pairs = list[tuple[Term, Term]]


class Terms:
    """Operations on terms of one context, which keeps all of them."""

    def __init__(self, context: z3.Context) -> None:
        self.context = context
        self._reference = context.ref()
        self.true = self._truth(z3core.Z3_mk_true(self._reference))
        self.false = self._truth(z3core.Z3_mk_false(self._reference))
        self._codes: dict[tuple[int, int], Term] = {}
        self._truths: dict[int, Truth] = {}
        self._one, self._zero = self.code(1, 1), self.code(1, 0)

    def _term(self, ast: Ast, size: int, constant: int | None = None) -> Term:
        assert ast, "sorts fit"
        _inc_ref(self._reference, ast)
        return Term(ast, ast.value, size, constant)

    def _truth(self, ast: Ast) -> Truth:
        assert ast, "sorts fit"
        _inc_ref(self._reference, ast)
        return Truth(ast, ast.value)

    def expression(self, term: Term) -> z3.BitVecRef:
        """The term as the solver's own layer has it."""
        return z3.BitVecRef(term.ast, self.context)

    def formula(self, truth: Truth) -> z3.BoolRef:
        """The truth as the solver's own layer has it."""
        return z3.BoolRef(truth.ast, self.context)

    def unknown(self, name: str, size: int) -> Term:
        """The constant of this name, of which nothing is known."""
        return self._term(z3.BitVec(name, size, self.context).as_ast(), size)

    def fresh(self, size: int) -> Term:
        """A constant that nothing else mentions."""
        return self._term(z3.FreshConst(z3.BitVecSort(size, self.context)).as_ast(), size)

    def moved(self, truth: Truth, pairs: Pairs) -> Truth:
        """The truth with every unknown of the pairs replaced at once."""
        return self._truth(self._substituted(truth.ast, pairs)) if pairs else truth

    def simplified(self, truth: Truth) -> Truth:
        """The same truth, as simple as the solver makes it."""
        return self._truth(z3core.Z3_simplify(self._reference, truth.ast))

    def moved_term(self, term: Term, pairs: Pairs) -> Term:
        """The term with every unknown of the pairs replaced at once."""
        if term.constant is not None or not pairs:
            return term
        return self._term(self._substituted(term.ast, pairs), term.bits)

    def _substituted(self, ast: Ast, pairs: Pairs) -> Ast:
        array = z3.Ast * len(pairs)
        old, new = array(*(a.ast for a, _ in pairs)), array(*(b.ast for _, b in pairs))
        return z3core.Z3_substitute(self._reference, ast, len(pairs), old, new)

    def reads(self, terms: Iterable[Term], keys: Set[int]) -> bool:
        """True iff a term with one of the keys is part of one of the terms."""
        waiting, seen = [term.ast for term in terms], set[int]()
        while waiting:
            ast = waiting.pop()
            key = ast.value
            if key in keys:
                return True
            if key not in seen:
                seen.add(key)
                number = _get_num_args(self._reference, ast)
                waiting += [_get_arg(self._reference, ast, index) for index in range(number)]
        return False

    def code(self, size: int, code: int) -> Term:
        """The term of a known code."""
        term = self._codes.get((size, code))
        if term is None:
            ast = z3.BitVecVal(code, size, self.context).as_ast()
            term = self._codes[size, code] = self._term(ast, size, code)
        return term

    def known(self, truth: bool) -> Truth:
        """A known truth."""
        return self.true if truth else self.false

    def bit(self, truth: Truth) -> Term:
        """The one-bit term of a truth."""
        term = self.mux(truth, self._one, self._zero)
        if term.constant is None:
            self._truths[term.key] = truth
        return term

    def truth(self, term: Term) -> Truth:
        """The truth of a one-bit term."""
        if term.constant is not None:
            return self.known(term.constant == 1)
        return self._truths.get(term.key) or self.equal(term, self._one)

    def negation(self, truth: Truth) -> Truth:
        """Not the truth."""
        if truth is self.true or truth is self.false:
            return self.known(truth is self.false)
        return self._truth(_mk_not(self._reference, truth.ast))

    def all_of(self, truths: Iterable[Truth]) -> Truth:
        """The conjunction."""
        return self._joined(truths, self.true, self.false, _mk_and)

    def any_of(self, truths: Iterable[Truth]) -> Truth:
        """The disjunction."""
        return self._joined(truths, self.false, self.true, _mk_or)

    def _joined(
        self, truths: Iterable[Truth], unit: Truth, zero: Truth, join: Callable[..., Ast]
    ) -> Truth:
        parts = []
        for truth in truths:
            if truth is zero:
                return zero
            if truth is not unit:
                parts.append(truth)
        if len(parts) <= 1:
            return parts[0] if parts else unit
        array = (z3.Ast * len(parts))(*(truth.ast for truth in parts))
        return self._truth(join(self._reference, len(parts), array))

    def implies(self, premise: Truth, conclusion: Truth) -> Truth:
        """The premise implies the conclusion."""
        return self.any_of((self.negation(premise), conclusion))

    def equal(self, left: Term, right: Term) -> Truth:
        """Where the terms agree."""
        if left.constant is not None and right.constant is not None:
            return self.known(left.constant == right.constant)
        if left.key == right.key:
            return self.true
        return self._truth(_mk_eq(self._reference, left.ast, right.ast))

    def part(self, term: Term, low: int, size: int) -> Term:
        """Bits low .. low + size - 1."""
        if size == term.bits:
            return term
        if term.constant is not None:
            return self.code(size, term.constant >> low & (1 << size) - 1)
        high = low + size - 1
        return self._term(_mk_extract(self._reference, high, low, term.ast), size)

    def is_code(self, term: Term, code: int) -> Truth:
        """Where the term is this constant."""
        return self.equal(term, self.code(term.bits, code))

    def mux(self, test: Truth, then: Term, otherwise: Term) -> Term:
        """One term where the test holds, the other elsewhere."""
        if test is self.true or test is self.false:
            return then if test is self.true else otherwise
        if then.key == otherwise.key:
            return then
        ast = _mk_ite(self._reference, test.ast, then.ast, otherwise.ast)
        return self._term(ast, then.bits)

    def at_most(self, left: Term, right: Term) -> Truth:
        """Where left is no more than right, both unsigned."""
        if left.constant is not None and right.constant is not None:
            return self.known(left.constant <= right.constant)
        return self._truth(_mk_bvule(self._reference, left.ast, right.ast))

    def least(self, left: Term, right: Term) -> Term:
        """The smaller of the two, both unsigned."""
        return self.mux(self.at_most(left, right), left, right)

    def looked_up(self, table: tuple[tuple[int, int], ...], term: Term, size: int) -> Term:
        """The term through a table; zero outside it."""
        result = self.code(size, 0)
        for source, target in reversed(table):
            result = self.mux(self.is_code(term, source), self.code(size, target), result)
        return result

    def joined(self, parts: Sequence[Term], size: int) -> Term:
        """The parts from bit 0 upwards, then zeros up to `size` bits."""
        missing = size - sum(part.bits for part in parts)
        upwards = [*parts, self.code(missing, 0)] if missing else parts
        return reduce(lambda low, high: self._above(high, low), upwards)

    def _above(self, high: Term, low: Term) -> Term:
        size = high.bits + low.bits
        if high.constant is not None and low.constant is not None:
            return self.code(size, high.constant << low.bits | low.constant)
        return self._term(_mk_concat(self._reference, high.ast, low.ast), size)

    def tag(self, whole: Term, type_: Type) -> Term:
        """The bits that tell the shapes of a sum apart."""
        return self.part(whole, 0, tag_width(type_))

    def shape(self, type_: Type, variant: int | None) -> tuple[Term, ...]:
        """The part that comes before the fields: none in a record."""
        if variant is None:
            return ()
        return (self.code(tag_width(type_), variant),)

    def at_least(self, type_: Type, left: Term, right: Term) -> Truth:
        """Where left is at least as strong as right."""
        bare = plain(type_)
        match bare:
            case Bits() | Enum():
                return self.at_most(left, right)
            case Record(_, fields):
                return self._fields_at_least(fields, 0, left, right)
            case Sum(_, variants, _):
                a, b = self.tag(left, bare), self.tag(right, bare)
                ways = [self.negation(self.at_most(b, a))]
                for index, variant in enumerate(variants):
                    both = (self.is_code(a, index), self.is_code(b, index))
                    stronger = self._fields_at_least(variant.fields, a.bits, left, right)
                    ways.append(self.all_of((*both, stronger)))
                return self.any_of(ways)
            case _:
                assert_never(bare)

    def _fields_at_least(
        self, fields: tuple[Member, ...], low: int, left: Term, right: Term
    ) -> Truth:
        stronger = []
        for member in fields:
            size = width(member.type)
            if is_ordered(member.type):
                a, b = self.part(left, low, size), self.part(right, low, size)
                stronger.append(self.at_least(member.type, a, b))
            low += size
        return self.all_of(stronger)
