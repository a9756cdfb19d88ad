"""Whole situations: all that the evaluator permits is all that diagrams have, for every output."""

from __future__ import annotations

import pytest

from memattr.engines.relation import Walker, relation
from memattr.model.expressions import Global
from memattr.readings.diagram import Diagram
from memattr.readings.permitted import permitted

from .alone import evaluator, some_inputs, specification

OUTPUTS = {output.name: output for output in specification().outputs()}
INPUTS = 40


@pytest.fixture(scope="module")
def diagram() -> Diagram:
    return Diagram(specification())


@pytest.mark.parametrize("name", OUTPUTS)
def test_permitted_results(name: str, diagram: Diagram) -> None:
    output = Global(name, OUTPUTS[name].type)
    walker = Walker(
        diagram, relation(diagram, (output,), diagram.free()), list(specification().inputs)
    )
    for row in some_inputs(INPUTS):
        assert set(walker.values_at(tuple(row.values()))) == set(
            permitted(evaluator(), (output,), row)
        ), row
