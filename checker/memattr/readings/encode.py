"""The reading into a solver: a value is one bit-vector term in the layout of its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import assert_never

import z3

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
from memattr.model.layout import to_bits, width
from memattr.model.model import Case, Choice, Derived, Function, Model
from memattr.model.types import Bits, Enum, Member, Record, Refined, Sum, Type
from memattr.readings.facts import facts_of
from memattr.readings.made import Instance, Key, Made, key_of
from memattr.readings.terms import Term, Terms, Truth


@dataclass(frozen=True)
class Environment:
    """The terms that inputs and locals stand for; `made` receives the numbers of choices met."""

    inputs: Mapping[str, Term]
    locals: Mapping[str, Term] = field(default_factory=dict)
    cpu: str | None = None
    made: set[int] = field(default_factory=set)


Known = tuple[Term, frozenset[int], tuple[Term, ...]]


class Encoder:
    """Reads expressions of one model in a context of its own."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.context = z3.Context()
        self.terms = Terms(self.context)
        self.facts = facts_of(model)
        self.made = Made(self.terms)
        self._results: dict[Key, Known] = {}
        # What derived values are for one mapping of inputs, which is kept so that it stays one.
        self._derived: dict[tuple[int, str | None, str], Known] = {}
        self._mappings: dict[int, Mapping[str, Term]] = {}

    @property
    def instances(self) -> list[Instance]:
        """The choices met so far, by number."""
        return self.made.instances

    def variable(self, name: str, kind: Type) -> Term:
        """The constant that stands for an input or a variable of a claim."""
        size = width(kind)
        return self.terms.unknown(f"{name}:{size}", size)

    def free(self) -> Environment:
        """Every input a variable of its own."""
        return Environment(self._inputs)

    @cached_property
    def _inputs(self) -> Mapping[str, Term]:
        return {name: self.variable(name, i.type) for name, i in self.model.inputs.items()}

    def truth(self, expression: Expression, environment: Environment) -> Truth:
        """Where a bool expression is true."""
        return self.terms.truth(self.value(expression, environment))

    def valid(self, kind: Type, term: Term) -> Truth:
        """Where the term is the code of a value of the type, refinements obeyed."""
        terms = self.terms
        match kind:
            case Bits():
                return terms.true
            case Enum(_, names, _):
                return terms.at_most(term, terms.code(term.bits, len(names) - 1))
            case Record(_, fields):
                return self._valid_fields(fields, 0, term)
            case Sum(_, variants, _):
                tag, ways = terms.tag(term, kind), []
                for index, variant in enumerate(variants):
                    fields_ = self._valid_fields(variant.fields, tag.bits, term)
                    ways.append(terms.all_of((terms.is_code(tag, index), fields_)))
                return terms.any_of(ways)
            case Refined(_, base, condition):
                valid = self.valid(base, term)
                meant = self.truth(condition, Environment({}, {"it": term}))
                return terms.all_of((valid, meant))
            case _:
                assert_never(kind)

    def _valid_fields(self, fields: tuple[Member, ...], low: int, term: Term) -> Truth:
        terms, result = self.terms, []
        for member in fields:
            size = width(member.type)
            result.append(self.valid(member.type, terms.part(term, low, size)))
            low += size
        if low < term.bits:
            result.append(terms.is_code(terms.part(term, low, term.bits - low), 0))
        return terms.all_of(result)

    def value(self, expression: Expression, environment: Environment) -> Term:
        """The expression's term."""
        terms = self.terms
        match expression:
            case Const(kind, value):
                return terms.code(width(kind), to_bits(kind, value))
            case Local(name, _):
                return environment.locals[name]
            case Global(name, _):
                return self._global(name, environment)
            case Field():
                return self._field(expression, environment)
            case Slice(operand, low, kind):
                return terms.part(self.value(operand, environment), low, width(kind))
            case Join(pieces, kind):
                upwards = [self.value(p, environment) for p in reversed(pieces)]
                return terms.joined(upwards, width(kind))
            case Make(kind, variant, fields):
                parts = [self.value(f, environment) for f in fields]
                return self._make(kind, variant, parts)
            case Call(function, arguments, _):
                called = self.model.functions[function]
                terms_ = [self.value(a, environment) for a in arguments]
                return self._call(called, tuple(terms_), environment)
            case Convert(_, table, operand, kind, _):
                return terms.looked_up(table, self.value(operand, environment), width(kind))
            case Not(operand, _):
                return terms.bit(terms.negation(self.truth(operand, environment)))
            case And(operands, _):
                return terms.bit(terms.all_of(self.truth(o, environment) for o in operands))
            case Or(operands, _):
                return terms.bit(terms.any_of(self.truth(o, environment) for o in operands))
            case Implies(left, right, _):
                premise = self.truth(left, environment)
                return terms.bit(terms.implies(premise, self.truth(right, environment)))
            case Equal(left, right, _):
                a = self.value(left, environment)
                return terms.bit(terms.equal(a, self.value(right, environment)))
            case IsVariant(operand, variant, _):
                tag = terms.tag(self.value(operand, environment), operand.type)
                return terms.bit(terms.is_code(tag, variant))
            case AtLeast(left, right, _):
                a, b = self.value(left, environment), self.value(right, environment)
                return terms.bit(terms.at_least(left.type, a, b))
            case Strongest(left, right, _):
                a, b = self.value(left, environment), self.value(right, environment)
                return terms.mux(terms.at_most(a, b), a, b)
            case Under(operand, changes, cpu, _):
                new = {name: self.value(value, environment) for name, value in changes}
                inputs = {**environment.inputs, **new}
                return self.value(
                    operand, Environment(inputs, environment.locals, cpu, environment.made)
                )
            case _:
                assert_never(expression)

    def _global(self, name: str, environment: Environment) -> Term:
        inputs = environment.inputs
        derived = self.model.derived.get(name)
        if derived is None:
            return inputs[name]
        here = (id(inputs), environment.cpu, name)
        if here not in self._derived:
            self._derived[here] = self._read(derived, environment)
            self._mappings[id(inputs)] = inputs
        term, made, _ = self._derived[here]
        environment.made.update(made)
        return term

    def _read(self, derived: Derived, environment: Environment) -> Known:
        inputs, name = environment.inputs, derived.name
        cpu = environment.cpu if name in self.facts.choosing_derived else None
        read = tuple([inputs[i] for i in self.facts.reads[name]])
        key = key_of("=" + name, cpu, read)
        if key not in self._results:
            inside = Environment(inputs, {}, environment.cpu)
            term = self.value(derived.expression, inside)
            self._results[key] = (term, frozenset(inside.made), read)
        return self._results[key]

    def _field(self, expression: Field, environment: Environment) -> Term:
        whole, terms = self.value(expression.operand, environment), self.terms
        kind, name, size = expression.operand.type, expression.name, width(expression.type)
        if expression.variants is None:
            return terms.field(whole, kind, None, name, size)
        result = terms.field(whole, kind, expression.variants[-1], name, size)
        tag = terms.tag(whole, kind)
        for variant in reversed(expression.variants[:-1]):
            here = terms.field(whole, kind, variant, name, size)
            result = terms.mux(terms.is_code(tag, variant), here, result)
        return result

    def _make(self, kind: Type, variant: int | None, parts: list[Term]) -> Term:
        size = width(kind)
        if variant is None:
            return self.terms.joined(parts, size)
        tag = self.terms.tag(self.terms.code(size, 0), kind)
        return self.terms.joined([self.terms.code(tag.bits, variant), *parts], size)

    def _call(
        self, function: Function, arguments: tuple[Term, ...], environment: Environment
    ) -> Term:
        cpu = environment.cpu if function.name in self.facts.choosing else None
        key = key_of(function.name, cpu, arguments)
        if key not in self._results:
            self._results[key] = self._apply(function, arguments, cpu)
        term, made, _ = self._results[key]
        environment.made.update(made)
        return term

    def _apply(self, function: Function, arguments: tuple[Term, ...], cpu: str | None) -> Known:
        names = [name for name, _ in function.parameters]
        inside = Environment({}, dict(zip(names, arguments, strict=True)), cpu)
        rows: list[tuple[Truth, Term]] = []
        for case in function.cases:
            guard = self.truth(case.guard, inside)
            if guard is not self.terms.false:
                rows.append((guard, self._result(function, case, arguments, inside)))
            if guard is self.terms.true:
                break
        if not rows:
            return self.terms.code(width(function.result), 0), frozenset(), arguments
        result = rows[-1][1]
        for guard, term in reversed(rows[:-1]):
            result = self.terms.mux(guard, term, result)
        return result, frozenset(inside.made), arguments

    def _result(
        self,
        function: Function,
        case: Case,
        arguments: tuple[Term, ...],
        inside: Environment,
    ) -> Term:
        if case.choice is None:
            return self.value(case.body, inside)
        made = self.made.known(inside.cpu, case.choice, arguments)
        if made is None:
            made = self._made(function, case, case.choice, arguments, inside)
        inside.made.add(made.number)
        locals_ = {**inside.locals, case.choice.binder: made.bits}
        return self.value(case.body, Environment({}, locals_, inside.cpu, inside.made))

    def _made(
        self,
        function: Function,
        case: Case,
        choice: Choice,
        arguments: tuple[Term, ...],
        inside: Environment,
    ) -> Instance:
        bits = self.made.fresh(choice)
        kinds = tuple(kind for _, kind in function.parameters)
        admissible = [self.valid(choice.type, bits)]
        if choice.condition is not None:
            locals_ = {**inside.locals, choice.binder: bits}
            chosen = Environment({}, locals_, inside.cpu, inside.made)
            admissible.append(self.truth(choice.condition, chosen))
        # Arguments that mean nothing may admit no value: then nobody asks.
        typed = [self.valid(kind, a) for kind, a in zip(kinds, arguments, strict=True)]
        terms = self.terms
        asked = terms.all_of([*typed, self.truth(case.guard, inside)])
        constraint = terms.implies(asked, terms.all_of(admissible))
        meant = terms.all_of([*typed, admissible[0]])
        return self.made.record(
            inside.cpu, choice, kinds, arguments, bits, asked, constraint, meant
        )
