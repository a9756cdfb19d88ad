"""A claim in terms of a solver, and what a solver's model says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import z3

from memattr.engines.assumptions import admission, variables_of
from memattr.engines.premises import needed
from memattr.engines.substitution import Substitution, substitution
from memattr.engines.verdict import Example
from memattr.model.expressions import Expression
from memattr.model.layout import from_bits, to_bits, width
from memattr.model.model import Assignment, Claim
from memattr.model.types import Type, Value
from memattr.readings.compile_terms import TermEnvironment
from memattr.readings.encode import Encoder, TermInstance
from memattr.readings.evaluate import Taken
from memattr.readings.terms import Term, Truth


@dataclass(frozen=True)
class TermQuery:
    """`rules` say what the instances may be; `premises` are those that must be met."""

    claim: Claim
    kinds: Mapping[str, Type]
    terms: Mapping[str, Term]
    adm: Truth
    body: Truth
    premises: tuple[tuple[Expression, Truth], ...]
    instances: tuple[TermInstance, ...]
    rules: Truth


def term_query(encoder: Encoder, claim: Claim, fixed: Substitution | None = None) -> TermQuery:
    """The claim in terms; what its scope and its assumptions fix, or only what is said to be fixed,
    is put in place first."""
    model, terms = encoder.model, encoder.terms
    kinds = variables_of(model, claim)
    locals_ = {name: encoder.variable(name, type_) for name, type_ in claim.variables}
    free = encoder.free()._replace(locals=locals_)
    in_place = substitution(model, encoder.facts, claim) if fixed is None else fixed
    environment = placed(encoder, kinds, free, in_place)
    words = {**environment.inputs, **environment.locals}
    typed = (encoder.valid(kinds[name], term) for name, term in words.items())
    stated = (encoder.truth(condition, environment) for condition in admission(model, claim))
    adm = terms.all_of((*typed, *stated))
    body = encoder.truth(claim.body, environment)
    met = tuple((p, encoder.truth(p, environment)) for p in needed(model, claim))
    instances = tuple(encoder.instances[number] for number in sorted(environment.made))
    rules = rules_of(encoder, instances)
    return TermQuery(claim, kinds, words, adm, body, met, instances, rules)


def placed(
    encoder: Encoder, kinds: Mapping[str, Type], free: TermEnvironment, fixed: Substitution
) -> TermEnvironment:
    """What is fixed, in place of what is free."""
    inputs, locals_ = dict(free.inputs), dict(free.locals)
    for name, value in fixed.constants.items():
        words = inputs if name in inputs else locals_
        words[name] = encoder.terms.code(width(kinds[name]), to_bits(kinds[name], value))
    environment = TermEnvironment(inputs, locals_, free.cpu, free.made)
    for assignment in fixed.equations:
        inputs[assignment.input] = _assigned(encoder, assignment, environment)
    return environment


def _assigned(encoder: Encoder, assignment: Assignment, environment: TermEnvironment) -> Term:
    *conditional, (_, last) = assignment.values
    result = encoder.value(last, environment)
    for condition, value in reversed(conditional):
        test = encoder.truth(condition, environment)
        result = encoder.terms.mux(test, encoder.value(value, environment), result)
    return result


def rules_of(encoder: Encoder, instances: Sequence[TermInstance]) -> Truth:
    """Each is admissible, and equal calls answer alike."""
    rules = [instance.constraint for instance in instances]
    for index, instance in enumerate(instances):
        rules += [
            alike(encoder, (instance.arguments, instance.bits), (other.arguments, other.bits))
            for other in instances[:index]
            if same_choice(instance, other)
        ]
    return encoder.terms.all_of(rules)


Point = tuple[tuple[Term, ...], Term]


def same_choice(one: TermInstance, other: TermInstance) -> bool:
    """True iff these are the same choice of the same cpu."""
    return one.choice.name == other.choice.name and one.cpu == other.cpu


def alike(encoder: Encoder, one: Point, other: Point) -> Truth:
    """Equal arguments imply equal values."""
    terms = encoder.terms
    equal = terms.all_of(terms.equal(a, b) for a, b in zip(one[0], other[0], strict=True))
    return terms.implies(equal, terms.equal(one[1], other[1]))


class Answer:
    """What a solver's model says of terms."""

    def __init__(self, encoder: Encoder, model: z3.ModelRef) -> None:
        self._encoder, self._model = encoder, model

    def known(self, terms: Sequence[Term]) -> list[Term]:
        """The code of each term. They are asked for together: each question costs as much as ten
        terms more."""
        ours, unknown = self._encoder.terms, [t for t in terms if t.constant is None]
        if not unknown:
            return list(terms)
        whole = ours.expression(ours.joined(unknown, sum(t.bits for t in unknown)))
        code = self._model.eval(whole, model_completion=True).as_long()
        equalities = []
        for term in terms:
            if term.constant is None:
                term, code = ours.code(term.bits, code & (1 << term.bits) - 1), code >> term.bits
            equalities.append(term)
        return equalities

    def holds(self, truth: Truth) -> bool:
        """True iff it is true."""
        formula = self._encoder.terms.formula(truth)
        return bool(z3.is_true(self._model.eval(formula, model_completion=True)))

    def example(self, query: TermQuery) -> Example:
        """Its inputs, variables and choices."""
        known = zip(query.terms, self.known([*query.terms.values()]), strict=True)
        values = {name: _value(query.kinds[name], term) for name, term in known}
        inputs = tuple((name, values[name]) for name in self._encoder.model.inputs)
        variables = tuple((name, values[name]) for name, _ in query.claim.variables)
        taken = map(self._taken, query.instances)
        choices = tuple(dict.fromkeys(t for t in taken if t is not None))
        return Example(inputs, variables, choices)

    def _taken(self, instance: TermInstance) -> Taken | None:
        """The choice; None where its arguments or its value mean nothing: nobody asks then."""
        kinds = (*instance.kinds, instance.choice.type)
        typed = list(zip(kinds, self.known([*instance.arguments, instance.bits]), strict=True))
        encoder = self._encoder
        if any(encoder.valid(type_, term) is not encoder.terms.true for type_, term in typed):
            return None
        *arguments, value = (_value(type_, term) for type_, term in typed)
        return Taken(instance.cpu, instance.choice.name, tuple(arguments), value)


def _value(type_: Type, known: Term) -> Value:
    assert known.constant is not None, "an answer has a code of every term"
    return from_bits(type_, known.constant)


def depending(
    encoder: Encoder, instances: Iterable[TermInstance], roots: Iterable[TermInstance]
) -> list[TermInstance]:
    """The instances whose arguments depend on the roots, or on one another so."""
    tainted = {instance.bits.key for instance in roots}
    dependent = []
    for instance in instances:
        if encoder.terms.reads(instance.arguments, tainted):
            tainted.add(instance.bits.key)
            dependent.append(instance)
    return dependent
