"""A merged table is the table in full: proved by diagrams and, apart from them, by a solver for
what it leaves out and by the evaluator for what it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from memattr.documents.cell_witness import Seen
from memattr.documents.grid import Lane, Merged, Panel, axis_expressions
from memattr.engines.decide import Decider
from memattr.engines.verdict import Proved, Vacuous
from memattr.model.expressions import And, Const, Equal, Expression, Implies, Not, Or
from memattr.model.layout import to_bits
from memattr.model.model import Claim
from memattr.model.table_declarations import Axis
from memattr.model.types import Value
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram


@dataclass(frozen=True)
class Proof:
    """How many cells the table has in full, what shows that the merged one is equal, and what
    speaks against it."""

    cells: int
    rests_on: tuple[str, ...]
    objections: tuple[str, ...]


def proof(
    diagram: Diagram, merged: Merged, seen: Sequence[Sequence[Seen]], decider: Decider | None
) -> Proof:
    """The merged table compared with the enumeration; the solver is asked if there is one."""
    objections = [text for line in seen for cell in line for text in cell.objections]
    objections += _differences(diagram, merged)
    rests_on = ["exact", "replayed"]
    if decider is not None:
        for claim, panel in claims(merged, seen):
            verdict = decider.decide(claim)
            if not isinstance(verdict.outcome, Proved if any(panel.shown) else Vacuous):
                objections.append(f"{claim.name}: {type(verdict.outcome).__name__}")
        rests_on.append("z3")
    number = (len(merged.grid.rows) + len(merged.grid.excluded)) * len(merged.grid.columns)
    return Proof(number, tuple(rests_on), tuple(objections))


def claims(merged: Merged, seen: Sequence[Sequence[Seen]]) -> Iterator[tuple[Claim, Panel]]:
    """No situation has anything in a cell but what the merged table shows; one for each panel. For
    a panel that admits nothing, as of a row that is excluded, the claim is vacuous."""
    for (row_scope, column_scope), panel in merged.grid.panels.items():
        parts = [
            row
            for i in range(len(merged.rows))
            if merged.row_lanes(i)[0].scope == row_scope
            for row in _row(merged, seen, i, column_scope)
        ]
        if parts or row_scope in merged.grid.excluded:
            yield replace(panel.claim, body=And(tuple(parts))), panel


def _row(
    merged: Merged, seen: Sequence[Sequence[Seen]], row: int, column_scope: str
) -> Iterator[Expression]:
    """What the row says of its columns; for columns that cannot be, that they are not."""
    table = merged.grid.table
    cells = [
        _shows(
            _inside(table.columns, merged.column_lanes(j)),
            table.cells[merged.grid.part(j)].expression,
            seen[row][j].values,
        )
        for j in range(len(merged.columns))
        if merged.column_lanes(j)[0].scope == column_scope
    ]
    here = _inside(table.rows, merged.row_lanes(row))
    whole = And(tuple(cells))
    if any(cell.values for cell in seen[row]):
        yield Implies(And(here), whole) if here else whole
    else:
        yield Not(And(here))


def _inside(axis: Axis | None, lanes: Sequence[Lane]) -> tuple[Expression, ...]:
    expressions = axis_expressions(axis)
    if not expressions:
        return ()
    return (_one_of(expressions, [lane.values for lane in lanes]),)


def _one_of(expressions: Sequence[Expression], tuples: Sequence[tuple[Value, ...]]) -> Expression:
    ways = [
        And(tuple(Equal(e, Const(e.type, v)) for e, v in zip(expressions, values, strict=True)))
        for values in tuples
    ]
    return ways[0] if len(ways) == 1 else Or(tuple(ways))


def _shows(here: tuple[Expression, ...], cell: Expression, values: Sequence[Value]) -> Expression:
    if not values:
        return Not(And(here))
    shown = _one_of((cell,), [(value,) for value in values])
    return Implies(And(here), shown) if here else shown


def _differences(diagram: Diagram, merged: Merged) -> Iterator[str]:
    """Diagrams are canonical: what the merged table says is one node, what is permitted another,
    and equal sets are equal nodes."""
    bdd, grid = diagram.bdd, merged.grid
    for key, panel in grid.panels.items():
        for part, relation in enumerate(panel.relations):
            said = 0
            for i in range(len(merged.rows)):
                for j in range(len(merged.columns)):
                    rows, columns = merged.row_lanes(i), merged.column_lanes(j)
                    if grid.part(j) == part and (rows[0].scope, columns[0].scope) == key:
                        head = bdd.conj(
                            _codes(diagram, grid.table.rows, rows, relation.spans),
                            _codes(
                                diagram,
                                grid.table.columns,
                                columns,
                                relation.spans[_width(grid.table.rows) :],
                            ),
                        )
                        said = bdd.disj(said, bdd.conj(head, merged.cell(i, j)))
            if said != panel.shown[part]:
                yield f"{grid.table.name}: the merged table differs from the enumeration"


def _width(axis: Axis) -> int:
    return len(axis.parts)


def _codes(
    diagram: Diagram, axis: Axis | None, lanes: Sequence[Lane], spans: Sequence[tuple[int, ...]]
) -> Node:
    """The result bits of the axis are those of one of the lanes."""
    bdd = diagram.bdd
    kinds = [expression.type for expression in axis_expressions(axis)]
    node = 0
    for lane in lanes:
        here = 1
        for type_, span, value in zip(kinds, spans, lane.values, strict=False):
            word = tuple(bdd.variable(level) for level in span)
            here = bdd.conj(here, diagram.words.is_code(word, to_bits(type_, value)))
        node = bdd.disj(node, here)
    return node
