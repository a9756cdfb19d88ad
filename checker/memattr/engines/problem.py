"""A claim in terms of a solver, and what a solver's model says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import z3

from memattr.engines.admission import admission, premises, variables_of
from memattr.engines.verdict import Example
from memattr.model.expressions import Const, Equal, Expression, Global, Local
from memattr.model.layout import from_bits, to_bits
from memattr.model.model import Claim
from memattr.model.types import Type
from memattr.readings.encode import Encoder
from memattr.readings.evaluate import Taken
from memattr.readings.made import Instance


@dataclass(frozen=True)
class Problem:
    """`rules` say what the instances may be; `premises` are those that must be met."""

    claim: Claim
    kinds: Mapping[str, Type]
    terms: Mapping[str, z3.BitVecRef]
    adm: z3.BoolRef
    body: z3.BoolRef
    premises: tuple[tuple[Expression, z3.BoolRef], ...]
    instances: tuple[Instance, ...]
    rules: z3.BoolRef


def problem(
    encoder: Encoder, claim: Claim, fixed: Mapping[str, int] = MappingProxyType({})
) -> Problem:
    """The claim in terms; nothing is said of the inputs and variables with fixed codes."""
    kinds = variables_of(encoder.model, claim)
    locals_ = {name: encoder.variable(name, kind) for name, kind in claim.variables}
    environment = replace(encoder.free(), locals=locals_)
    terms = {**environment.inputs, **locals_}
    typed = {**encoder.typed, **{n: encoder.valid(kinds[n], t) for n, t in locals_.items()}}
    adm = [valid for name, valid in typed.items() if name not in fixed]
    adm += [
        encoder.truth(condition, environment)
        for condition in admission(encoder.model, claim)
        if not _says_no_more(condition, fixed)
    ]
    body = encoder.truth(claim.body, environment)
    met = tuple((p, encoder.truth(p, environment)) for p in premises(claim.body))
    instances = tuple(encoder.instances[number] for number in sorted(environment.made))
    rules = rules_of(encoder, instances)
    return Problem(claim, kinds, terms, encoder.terms.all_of(adm), body, met, instances, rules)


def _says_no_more(condition: Expression, fixed: Mapping[str, int]) -> bool:
    """True iff the condition only gives a fixed input the value that it has."""
    match condition:
        case Equal(Global(name) | Local(name), Const(kind, value)):
            return fixed.get(name) == to_bits(kind, value)
        case _:
            return False


def rules_of(encoder: Encoder, instances: Sequence[Instance]) -> z3.BoolRef:
    """Each is admissible, and equal calls answer alike."""
    rules = [made.constraint for made in instances]
    for index, made in enumerate(instances):
        rules += [
            alike(encoder, (made.arguments, made.bits), (other.arguments, other.bits))
            for other in instances[:index]
            if same_choice(made, other)
        ]
    return encoder.terms.all_of(rules)


Point = tuple[tuple[z3.BitVecRef, ...], z3.BitVecRef]


def same_choice(one: Instance, other: Instance) -> bool:
    """True iff these are the same choice of the same cpu."""
    return one.choice.name == other.choice.name and one.cpu == other.cpu


def alike(encoder: Encoder, one: Point, other: Point) -> z3.BoolRef:
    """Equal arguments imply equal values."""
    equal = [a == b for a, b in zip(one[0], other[0], strict=True)]
    return z3.Implies(encoder.terms.all_of(equal), one[1] == other[1])


def code(model: z3.ModelRef, term: z3.BitVecRef) -> int:
    """What the model says the term is."""
    found = model.eval(term, model_completion=True).as_long()
    assert isinstance(found, int)
    return found


def example_in(encoder: Encoder, of: Problem, model: z3.ModelRef) -> Example:
    """The model's inputs, variables and choices."""
    values = {n: from_bits(of.kinds[n], code(model, t)) for n, t in of.terms.items()}
    inputs = tuple((name, values[name]) for name in encoder.model.inputs)
    variables = tuple((name, values[name]) for name, _ in of.claim.variables)
    taken = (_taken(made, model) for made in of.instances)
    choices = tuple(dict.fromkeys(t for t in taken if t is not None))
    return Example(inputs, variables, choices)


def _taken(made: Instance, model: z3.ModelRef) -> Taken | None:
    """The choice, or None where its arguments or its value mean nothing, so that nobody asks."""
    if not z3.is_true(model.eval(made.meant, model_completion=True)):
        return None
    pairs = zip(made.kinds, made.arguments, strict=True)
    arguments = tuple(from_bits(kind, code(model, term)) for kind, term in pairs)
    value = from_bits(made.choice.type, code(model, made.bits))
    return Taken(made.cpu, made.choice.name, arguments, value)


def depending(instances: Iterable[Instance], roots: Iterable[Instance]) -> list[Instance]:
    """The instances whose arguments depend on the roots, or on one another so."""
    tainted = {made.bits.get_id() for made in roots}
    clean: set[int] = set()
    found = []
    for made in instances:
        if any(_reads(argument, tainted, clean) for argument in made.arguments):
            tainted.add(made.bits.get_id())
            found.append(made)
            clean.clear()
    return found


def _reads(term: z3.ExprRef, tainted: set[int], clean: set[int]) -> bool:
    waiting = [term]
    while waiting:
        node = waiting.pop()
        number = node.get_id()
        if number in tainted:
            return True
        if number not in clean:
            clean.add(number)
            waiting.extend(node.children())
    return False
