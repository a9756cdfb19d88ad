"""A table in full: for every row and every column, all that a cell may show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from memattr.answers.scope_names import with_scopes
from memattr.engines.exact.diagram_query import DiagramQuery, diagram_query
from memattr.engines.exact.image import Relation, relation
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.model.expressions import TRUE, Expression
from memattr.model.layout import to_bits
from memattr.model.model import Claim, Model, Scope
from memattr.model.table_declarations import Axis, TableDeclaration
from memattr.model.types import Type, Value
from memattr.place import Problem, SpecError
from memattr.readings.bdd import Bdd, Node
from memattr.readings.compile_values import Values
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator
from memattr.readings.variable_order import RESULTS

MOST_CELLS = 1 << 16


@dataclass(frozen=True)
class Lane:
    """One row or one column: joint values of the axis, or a scope."""

    values: Values = ()
    scope: str = ""


@dataclass(frozen=True)
class Panel:
    """What the table's claim is under one scope of the rows and one of the columns. There is one
    relation for each cell, over the parts of rows and columns and the cell; `shown` is the same
    without the inputs."""

    claim: Claim
    ready: DiagramQuery
    relations: tuple[Relation, ...]
    shown: tuple[Node, ...]
    depends: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """`cells[row][column]` is a set over the bits of the cell; 0 where nothing is admitted. Without
    an axis of columns each cell of the declaration is a column. `excluded` are scopes of the rows
    of which nothing at all is admitted."""

    table: TableDeclaration
    model: Model
    rows: tuple[Lane, ...]
    columns: tuple[Lane, ...]
    cells: tuple[tuple[Node, ...], ...]
    panels: Mapping[tuple[str, str], Panel]
    excluded: tuple[str, ...] = ()

    def panel(self, row: Lane, column: Lane) -> Panel:
        """The panel of a cell."""
        return self.panels[row.scope, column.scope]

    def part(self, column: int) -> int:
        """Which of the declared cells stands in the column."""
        return 0 if self.table.columns is not None else column

    def span(self, column: int) -> tuple[int, ...]:
        """The levels of the bits of the cells in a column."""
        panel = next(iter(self.panels.values()))
        return panel.relations[self.part(column)].spans[-1]


def grid(diagram: Diagram, table: TableDeclaration) -> Grid:
    """The table in full; `diagram` reads the model with the table's scopes (see `extended`)."""
    return _Filling(diagram, table).grid()


def axis_expressions(axis: Axis | None) -> tuple[Expression, ...]:
    """What the axis runs over."""
    return tuple(part.expression for part in axis.parts) if axis is not None else ()


def extended(model: Model, tables: Sequence[TableDeclaration]) -> Model:
    """The model with a scope for each combination of scopes that the tables name."""
    added = [
        _joint_scope(model, table, row, column)
        for table in tables
        for row, column in product(_scopes(table.rows), _scopes(table.columns))
    ]
    return with_scopes(model, [scope for scope in added if scope is not None])


def _scopes(axis: Axis | None) -> tuple[str, ...]:
    return axis.scopes if axis is not None and axis.scopes else ("",)


def _joint_scope(model: Model, table: TableDeclaration, row: str, column: str) -> Scope | None:
    """The table's scope, with the row's and then the column's: later ones have the last word."""
    names = [name for name in (table.scope, row, column) if name]
    if not names:
        return None
    names.sort(key=lambda name: model.scope(name).kind == "setting")
    joint = model.scope(names[0])
    for name in names[1:]:
        joint = joint.changed(joint.name, model.scopes[name].assignments)
    return replace(joint, name=_joint_name(table, row, column))


def _joint_name(table: TableDeclaration, row: str, column: str) -> str:
    return "@".join(name for name in (table.scope or "", row, column) if name)


class _Filling:
    def __init__(self, diagram: Diagram, table: TableDeclaration) -> None:
        self._diagram, self._table = diagram, table
        self._bdd: Bdd = diagram.bdd
        self._evaluator = Evaluator(diagram.model)
        self._kinds = [
            expression.type
            for axis in (table.rows, table.columns)
            for expression in axis_expressions(axis)
        ]

    def grid(self) -> Grid:
        table = self._table
        rows = self._lanes(table.rows)
        columns = self._lanes(table.columns) if table.columns else [Lane() for _ in table.cells]
        if len(rows) * len(columns) > MOST_CELLS:
            raise SpecError([self._too_large(len(rows) * len(columns))])
        pairs = product(_scopes(table.rows), _scopes(table.columns))
        panels = {pair: self._panel(*pair) for pair in pairs}
        cells = [[self._at(panels, row, columns, i) for i in range(len(columns))] for row in rows]
        kept_rows = [i for i, row in enumerate(cells) if any(row)]
        kept = [i for i in range(len(columns)) if any(row[i] for row in cells)]
        if not kept_rows:
            message = f"'{table.name}' is empty: nothing is admitted"
            raise SpecError([Problem(table.note.place, "vacuous", message)])
        if table.columns is None:
            kept = list(range(len(columns)))
        return Grid(
            table,
            self._diagram.model,
            tuple(rows[i] for i in kept_rows),
            tuple(columns[i] for i in kept),
            tuple(tuple(cells[i][j] for j in kept) for i in kept_rows),
            panels,
            tuple(row.scope for i, row in enumerate(rows) if row.scope and i not in kept_rows),
        )

    def _too_large(self, number: int) -> Problem:
        message = f"'{self._table.name}' has {number} cells"
        way = f"Ask for at most {MOST_CELLS}; a view sorts values into classes."
        return Problem(self._table.note.place, "too-many", message, "", way)

    def _lanes(self, axis: Axis) -> list[Lane]:
        if axis.scopes:
            return [Lane((), scope) for scope in axis.scopes]
        kinds = [tuple(self._evaluator.values_of(part.expression.type)) for part in axis.parts]
        return [Lane(values) for values in product(*kinds)]

    def _panel(self, row: str, column: str) -> Panel:
        table, diagram, bdd = self._table, self._diagram, self._bdd
        claim = bare_claim(table, _joint_name(table, row, column) or None)
        ready = diagram_query(diagram, claim)
        axes = (*axis_expressions(table.rows), *axis_expressions(table.columns))
        relations = [
            relation(diagram, (*axes, cell.expression), ready.environment, ready.adm)
            for cell in table.cells
        ]
        admitted = Quantifier(diagram.store).some(ready.adm)
        shown = tuple(bdd.some(image.node, _inputs(bdd, image.node)) for image in relations)
        return Panel(
            claim, ready, tuple(relations), shown, self._depends(ready, admitted, relations)
        )

    def _depends(
        self, ready: DiagramQuery, admitted: Node, relations: list[Relation]
    ) -> tuple[str, ...]:
        """The free inputs that make a difference and that no row or column tells."""
        bdd, told = self._bdd, self._told(ready)
        return tuple(
            name
            for name, levels in ready.levels.items()
            if name not in told
            and any(
                bdd.conj(bdd.some(one.node, levels), admitted) != one.node
                for one in relations
                if bdd.support(one.node) & levels
            )
        )

    def _told(self, ready: DiagramQuery) -> set[str]:
        """The inputs and variables that an axis shows value by value."""
        axes = (*axis_expressions(self._table.rows), *axis_expressions(self._table.columns))
        words = [self._diagram.value(e, ready.environment) for e in axes]
        return {name for name, word in ready.words.items() if word in words}

    def _at(
        self,
        panels: Mapping[tuple[str, str], Panel],
        row: Lane,
        columns: Sequence[Lane],
        index: int,
    ) -> Node:
        column = columns[index]
        panel = panels[row.scope, column.scope]
        part = 0 if self._table.columns is not None else index
        spans = panel.relations[part].spans
        values = (*row.values, *column.values)
        return below(self._bdd, panel.shown[part], self._kinds, spans, values)


def _inputs(bdd: Bdd, node: Node) -> frozenset[int]:
    return frozenset(level for level in bdd.support(node) if level < RESULTS)


def below(
    bdd: Bdd,
    node: Node,
    kinds: Sequence[Type],
    spans: Sequence[tuple[int, ...]],
    values: Sequence[Value],
) -> Node:
    """What is left of a set over result bits when the first results are fixed."""
    for type_, span, value in zip(kinds, spans, values, strict=False):
        code = to_bits(type_, value)
        bits = {level: code >> bit & 1 for bit, level in enumerate(span)}
        while (level := bdd.level[node]) in bits:
            node = bdd.high[node] if bits[level] else bdd.low[node]
    return node


def bare_claim(table: TableDeclaration, scope: str | None) -> Claim:
    """The claim that says nothing, for the table's assumptions."""
    return Claim(
        name=table.name,
        expected="prove",
        mode="",
        scope=scope,
        stated=table.stated,
        given=table.given,
        variables=table.variables,
        body=TRUE,
        because=(),
        counts=None,
        note=table.note,
        assumed=table.assumed,
    )


@dataclass(frozen=True)
class Merged:
    """Groups of rows and of columns by their positions in the grid; a cell stands for all cells of
    its groups."""

    grid: Grid
    rows: tuple[tuple[int, ...], ...]
    columns: tuple[tuple[int, ...], ...]

    def cell(self, row: int, column: int) -> Node:
        """What the groups have in common."""
        return self.grid.cells[self.rows[row][0]][self.columns[column][0]]

    def row_lanes(self, row: int) -> tuple[Lane, ...]:
        """The rows of a group."""
        return tuple(self.grid.rows[index] for index in self.rows[row])

    def column_lanes(self, column: int) -> tuple[Lane, ...]:
        """The columns of a group."""
        return tuple(self.grid.columns[index] for index in self.columns[column])


def merged(grid: Grid) -> Merged:
    """The groups in the order of their first members. Scopes and cells with names of their own
    stay apart."""
    rows = _groups(grid.cells) if grid.table.rows.parts else _apart(len(grid.rows))
    axis = grid.table.columns
    columns = tuple(zip(*grid.cells, strict=True))
    joined = _groups(columns) if axis is not None and axis.parts else _apart(len(grid.columns))
    return Merged(grid, rows, joined)


def unmerged(grid: Grid) -> Merged:
    """Every row and every column by itself."""
    return Merged(grid, _apart(len(grid.rows)), _apart(len(grid.columns)))


def _groups(lines: Sequence[tuple[Node, ...]]) -> tuple[tuple[int, ...], ...]:
    groups: dict[tuple[Node, ...], list[int]] = {}
    for index, line in enumerate(lines):
        groups.setdefault(line, []).append(index)
    return tuple(map(tuple, groups.values()))


def _apart(number: int) -> tuple[tuple[int, ...], ...]:
    return tuple((index,) for index in range(number))
