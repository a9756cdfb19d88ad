"""Every function of the shipped specification: evaluator, diagrams and terms agree on it."""

from __future__ import annotations

from itertools import islice

import pytest

from memattr.engines.relation import Walker, relation
from memattr.model.expressions import Call, Local
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Situation
from memattr.readings.facts import facts_of
from memattr.readings.permitted import permitted, runs
from memattr.readings.values import Values

from .alone import alone, arguments_of, evaluator, size_of, specification
from .terms import Substituted

FUNCTIONS = specification().functions
CHOOSING = facts_of(specification()).choosing
ROWS_OF_TERMS = 12
RUNS_OF_TERMS = 6


def results(name: str, row: Values) -> set[Values]:
    """All that the evaluator permits for the arguments."""
    function = FUNCTIONS[name]
    names = [parameter for parameter, _ in function.parameters]
    arguments = tuple(Local(parameter, kind) for parameter, kind in function.parameters)
    call = Call(name, arguments, function.result)
    locals_ = dict(zip(names, row, strict=True))
    if name not in CHOOSING:
        return {(evaluator().value(call, Situation({}, locals_)),)}
    return set(permitted(evaluator(), (call,), {}, locals_))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_evaluator_and_diagrams(name: str) -> None:
    model, call = alone(FUNCTIONS[name])
    diagram = Diagram(model)
    walker = Walker(diagram, relation(diagram, (call,), diagram.free()), list(model.inputs))
    compared = 0
    for row in arguments_of(FUNCTIONS[name]):
        assert set(walker.values_at(row)) == results(name, row), row
        compared += 1
    assert compared >= min(size_of(FUNCTIONS[name]), 1000)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_evaluator_and_terms(name: str) -> None:
    model, call = alone(FUNCTIONS[name])
    terms = Substituted(model, call)
    step = max(1, min(size_of(FUNCTIONS[name]), 20_000) // ROWS_OF_TERMS)
    for row in islice(arguments_of(FUNCTIONS[name]), 0, ROWS_OF_TERMS * step, step):
        inputs = dict(zip(model.inputs, row, strict=True))
        for (value,), taken in islice(runs(evaluator(), (call,), inputs), RUNS_OF_TERMS):
            assert terms.value(inputs, taken) == value, (row, taken)
