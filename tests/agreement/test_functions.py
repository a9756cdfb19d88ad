"""Every function of the shipped specification: evaluator, diagrams and terms agree on it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import pytest

from memattr.engines.exact.image import Walker, relation
from memattr.model.expressions import Call, Local
from memattr.model.layout import to_bits, width
from memattr.readings.compile_values import Values
from memattr.readings.dependencies import facts_of
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import permitted, runs

from .alone import MOST, alone, arguments_of, evaluator, size_of, specification
from .terms import Substituted
from .words import Walked

FUNCTIONS = specification().functions
CHOOSING = facts_of(specification()).choosing
SMALL = [name for name, function in FUNCTIONS.items() if size_of(function) <= MOST]
LARGE = [name for name in FUNCTIONS if name not in SMALL]
ROWS_OF_TERMS = 10
RUNS = 5


def results_of(name: str) -> Callable[[Values], tuple[Values, ...]]:
    """All that the evaluator permits, by arguments, ordered."""
    function = FUNCTIONS[name]
    names = [parameter for parameter, _ in function.parameters]
    arguments = tuple(Local(parameter, kind) for parameter, kind in function.parameters)
    call, read = Call(name, arguments, function.result), Evaluator(specification())

    def one(row: Values) -> tuple[Values, ...]:
        return ((read.value(call, Situation({}, dict(zip(names, row, strict=True)))),),)

    def several(row: Values) -> tuple[Values, ...]:
        found = permitted(read, (call,), {}, dict(zip(names, row, strict=True)))
        return tuple(sorted(found, key=lambda values: to_bits(function.result, values[0])))

    return several if name in CHOOSING else one


@pytest.mark.parametrize("name", SMALL)
def test_evaluator_and_diagrams_on_every_input(name: str) -> None:
    model, call = alone(FUNCTIONS[name])
    diagram = Diagram(model)
    walker = Walker(diagram, relation(diagram, (call,), diagram.free()), list(model.inputs))
    results = results_of(name)
    compared = 0
    for row in arguments_of(FUNCTIONS[name]):
        assert walker.values_at(row) == results(row), row
        compared += 1
    assert compared == size_of(FUNCTIONS[name])


@pytest.mark.parametrize("name", LARGE)
def test_evaluator_and_diagrams_on_reached_inputs_and_a_sample(name: str) -> None:
    model, call = alone(FUNCTIONS[name])
    walked = Walked(model, call)
    for row in arguments_of(FUNCTIONS[name]):
        inputs = dict(zip(model.inputs, row, strict=True))
        for (value,), taken in islice(runs(evaluator(), (call,), inputs), RUNS):
            assert walked.value(inputs, taken) == value, (row, taken)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_evaluator_and_terms(name: str) -> None:
    model, call = alone(FUNCTIONS[name])
    terms = Substituted(model, call)
    assert width(FUNCTIONS[name].result) == terms.term.size()
    step = max(1, min(size_of(FUNCTIONS[name]), 20_000) // ROWS_OF_TERMS)
    for row in islice(arguments_of(FUNCTIONS[name]), 0, ROWS_OF_TERMS * step, step):
        inputs = dict(zip(model.inputs, row, strict=True))
        for (value,), taken in islice(runs(evaluator(), (call,), inputs), RUNS):
            assert terms.value(inputs, taken) == value, (row, taken)
