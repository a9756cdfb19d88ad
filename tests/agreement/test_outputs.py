"""Whole situations: all that the evaluator permits is all that diagrams have, for every output."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from memattr.engines.exact.image import Walker, relation
from memattr.model.expressions import Global
from memattr.model.layout import to_bits, width
from memattr.model.types import Value
from memattr.readings.compile_diagrams import Environment
from memattr.readings.diagram import Diagram
from memattr.readings.nondeterminism import permitted

from .alone import admitted, evaluator, some_inputs, specification

OUTPUTS = {output.name: output for output in specification().outputs()}
GUEST = [i.name for i in specification().inputs.values() if i.player == "guest"]
MACHINES = 8
GUESTS = 8


@pytest.fixture(scope="module")
def diagram() -> Diagram:
    return Diagram(specification())


def with_machine(diagram: Diagram, row: dict[str, Value]) -> Environment:
    """Guest inputs free; what the hypervisor and the cpu decide as in the row."""
    fixed = {
        name: diagram.words.code(width(i.type), to_bits(i.type, row[name]))
        for name, i in specification().inputs.items()
        if name not in GUEST
    }
    free = diagram.free()
    return free._replace(inputs={**free.inputs, **fixed})


def guests(machine: dict[str, Value]) -> Iterator[dict[str, Value]]:
    """What some guests do on one machine."""
    for row in some_inputs(MACHINES * GUESTS):
        mixed = {**machine, **{name: row[name] for name in GUEST}}
        if admitted(mixed):
            yield mixed


@pytest.mark.parametrize("name", OUTPUTS)
def test_permitted_results(name: str, diagram: Diagram) -> None:
    output = Global(name, OUTPUTS[name].type)
    compared = 0
    for number, machine in enumerate(some_inputs(MACHINES)):
        found = relation(diagram, (output,), with_machine(diagram, machine))
        walker = Walker(diagram, found, GUEST)
        for row in list(guests(machine))[number::MACHINES]:
            answered = walker.values_at([row[guest] for guest in GUEST])
            assert set(answered) == set(permitted(evaluator(), (output,), row)), row
            compared += 1
    assert compared >= 20
