"""A merged table -> a table of a page: labels, cells and footnotes in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memattr.answers.value_text import products
from memattr.answers.wording import FEW, Wording, value_words
from memattr.documents.cell_witness import Seen
from memattr.documents.footnotes import CitedCases, Notes
from memattr.documents.grid import Grid, Lane, Merged
from memattr.documents.proving import Proof
from memattr.engines.assumptions import foreign_assumptions
from memattr.model.layout import to_bits
from memattr.model.model import Model
from memattr.model.show import show
from memattr.model.table_declarations import Axis, AxisPart
from memattr.model.types import Value
from memattr.pages.colours import colours
from memattr.pages.page import Cell, Table, TableRow, listed

NEVER = "-"
MOST_REFERENCES = 16


class TableLayout:
    """Writes one merged table."""

    def __init__(
        self, merged: Merged, seen: Sequence[Sequence[Seen]], cited: CitedCases, proof: Proof | None
    ) -> None:
        self._of, self._seen, self._cited, self._proof = merged, seen, cited, proof
        self._grid: Grid = merged.grid
        self._table = merged.grid.table
        self._model: Model = merged.grid.model
        self._notes = Notes(self._model)
        self._wording = Wording(self._model)

    def table(self) -> Table:
        """The table. Footnotes are numbered as a reader meets them."""
        columns = tuple(self._column(j) for j in range(len(self._of.columns)))
        rows = tuple(row for i in range(len(self._of.rows)) for row in self._rows(i))
        table = self._table
        return Table(
            name=table.name,
            title=table.note.words or ", ".join(cell.heading for cell in table.cells),
            references=table.note.refs,
            headings=self._headings(table.rows),
            over=", ".join(self._headings(table.columns)) if table.columns else "",
            columns=columns,
            rows=rows,
            notes=self._notes.notes,
            legend=tuple(self._legend()),
            colours=tuple(colours(self._model, self._order()).items()),
        )

    # ---- Labels

    def _rows(self, row: int) -> Iterator[TableRow]:
        mark = self._notes.mark(self._cited.rows[row])
        cells = tuple(self._cell(row, j) for j in range(len(self._of.columns)))
        for labels in self._labels(self._table.rows, self._of.row_lanes(row), self._grid.rows):
            *first, last = labels
            yield TableRow((*map(Cell, first), Cell(last, mark)), cells)

    def _column(self, column: int) -> Cell:
        mark = self._notes.mark(self._cited.columns[column])
        axis = self._table.columns
        if axis is None:
            return Cell(self._table.cells[column].heading, mark)
        side_labels = self._labels(axis, self._of.column_lanes(column), self._grid.columns)
        if len(axis.parts) > 1:
            names = [part.name for part in axis.parts]
            texts = [
                ", ".join(map("=".join, zip(names, labels, strict=True))) for labels in side_labels
            ]
        else:
            texts = [labels[0] for labels in side_labels]
        return Cell(" or ".join(texts), mark)

    def _labels(
        self, axis: Axis, lanes: Sequence[Lane], every: Sequence[Lane]
    ) -> list[tuple[str, ...]]:
        """The words of a group, a row for each product of sets that it consists of."""
        if axis.scopes:
            return [self._scope_label(lane.scope) for lane in lanes]
        labels = []
        for product in products([lane.values for lane in lanes]):
            sides = zip(axis.parts, product, range(len(product)), strict=True)
            labels.append(tuple(self._side(part, side, k, every) for part, side, k in sides))
        return labels

    def _side(
        self, part: AxisPart, values: frozenset[Value], side: int, every: Sequence[Lane]
    ) -> str:
        total = len({lane.values[side] for lane in every})
        type_ = part.expression.type
        return self._wording.words(type_, values, part.name, max(total, 2)).text

    def _headings(self, axis: Axis) -> tuple[str, ...]:
        if axis.scopes:
            return (self._model.scopes[axis.scopes[0]].kind.capitalize(),)
        return tuple(part.heading for part in axis.parts)

    def _scope_label(self, name: str) -> tuple[str, ...]:
        return (name,)

    # ---- Cells

    def _cell(self, row: int, column: int) -> Cell:
        values = self._seen[row][column].values
        cases = self._cited.cells[row][column]
        if not values:
            return Cell(NEVER)
        cell = self._table.cells[self._grid.part(column)]
        type_ = cell.expression.type
        words = self._wording.words(type_, frozenset(values), cell.heading)
        singles = self._singles(column, values)
        if words.every or len(words.alternatives) <= FEW:
            return Cell(words.text, self._notes.mark(cases), singles)
        mark = self._notes.mark(cases, f"one of: {', '.join(words.alternatives)}")
        return Cell(f"one of {len(words.alternatives)}", mark, singles)

    def _singles(self, column: int, values: tuple[Value, ...]) -> tuple[str, ...]:
        """The values one by one."""
        cell = self._table.cells[self._grid.part(column)]
        type_ = cell.expression.type
        ordered = sorted(values, key=lambda value: to_bits(type_, value))
        return tuple(
            dict.fromkeys(value_words(self._model, type_, v, cell.heading) for v in ordered)
        )

    def _order(self) -> Iterator[str]:
        """The single values that occur, in declared order."""
        places: dict[str, int] = {}
        for line in self._seen:
            for column, seen in enumerate(line):
                type_ = self._table.cells[self._grid.part(column)].expression.type
                for value in seen.values:
                    (text,) = self._singles(column, (value,))
                    places.setdefault(text, to_bits(type_, value))
        yield from sorted(places, key=lambda text: (places[text], text))

    # ---- The whole

    def _legend(self) -> Iterator[str]:
        yield from self.settings()
        for narrowing in foreign_assumptions(self._model, self._table.note.place.file):
            yield f"But it {narrowing.words}."
        assuming = list(self._assumptions())
        if assuming:
            yield f"Given: {'; '.join(assuming)}."
        if self._grid.excluded:
            yield f"Excluded by what is given: {', '.join(self._grid.excluded)}."
        depends = [
            name
            for name in (*self._model.inputs, *(n for n, _ in self._table.variables))
            if any(name in panel.depends for panel in self._grid.panels.values())
        ]
        if depends:
            yield f"A cell shows all that is possible, whatever these are: {', '.join(depends)}."
        yield from self.rests_on()
        if self._proof is not None:
            number = f"{self._proof.cells} cells"
            yield f"Proved equal to all {number} in full: {', '.join(self._proof.rests_on)}."

    def references(self) -> tuple[str, ...]:
        """What the cases cite that every cell rests on."""
        return self._notes.references(self._cited.everywhere)

    def rests_on(self) -> Iterator[str]:
        """The line of the legend that cites them, cut if they are many."""
        references = self.references()
        if references:
            whole = "The cells rest" if self._table.rows.scopes else "Every cell rests"
            yield f"{whole} on {listed(references, MOST_REFERENCES)}."

    def settings(self) -> Iterator[str]:
        """The lines of the legend that say what the settings are in which policies are shown."""
        axis = self._table.columns
        for name in axis.scopes if axis is not None else ():
            scope = self._model.scopes[name]
            if scope.kind == "setting" and scope.note.words:
                yield f"{name}: {scope.note.words}."

    def _assumptions(self) -> Iterator[str]:
        table = self._table
        for name, values in table.stated:
            type_ = self._model.inputs[name].type
            shown = " or ".join(show(self._model, type_, value, name) for value in values)
            yield f"{name} is {shown}" if values else f"every {name}"
        if table.scope:
            yield f"under {table.scope}"
        yield from table.assumed
