"""A function of the specification by itself, and the arguments on which to compare its readings."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from math import prod
from pathlib import Path

from memattr.language.elaborate import elaborate
from memattr.language.elaborate.dependency_order import called_by, calls_in
from memattr.language.load import load
from memattr.model.expressions import Call, Expression, Global
from memattr.model.model import Function, Input, Model
from memattr.model.types import Refined, Type, Value
from memattr.readings.compile_values import Fired, Values
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import Prefix

SPEC = Path(__file__).parents[2] / "spec"
MOST = 1 << 20
SAMPLE = 1500


@cache
def specification() -> Model:
    """The shipped specification, without rules."""
    loaded = load([SPEC])
    return elaborate(loaded.units, loaded.digest)


@cache
def evaluator() -> Evaluator:
    return Evaluator(specification())


def alone(function: Function) -> tuple[Model, Expression]:
    """The model whose inputs are the function's parameters, and the call."""
    inputs = {
        name: Input(name, kind, "guest", None, False, function.note)
        for name, kind in function.parameters
    }
    model = Model(specification().types, functions=below(function.name), inputs=inputs, derived={})
    arguments = tuple(Global(name, kind) for name, kind in function.parameters)
    return model, Call(function.name, arguments, function.result)


def below(name: str) -> dict[str, Function]:
    """The function, those that it calls, and those that refinements call."""
    functions = specification().functions
    refined = [k.condition for k in specification().types.values() if isinstance(k, Refined)]
    found = {name, *(called for condition in refined for called in calls_in(condition))}
    waiting = list(found)
    while waiting:
        new = called_by(functions[waiting.pop()]) - found
        found |= new
        waiting += new
    return {key: function for key, function in functions.items() if key in found}


@cache
def values_of(kind: Type) -> tuple[Value, ...]:
    return tuple(evaluator().values_of(kind))


def size_of(function: Function) -> int:
    """The number of argument tuples."""
    return prod(len(values_of(kind)) for _, kind in function.parameters)


def arguments_of(function: Function) -> Iterator[Values]:
    """Every argument tuple if they are not too many, else those that some inputs lead to, and a
    sample."""
    domains = [values_of(kind) for _, kind in function.parameters]
    if size_of(function) <= MOST:
        yield from product(*domains)
        return
    yield from reached()[function.name]
    yield from sampled(domains, SAMPLE)


def sampled(domains: Sequence[Sequence[Value]], count: int) -> Iterator[Values]:
    chance = random.Random(20)
    for _ in range(count):
        yield tuple(chance.choice(domain) for domain in domains)


@cache
def some_inputs(count: int) -> tuple[dict[str, Value], ...]:
    """Random values for all inputs that some cpu admits and nothing makes impossible."""
    model, found = specification(), []
    domains = [values_of(i.type) for i in model.inputs.values()]
    for values in sampled(domains, 20 * count):
        row = dict(zip(model.inputs, values, strict=True))
        if admitted(row):
            found.append(row)
        if len(found) == count:
            return tuple(found)
    raise AssertionError("few inputs are admitted")


def admitted(row: dict[str, Value]) -> bool:
    model, situation = specification(), Situation(row, chooser=Prefix(()))
    return all(evaluator().value(c.expression, situation) for c in model.requirements) and not any(
        evaluator().value(c.expression, situation) for c in model.impossible
    )


@cache
def reached() -> dict[str, tuple[Values, ...]]:
    """The argument tuples with which functions are called on the way to the outputs."""
    found: dict[str, dict[Values, None]] = defaultdict(dict)

    def visit(fired: Fired) -> None:
        found[fired.function].setdefault(fired.arguments)
        for child in fired.children:
            visit(child)

    outputs = [Global(d.name, d.type) for d in specification().outputs()]
    for row in some_inputs(200):
        trace: list[Fired] = []
        evaluator().values(outputs, Situation(row, chooser=Prefix(()), trace=trace))
        for fired in trace:
            visit(fired)
    return {name: tuple(found[name]) for name in specification().functions}
