"""A hand-written table compared, cell by cell, with what is proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from memattr.documents.cell_reading import Understanding, simplified
from memattr.documents.files import problem
from memattr.documents.footnotes import Notes
from memattr.documents.grid import Lane
from memattr.documents.handwritten import Handwritten, HandwrittenRow, handwritten
from memattr.documents.table_maker import Made
from memattr.documents.wording import Wording
from memattr.model.model import Model
from memattr.model.table_declaration import Axis
from memattr.model.types import Type, Value
from memattr.place import SpecError


@dataclass(frozen=True)
class Wrong:
    """A cell that says something else than what is proved, or nothing that is understood."""

    line: int
    row: str
    column: str
    written: str
    understood: bool
    proved: str
    rule: str


@dataclass(frozen=True)
class Missing:
    """Rows or columns that the file does not have."""

    what: str
    labels: tuple[str, ...]


Finding = Wrong | Missing


@dataclass(frozen=True)
class HandwrittenComparison:
    """What is wrong or missing in the file, and how many of its cells were compared."""

    path: Path
    cells: int
    findings: tuple[Finding, ...]


def compared(made: Made, path: Path) -> HandwrittenComparison:
    """The first table of the file, refuted. Raises SpecError if it cannot be understood."""
    return _Comparing(made, handwritten(path)).comparison()


class _Comparing:
    def __init__(self, made: Made, written: Handwritten) -> None:
        self._made, self._written = made, written
        self._of = made.merged
        self._grid = made.merged.grid
        self._table = self._grid.table
        self._model: Model = self._grid.model
        self._wording = Wording(self._model)
        self._understanding = Understanding(self._model)
        self._notes = Notes(self._model)
        self._labels = len(self._table.rows.parts) or 1
        self._row_of = {m: i for i, group in enumerate(self._of.rows) for m in group}
        self._column_of = {m: j for j, group in enumerate(self._of.columns) for m in group}

    def comparison(self) -> HandwrittenComparison:
        """Every cell, then what the file lacks."""
        columns = self._columns()
        findings: list[Finding] = []
        told_rows: set[int] = set()
        cells = 0
        for row in self._written.rows:
            lanes = self._rows(row)
            told_rows |= set(lanes)
            for position, indices in columns.items():
                cells += 1
                findings += self._cell(row, position, lanes, indices)
        told = {index for indices in columns.values() for index in indices}
        findings += self._missing("rows", self._of.rows, told_rows)
        findings += self._missing("columns", self._of.columns, told)
        return HandwrittenComparison(self._written.path, cells, tuple(findings))

    # ---- Which rows and columns are meant

    def _rows(self, row: HandwrittenRow) -> list[int]:
        axis, lanes = self._table.rows, self._grid.rows
        texts = row.texts[: self._labels]
        found = self._meant(axis, lanes, texts)
        if found is None:
            words = ", ".join(texts)
            message = f"'{words}' is no row of {self._table.name}"
            raise SpecError([problem(self._written.path, "unknown-row", message, row.line)])
        return found

    def _columns(self) -> dict[int, list[int]]:
        head = self._written.head
        found: dict[int, list[int]] = {}
        for position in range(self._labels, len(head.texts)):
            text = head.texts[position]
            indices = self._column(text)
            if indices is None:
                message = f"'{text}' is no column of {self._table.name}"
                raise SpecError([problem(self._written.path, "unknown-column", message, head.line)])
            found[position] = indices
        return found

    def _column(self, text: str) -> list[int] | None:
        axis = self._table.columns
        if axis is not None:
            return self._meant(axis, self._grid.columns, (text,))
        headings = [simplified(cell.heading) for cell in self._table.cells]
        if simplified(text) in headings:
            return [headings.index(simplified(text))]
        return [0] if len(headings) == 1 else None

    def _meant(self, axis: Axis, lanes: Sequence[Lane], texts: Sequence[str]) -> list[int] | None:
        """The positions in the grid of all lanes that the texts name."""
        if axis.scopes:
            names = [simplified(lane.scope) for lane in lanes]
            wanted = simplified(texts[0])
            return [names.index(wanted)] if wanted in names else None
        if len(axis.parts) != len(texts):
            return None
        sides = []
        for part, text in zip(axis.parts, texts, strict=True):
            values = self._understanding.values(part.expression.type, text, part.name)
            if not values:
                return None
            sides.append(values)
        return [
            index
            for index, lane in enumerate(lanes)
            if all(value in side for value, side in zip(lane.values, sides, strict=True))
        ]

    # ---- Cells

    def _cell(
        self, row: HandwrittenRow, position: int, lanes: Sequence[int], columns: Sequence[int]
    ) -> Iterator[Finding]:
        """One finding for each different value that is proved where the text says another."""
        text = row.texts[position]
        seen: set[tuple[int, int]] = set()
        for i in lanes:
            for j in columns:
                group = (self._row_of[i], self._column_of[j])
                if group not in seen:
                    seen.add(group)
                    yield from self._judged(row, position, text, i, j)

    def _judged(
        self, row: HandwrittenRow, position: int, text: str, i: int, j: int
    ) -> Iterator[Finding]:
        seen = self._made.seen[self._row_of[i]][self._column_of[j]]
        cell = self._table.cells[self._grid.part(j)]
        proved = frozenset(seen.values)
        said = self._understanding.values(cell.expression.type, text, cell.heading)
        if said == proved:
            return
        yield Wrong(
            row.line,
            self._lane_text(self._table.rows, self._of.row_lanes(self._row_of[i]), i, "row"),
            self._column_text(j) if self._table.columns else self._written.head.texts[position],
            text,
            said is not None,
            self._proved(cell.expression.type, proved, cell.heading),
            self._rule(i, j),
        )

    def _proved(self, kind: Type, values: frozenset[Value], name: str) -> str:
        return self._wording.words(kind, values, name).text if values else "this cannot happen"

    def _rule(self, i: int, j: int) -> str:
        """The cases that tell this cell from others; all of its cases if none does."""
        cited = self._made.cited
        row, column = self._row_of[i], self._column_of[j]
        cases = cited.cells[row][column] or cited.rows[row] | cited.columns[column]
        cases = cases or self._made.seen[row][column].cases
        return self._notes.text(cases)

    def _column_text(self, j: int) -> str:
        axis = self._table.columns
        assert axis is not None, "there are columns"
        lanes = self._of.column_lanes(self._column_of[j])
        return self._lane_text(axis, lanes, j, "column")

    def _lane_text(self, axis: Axis, lanes: Sequence[Lane], index: int, kind: str) -> str:
        lane = (self._grid.rows if kind == "row" else self._grid.columns)[index]
        if axis.scopes:
            return lane.scope
        assert lane in lanes, "a group has its members"
        texts = [
            self._wording.words(part.expression.type, frozenset({value}), part.name).text
            for part, value in zip(axis.parts, lane.values, strict=True)
        ]
        return ", ".join(texts)

    # ---- What is missing

    def _missing(
        self, what: str, groups: Sequence[tuple[int, ...]], told: set[int]
    ) -> Iterator[Missing]:
        axis = self._table.rows if what == "rows" else self._table.columns
        if axis is None:
            return
        lanes = self._grid.rows if what == "rows" else self._grid.columns
        labels = []
        for group in groups:
            for index in group:
                if index not in told:
                    side = "row" if what == "rows" else "column"
                    labels.append(self._lane_text(axis, lanes, index, side))
        if labels:
            yield Missing(what, tuple(dict.fromkeys(labels)))
