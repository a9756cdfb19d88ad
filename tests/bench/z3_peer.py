"""A peer for the benchmark: all claims decided by a script in Z3's ordinary Python interface.

It is what an engineer would write in an afternoon: every value is a bit vector, functions are
expanded where they are called, the model is encoded once, and one incremental solver decides one
claim after the other between `push` and `pop`. It asks one question of each claim: can its body be
false (true, for a cover) in an admitted situation, for some choices? It counts nothing, explains
nothing, and looks at no premise, and where a verdict depends on the other player's choices it only
says that an answer is possible.

    python tests/bench/z3_peer.py [FILE...]     all shipped claims, or those of files
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, assert_never

import z3

from memattr.engines.assumptions import admission
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
from memattr.model.model import Case, Claim, Function, Model
from memattr.model.types import Bits, Enum, Record, Refined, Sum, Type, plain
from memattr.session import open_session

# The solver's package has no types.
Term: TypeAlias = Any
Truth: TypeAlias = Any


@dataclass
class Place:
    """Where an expression is read: what inputs and local names are, derived values as they become
    known, and the cpu whose choices are taken."""

    inputs: Mapping[str, Term]
    names: Mapping[str, Term]
    cpu: str | None = None
    derived: dict[str, Term] = field(default_factory=dict)


class Encoding:
    """One model. `rules` are what choices and their arguments obey."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.rules: list[Truth] = []
        self._calls: dict[tuple[object, ...], tuple[Sequence[Term], Term]] = {}
        self.inputs = {name: self.variable(name, i.type) for name, i in model.inputs.items()}
        self._free = Place(self.inputs, {})

    def variable(self, name: str, kind: Type) -> Term:
        return z3.BitVec(name, width(kind))

    def is_value(self, kind: Type, term: Term) -> Truth:
        """The term is the code of a value of the type."""
        if isinstance(kind, Refined):
            inside = Place({}, {"it": term})
            return z3.And(self.is_value(kind.base, term), self.truth(kind.condition, inside))
        match kind:
            case Bits():
                return z3.BoolVal(True)
            case Enum():
                return z3.ULE(term, len(kind.values) - 1)
            case Record():
                return z3.And([self._is_part(kind, None, m.name, m.type, term)
                               for m in kind.fields])  # fmt: skip
            case Sum():
                size = tag_width(kind)
                tag, shapes = z3.Extract(size - 1, 0, term), []
                for index, variant in enumerate(kind.variants):
                    parts = [self._is_part(kind, index, m.name, m.type, term)
                             for m in variant.fields]  # fmt: skip
                    used = size + sum(width(m.type) for m in variant.fields)
                    if used < term.size():
                        parts.append(z3.Extract(term.size() - 1, used, term) == 0)
                    shapes.append(z3.And(tag == index, *parts))
                return z3.Or(shapes)
            case _:
                assert_never(kind)

    def _is_part(self, kind: Type, variant: int | None, name: str, part: Type, term: Term) -> Truth:
        return self.is_value(part, _part(kind, variant, name, part, term))

    def truth(self, expression: Expression, place: Place) -> Truth:
        return self.term(expression, place) == 1

    def term(self, expression: Expression, place: Place) -> Term:
        match expression:
            case Const(kind, value):
                return z3.BitVecVal(to_bits(kind, value), width(kind))
            case Local(name, _):
                return place.names[name]
            case Global(name, _):
                return self._named(name, place)
            case Field(operand):
                return self._field(expression, self.term(operand, place))
            case Slice(operand, low, kind):
                return z3.Extract(low + width(kind) - 1, low, self.term(operand, place))
            case Join(parts, _):
                return _joined([self.term(part, place) for part in parts])
            case Make(_, _, fields):
                return self._made(expression, [self.term(f, place) for f in fields])
            case Call(name, arguments, _):
                values = [self.term(argument, place) for argument in arguments]
                return self._call(self.model.functions[name], values, place.cpu)
            case Convert(_, table, operand, kind, _):
                code, result = self.term(operand, place), z3.BitVecVal(0, width(kind))
                for before, after in table:
                    result = z3.If(code == before, z3.BitVecVal(after, width(kind)), result)
                return result
            case Under(operand, changes, cpu, _):
                new = {name: self.term(value, place) for name, value in changes}
                return self.term(operand, Place({**place.inputs, **new}, place.names, cpu))
            case Strongest(left, right, _):
                a, b = self.term(left, place), self.term(right, place)
                return z3.If(z3.ULE(a, b), a, b)
            case _:
                return z3.If(self._logic(expression, place), z3.BitVecVal(1, 1), z3.BitVecVal(0, 1))

    def _logic(
        self,
        expression: Not | And | Or | Implies | Equal | IsVariant | AtLeast,
        place: Place,
    ) -> Truth:
        match expression:
            case Not(operand, _):
                return z3.Not(self.truth(operand, place))
            case And(operands, _):
                return z3.And([self.truth(operand, place) for operand in operands])
            case Or(operands, _):
                return z3.Or([self.truth(operand, place) for operand in operands])
            case Implies(left, right, _):
                return z3.Implies(self.truth(left, place), self.truth(right, place))
            case Equal(left, right, _):
                return self.term(left, place) == self.term(right, place)
            case IsVariant(operand, variant, _):
                size = tag_width(operand.type)
                return z3.Extract(size - 1, 0, self.term(operand, place)) == variant
            case AtLeast(left, right, _):
                a, b = self.term(left, place), self.term(right, place)
                return self._at_least(left.type, a, b)
            case _:
                assert_never(expression)

    def _named(self, name: str, place: Place) -> Term:
        if name in place.inputs:
            return place.inputs[name]
        shared = self._free if place.inputs is self.inputs and place.cpu is None else place
        if name not in shared.derived:
            inside = Place(place.inputs, {}, place.cpu, shared.derived)
            shared.derived[name] = self.term(self.model.derived[name].expression, inside)
        return shared.derived[name]

    def _field(self, expression: Field, operand: Term) -> Term:
        kind, name = expression.operand.type, expression.name
        if expression.variants is None:
            return _part(kind, None, name, expression.type, operand)
        tag = z3.Extract(tag_width(kind) - 1, 0, operand)
        *others, last = expression.variants
        result = _part(kind, last, name, expression.type, operand)
        for variant in others:
            part = _part(kind, variant, name, expression.type, operand)
            result = z3.If(tag == variant, part, result)
        return result

    def _made(self, expression: Make, fields: Sequence[Term]) -> Term:
        pieces = list(fields)
        if expression.variant is not None:
            pieces.insert(0, z3.BitVecVal(expression.variant, tag_width(expression.type)))
        missing = width(expression.type) - sum(piece.size() for piece in pieces)
        if missing:
            pieces.append(z3.BitVecVal(0, missing))
        return _joined(pieces[::-1])

    def _at_least(self, kind: Type, a: Term, b: Term) -> Truth:
        bare = plain(kind)
        match bare:
            case Enum():
                return z3.ULE(a, b) if bare.ordered else z3.BoolVal(True)
            case Record():
                return z3.And([self._part_at_least(kind, None, m.name, m.type, a, b)
                               for m in bare.fields])  # fmt: skip
            case Sum():
                size = tag_width(kind)
                one, two = z3.Extract(size - 1, 0, a), z3.Extract(size - 1, 0, b)
                alike = [
                    z3.Implies(
                        z3.And(one == index, two == index),
                        z3.And([self._part_at_least(kind, index, m.name, m.type, a, b)
                                for m in shape.fields]))
                    for index, shape in enumerate(bare.variants)
                ]  # fmt: skip
                shapes = z3.ULE(one, two) if bare.ordered else one == two
                return z3.And(shapes, *alike)
            case _:
                return z3.BoolVal(True)

    def _part_at_least(
        self, kind: Type, variant: int | None, name: str, part: Type, a: Term, b: Term
    ) -> Truth:
        left, right = (_part(kind, variant, name, part, term) for term in (a, b))
        return self._at_least(part, left, right)

    def _call(self, function: Function, values: Sequence[Term], cpu: str | None) -> Term:
        key = (function.name, cpu, *(value.get_id() for value in values))
        if key not in self._calls:
            names = (name for name, _ in function.parameters)
            inside = Place({}, dict(zip(names, values, strict=True)), cpu)
            *others, last = [(self.truth(case.guard, inside), case) for case in function.cases]
            result = self._body(function, last[1], values, last[0], inside)
            for guard, case in reversed(others):
                result = z3.If(guard, self._body(function, case, values, guard, inside), result)
            # The arguments are kept, since Z3 gives the numbers of dead terms to new ones.
            self._calls[key] = values, result
        return self._calls[key][1]

    def _body(
        self,
        function: Function,
        case: Case,
        values: Sequence[Term],
        guard: Truth,
        inside: Place,
    ) -> Term:
        choice = case.choice
        if choice is None:
            return self.term(case.body, inside)
        sorts = [value.sort() for value in values] + [z3.BitVecSort(width(choice.type))]
        name = choice.name if inside.cpu is None else f"{inside.cpu}.{choice.name}"
        chosen = z3.Function(name, *sorts)(*values)
        names = {**inside.names, choice.binder: chosen}
        there = Place({}, names, inside.cpu)
        asked = [self.is_value(choice.type, chosen)]
        if choice.condition is not None:
            asked.append(self.truth(choice.condition, there))
        # Arguments that no value has may come up where nobody calls.
        pairs = zip(function.parameters, values, strict=True)
        here = [guard, *(self.is_value(kind, value) for (_, kind), value in pairs)]
        self.rules.append(z3.Implies(z3.And(here), z3.And(asked)))
        return self.term(case.body, there)


def _part(kind: Type, variant: int | None, name: str, part: Type, term: Term) -> Term:
    low = field_offset(kind, variant, name)
    return z3.Extract(low + width(part) - 1, low, term)


def _joined(pieces: Sequence[Term]) -> Term:
    return pieces[0] if len(pieces) == 1 else z3.Concat(*pieces)


def possible(encoding: Encoding, solver: z3.Solver, claim: Claim) -> bool:
    """Whether some situation and choices are admitted and break the claim, or meet a cover."""
    names = {name: encoding.variable(name, kind) for name, kind in claim.variables}
    place = Place(encoding.inputs, names)
    conditions = [encoding.is_value(kind, names[name]) for name, kind in claim.variables]
    conditions += [encoding.truth(part, place) for part in admission(encoding.model, claim)]
    body = encoding.truth(claim.body, place)
    conditions.append(body if claim.expected == "cover" else z3.Not(body))
    solver.add(encoding.rules)
    encoding.rules.clear()
    solver.push()
    solver.add(conditions)
    result = solver.check()
    solver.pop()
    assert result != z3.unknown, claim.name
    return bool(result == z3.sat)


def main() -> None:
    """One line of JSON: the seconds of each phase, and for each claim whether it is possible."""
    start = time.perf_counter()
    session = open_session(tuple(map(Path, sys.argv[1:])), remembered=False)
    loaded = time.perf_counter()
    encoding, solver = Encoding(session.model), z3.Solver()
    for name, declared in session.model.inputs.items():
        solver.add(encoding.is_value(declared.type, encoding.inputs[name]))
    answers = {claim.name: possible(encoding, solver, claim) for claim in session.claims()}
    decided = time.perf_counter()
    seconds = {"load": loaded - start, "decide": decided - loaded}
    json.dump({"seconds": seconds, "possible": answers}, sys.stdout)
    print(file=sys.stdout)
    expected = Counter((c.expected, answers[c.name]) for c in session.claims())
    print(*(f"{kind} {answer}: {n}" for (kind, answer), n in sorted(expected.items())), sep="\n",
          file=sys.stderr)  # fmt: skip


if __name__ == "__main__":
    main()
