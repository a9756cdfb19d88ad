"""A situation for each value of each cell, read again by the evaluator: what a table shows can
happen, and this is why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from memattr.documents.grid import Lane, Merged, Panel, axis_expressions
from memattr.engines.exact.image import values_in
from memattr.engines.exact.witness import pick_example
from memattr.engines.verdict import CaseName, Example
from memattr.model.expressions import And, Const, Equal, Expression
from memattr.model.layout import to_bits
from memattr.model.types import Value
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram
from memattr.readings.dynamic_slice import Slicer
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.lazy_values import Called
from memattr.readings.nondeterminism import GivenChoices


@dataclass(frozen=True)
class Seen:
    """What one merged cell shows, with the cases that any of the values rests on."""

    values: tuple[Value, ...]
    cases: frozenset[CaseName]
    objections: tuple[str, ...] = ()


class Witnesses:
    """Finds situations for the cells of one merged table."""

    def __init__(self, diagram: Diagram, evaluator: Evaluator, merged: Merged) -> None:
        self._diagram, self._bdd = diagram, diagram.bdd
        self._evaluator = evaluator
        self._of = merged
        self._cells = merged.grid.table.cells
        self._starts: dict[tuple[str, str, tuple[Value, ...]], Node] = {}

    def seen(self, row: int, column: int) -> Seen:
        """The cell of two groups, by the first row and column in them."""
        node = self._of.cell(row, column)
        lanes = self._of.row_lanes(row)[0], self._of.column_lanes(column)[0]
        panel = self._of.grid.panel(*lanes)
        part = self._of.grid.part(column if self._of.grid.table.columns is None else 0)
        values = tuple(v[-1] for v in self._values(panel, part, node))
        region = self._region(panel, lanes) if values else 0
        cell = self._cells[part].expression
        cases: set[CaseName] = set()
        objections: list[str] = []
        for value in values:
            example = self._example(panel, region, cell, value)
            objections += self._objections(panel, example, lanes, cell, value)
            cases.update(self._cases(panel, example, cell, value))
        return Seen(values, frozenset(cases), tuple(objections))

    def _values(self, panel: Panel, part: int, node: Node) -> Iterator[tuple[Value, ...]]:
        relation = panel.relations[part]
        only = type(relation)(node, relation.kinds[-1:], relation.spans[-1:])
        return values_in(self._bdd, only, node)

    def _region(self, panel: Panel, lanes: tuple[Lane, Lane]) -> Node:
        """What is admitted in the row and the column, choices not yet made."""
        key = (lanes[0].scope, lanes[1].scope, (*lanes[0].values, *lanes[1].values))
        if key not in self._starts:
            equations = [self._is(panel, e, v) for e, v in self._told(lanes)]
            self._starts[key] = self._bdd.all_of((*equations, panel.ready.adm))
        return self._starts[key]

    def _told(self, lanes: tuple[Lane, Lane]) -> Iterator[tuple[Expression, Value]]:
        table = self._of.grid.table
        for axis, lane in zip((table.rows, table.columns), lanes, strict=True):
            yield from zip(axis_expressions(axis), lane.values, strict=True)

    def _is(self, panel: Panel, expression: Expression, value: Value) -> Node:
        word = self._diagram.value(expression, panel.ready.environment)
        return self._diagram.words.is_code(word, to_bits(expression.type, value))

    def _example(self, panel: Panel, region: Node, cell: Expression, value: Value) -> Example:
        """The least situation, then the least choices."""
        goal = self._bdd.conj(region, self._is(panel, cell, value))
        example = pick_example(self._diagram, panel.ready, goal)
        assert example is not None, "the region permits the value"
        return example

    def _objections(
        self,
        panel: Panel,
        example: Example,
        lanes: tuple[Lane, Lane],
        cell: Expression,
        value: Value,
    ) -> Iterator[str]:
        """What the evaluator has against the example."""
        equations = [Equal(e, Const(e.type, v)) for e, v in self._told(lanes)]
        whole = And((*equations, Equal(cell, Const(cell.type, value))))
        chooser = _chooser(example)
        situation = Situation(dict(example.inputs), dict(example.variables), chooser)
        if not self._evaluator.value(whole, situation):
            yield f"{panel.claim.name}: the evaluator does not see {value} for {example.inputs}"
        if chooser.astray:
            yield f"{panel.claim.name}: {chooser.astray[0].choice} may not be that"

    def _cases(
        self, panel: Panel, example: Example, cell: Expression, value: Value
    ) -> Iterator[CaseName]:
        slicer = Slicer(self._evaluator, _chooser(example))
        inputs, variables = dict(example.inputs), dict(example.variables)
        shown = Equal(cell, Const(cell.type, value))
        for item in slicer.dependence(shown, inputs, variables, panel.ready.kinds).rests:
            if isinstance(item, Called):
                yield item.function, item.case


def _chooser(example: Example) -> GivenChoices:
    return GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
