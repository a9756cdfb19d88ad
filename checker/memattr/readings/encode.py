"""The reading into a solver: a value is one bit-vector term in the layout of its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeAlias, assert_never

import z3

from memattr.model.expressions import Expression
from memattr.model.layout import width
from memattr.model.model import Choice, Derived, Function, Model
from memattr.model.transform import any_result
from memattr.model.types import Bits, Enum, Member, Record, Refined, Sum, Type
from memattr.readings.compile_terms import TermEnvironment, TermReaders
from memattr.readings.dependencies import Facts, facts_of, varied
from memattr.readings.hook import AppliedCase, Hook
from memattr.readings.terms import Term, Terms, Truth

Key = tuple[str, str | None, tuple[int, ...]]
Arguments = tuple[Term, ...]


@dataclass(frozen=True, eq=False)
class TermInstance:
    """A choice made for some arguments. It is `asked` for where its case applies; there the
    constraint says which bits are admissible, if the arguments are codes of values."""

    number: int
    cpu: str | None
    choice: Choice
    kinds: tuple[Type, ...]
    arguments: Arguments
    bits: Term
    asked: Truth
    constraint: Truth


def key_of(name: str, cpu: str | None, arguments: Arguments) -> Key:
    """Of a call with these arguments, or of a choice made for them."""
    return name, cpu, tuple([argument.key for argument in arguments])


class TermInstances:
    """The instances of one context."""

    def __init__(self, terms: Terms) -> None:
        self.instances: list[TermInstance] = []
        self._terms = terms
        self._by_key: dict[Key, TermInstance] = {}

    def known(self, cpu: str | None, choice: Choice, arguments: Arguments) -> TermInstance | None:
        """The instance for these arguments, if there is one."""
        return self._by_key.get(key_of(choice.name, cpu, arguments))

    def fresh(self, choice: Choice) -> Term:
        """A new constant for what is chosen."""
        name = f"choice {len(self.instances)} {choice.name}"
        return self._terms.unknown(name, width(choice.type))

    def record(
        self,
        cpu: str | None,
        choice: Choice,
        kinds: tuple[Type, ...],
        arguments: Arguments,
        bits: Term,
        truth: Truth,
        constraint: Truth,
    ) -> TermInstance:
        """A new instance."""
        number = len(self.instances)
        instance = TermInstance(number, cpu, choice, kinds, arguments, bits, truth, constraint)
        self.instances.append(instance)
        self._by_key[key_of(choice.name, cpu, arguments)] = instance
        return instance


Known = tuple[Term, frozenset[int], tuple[Term, ...]]


TermHook: TypeAlias = Hook[Term, TermEnvironment, Truth]
TermCase: TypeAlias = AppliedCase[Term, TermEnvironment, Truth]


class Encoder:
    """Reads expressions of one model in a context of its own."""

    def __init__(
        self, model: Model, facts: Facts | None = None, hook: TermHook | None = None
    ) -> None:
        """`facts` are those of the model, where they are there already."""
        self.model = model
        self._hook = hook or TermHook()
        self.context = z3.Context()
        self.terms = Terms(self.context)
        self.facts = facts or facts_of(model)
        self.made = TermInstances(self.terms)
        self._readers = TermReaders(self.terms, self)
        self._results: dict[Key, Known] = {}
        self._valid: dict[tuple[Type, int], Truth] = {}
        # What derived values are for one mapping of inputs, which is kept so that it stays one.
        self._derived: dict[tuple[int, str | None, str], Known] = {}
        self._mappings: dict[int, Mapping[str, Term]] = {}

    @property
    def instances(self) -> list[TermInstance]:
        """The choices met so far, by number."""
        return self.made.instances

    def variable(self, name: str, type_: Type) -> Term:
        """The constant that stands for an input or a variable of a claim."""
        size = width(type_)
        return self.terms.unknown(f"{name}:{size}", size)

    def free(self) -> TermEnvironment:
        """Every input a variable of its own."""
        return TermEnvironment(self._inputs, {}, None, set())

    @cached_property
    def _inputs(self) -> Mapping[str, Term]:
        return {name: self.variable(name, i.type) for name, i in self.model.inputs.items()}

    def truth(self, expression: Expression, environment: TermEnvironment) -> Truth:
        """Where a bool expression is true."""
        return self._readers.truth(expression)(environment)

    def valid(self, type_: Type, term: Term) -> Truth:
        """Where the term is the code of a value of the type, refinements obeyed."""
        if isinstance(type_, Bits):
            return self.terms.true
        known = self._valid.get((type_, term.key))
        if known is None:
            known = self._valid[type_, term.key] = self._is_code(type_, term)
        return known

    def _is_code(self, type_: Type, term: Term) -> Truth:
        terms = self.terms
        match type_:
            case Bits():
                return terms.true
            case Enum(_, names, _):
                return terms.at_most(term, terms.code(term.bits, len(names) - 1))
            case Record(_, fields):
                return self._valid_fields(fields, 0, term)
            case Sum(_, variants, _):
                tag, ways = terms.tag(term, type_), []
                for index, variant in enumerate(variants):
                    fields_ = self._valid_fields(variant.fields, tag.bits, term)
                    ways.append(terms.all_of((terms.is_code(tag, index), fields_)))
                return terms.any_of(ways)
            case Refined(_, base, condition):
                valid = self.valid(base, term)
                meant = self.truth(condition, TermEnvironment({}, {"it": term}, None, set()))
                return terms.all_of((valid, meant))
            case _:
                assert_never(type_)

    def _valid_fields(self, fields: tuple[Member, ...], low: int, term: Term) -> Truth:
        terms, result = self.terms, []
        for member in fields:
            size = width(member.type)
            result.append(self.valid(member.type, terms.part(term, low, size)))
            low += size
        if low < term.bits:
            result.append(terms.is_code(terms.part(term, low, term.bits - low), 0))
        return terms.all_of(result)

    def value(self, expression: Expression, environment: TermEnvironment) -> Term:
        """The expression's term."""
        return self._readers.value(expression)(environment)

    def named(self, name: str, environment: TermEnvironment) -> Term:
        """The term of an input or a derived value."""
        instead = self._hook.named(name, environment)
        return self._named(name, environment) if instead is None else instead

    def _named(self, name: str, environment: TermEnvironment) -> Term:
        inputs = environment.inputs
        derived = self.model.derived.get(name)
        if derived is None:
            return inputs[name]
        here = (id(inputs), environment.cpu, name)
        if here not in self._derived:
            self._derived[here] = self._read(derived, environment)
            self._mappings[id(inputs)] = inputs
        term, instances, _ = self._derived[here]
        environment.made.update(instances)
        return term

    def _read(self, derived: Derived, environment: TermEnvironment) -> Known:
        inputs, name = environment.inputs, derived.name
        cpu = environment.cpu if name in self.facts.choosing_derived else None
        read = tuple([inputs[i] for i in self.facts.reads[name]])
        key = key_of("=" + name, cpu, read)
        if key not in self._results:
            inside = TermEnvironment(inputs, {}, environment.cpu, set())
            term = self.value(derived.expression, inside)
            self._results[key] = (term, frozenset(inside.made), read)
        return self._results[key]

    def called(self, name: str, arguments: tuple[Term, ...], environment: TermEnvironment) -> Term:
        """The term of a function's result."""
        instead = self._hook.called(name, arguments, environment)
        return self._called(name, arguments, environment) if instead is None else instead

    def _called(self, name: str, arguments: tuple[Term, ...], environment: TermEnvironment) -> Term:
        cpu = environment.cpu if name in self.facts.choosing else None
        key = key_of(name, cpu, arguments)
        if key not in self._results:
            self._results[key] = self._apply(self.model.functions[name], arguments, cpu)
        term, instances, _ = self._results[key]
        environment.made.update(instances)
        return term

    def _apply(self, function: Function, arguments: tuple[Term, ...], cpu: str | None) -> Known:
        names = [name for name, _ in function.parameters]
        inside = TermEnvironment({}, dict(zip(names, arguments, strict=True)), cpu, set())
        rows: list[tuple[Truth, Term]] = []
        for reader, case in self._readers.guards(function):
            guard = reader(inside)
            if guard is not self.terms.false:
                applied = AppliedCase(function, case, guard, arguments, inside)
                written = partial(self._result, applied)
                rows.append((guard, self._hook.result(applied, written)))
            if guard is self.terms.true:
                break
        if not rows:
            return self.terms.code(width(function.result), 0), frozenset(), arguments
        result = rows[-1][1]
        for guard, term in reversed(rows[:-1]):
            result = self.terms.mux(guard, term, result)
        return result, frozenset(inside.made), arguments

    def _result(self, applied: TermCase) -> Term:
        case, inside = applied.case, applied.inside
        if case.choice is None:
            return self.value(case.body, inside)
        locals_ = {**inside.locals, case.choice.binder: self.chosen(applied, case.choice)}
        return self.value(case.body, TermEnvironment({}, locals_, inside.cpu, inside.made))

    def chosen(self, applied: TermCase, choice: Choice) -> Term:
        """What the choice is where the case applies."""
        inside = applied.inside
        instance = self.made.known(inside.cpu, choice, applied.arguments)
        if instance is None:
            instance = self._made(applied, choice)
        inside.made.add(instance.number)
        return instance.bits

    def _made(self, applied: TermCase, choice: Choice) -> TermInstance:
        function, arguments, inside = applied.function, applied.arguments, applied.inside
        guard, bits, terms = applied.guard, self.made.fresh(choice), self.terms
        kinds = tuple(type_ for _, type_ in function.parameters)
        constraint = self.valid(choice.type, bits)
        if choice.condition is not None:
            # Arguments that mean nothing may admit no value: then nobody asks.
            typed = [self.valid(type_, a) for type_, a in zip(kinds, arguments, strict=True)]
            locals_ = {**inside.locals, choice.binder: bits}
            chosen = TermEnvironment({}, locals_, inside.cpu, inside.made)
            admissible = terms.all_of((constraint, self.truth(choice.condition, chosen)))
            constraint = terms.implies(terms.all_of([*typed, guard]), admissible)
        return self.made.record(inside.cpu, choice, kinds, arguments, bits, guard, constraint)


class HavocCases(TermHook):
    """What a case gives where it is not `kept` is a choice of its own: equal calls give the same,
    but each cpu may have its way."""

    def __init__(self, model: Model) -> None:
        every = model.functions.keys() | model.derived.keys()
        facts = varied(facts_of(model), model, frozenset(), every)
        self.encoder = Encoder(model, facts, self)
        self.terms = self.encoder.terms

    def kept(self, case: tuple[str, str]) -> Truth:
        """That the case is as it is written: true or false as the question wants it."""
        return self.terms.truth(self.terms.unknown("kept {}.{}".format(*case), 1))

    def result(self, applied: TermCase, written: Callable[[], Term]) -> Term:
        according_to_text = written()
        anything = self.encoder.chosen(applied, any_result(applied.function, applied.case))
        return self.terms.mux(self.kept(applied.name), according_to_text, anything)
