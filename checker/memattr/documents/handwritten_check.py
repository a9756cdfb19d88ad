"""A hand-written table compared, cell by cell, with what is proved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from memattr.answers.cell_reading import Ambiguous, Meant, Understanding
from memattr.answers.wording import Wording
from memattr.documents.footnotes import Notes
from memattr.documents.grid import Lane
from memattr.documents.handwritten import handwritten
from memattr.documents.table_forms import Statement, statements
from memattr.documents.table_maker import DrawnTable
from memattr.model.model import Model
from memattr.model.table_declarations import Axis
from memattr.model.types import Type, Value


@dataclass(frozen=True)
class Wrong:
    """A cell that says something else than what is proved, or nothing that is understood: then
    `nearest` are the texts that would be, or, if the cell `is_ambiguous`, what it may mean."""

    line: int
    row: str
    column: str
    written: str
    understood: bool
    proved: str
    rule: str
    nearest: tuple[str, ...] = ()
    is_ambiguous: bool = False


@dataclass(frozen=True)
class Missing:
    """Rows, columns or single cells that the file does not have."""

    what: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class HandwrittenComparison:
    """What is wrong in the file, what it does not say, and how many of its cells were compared."""

    path: Path
    cells: int
    wrong: tuple[Wrong, ...]
    missing: tuple[Missing, ...]


def compared(drawn: DrawnTable, path: Path) -> HandwrittenComparison:
    """The first table of the file, refuted. Raises SpecError if it cannot be understood."""
    return _Comparing(drawn, path).comparison()


class _Comparing:
    def __init__(self, drawn: DrawnTable, path: Path) -> None:
        self._made, self._path = drawn, path
        self._of = drawn.merged
        self._grid = drawn.merged.grid
        self._table = self._grid.table
        self._model: Model = self._grid.model
        self._wording = Wording(self._model)
        self._understanding = Understanding(self._model)
        self._notes = Notes(self._model)
        self._row_of = {m: i for i, group in enumerate(self._of.rows) for m in group}
        self._column_of = {m: j for j, group in enumerate(self._of.columns) for m in group}

    def comparison(self) -> HandwrittenComparison:
        """Every cell, then what the file lacks."""
        said = statements(self._grid, self._understanding, handwritten(self._path))
        wrong = tuple(finding for one in said for finding in self._cell(one))
        told = {(i, j) for one in said for i in one.rows for j in one.columns}
        return HandwrittenComparison(self._path, len(said), wrong, tuple(self._missing(told)))

    # ---- Cells

    def _cell(self, said: Statement) -> Iterator[Wrong]:
        """One finding for each different value that is proved where the text says another."""
        seen: set[tuple[int, int]] = set()
        for i in said.rows:
            for j in said.columns:
                group = (self._row_of[i], self._column_of[j])
                if group not in seen:
                    seen.add(group)
                    yield from self._judged(said, i, j)

    def _judged(self, said: Statement, i: int, j: int) -> Iterator[Wrong]:
        seen = self._made.seen[self._row_of[i]][self._column_of[j]]
        cell = self._table.cells[self._grid.part(j)]
        proved, nearest, is_ambiguous = frozenset(seen.values), tuple[str, ...](), False
        meant = Meant(cell.expression.type, cell.heading, heading=cell.heading)
        try:
            values = self._understanding.values(meant, said.text)
        except Ambiguous as several:
            values, nearest, is_ambiguous = None, several.candidates, True
        if values == proved:
            return
        if values is None and not is_ambiguous:
            nearest = self._understanding.nearest(meant, said.text)
        yield Wrong(
            said.line,
            self._label("row", i),
            self._label("column", j) if self._table.columns else said.heading,
            said.text,
            values is not None,
            self._proved(cell.expression.type, proved, cell.heading),
            self._rule(i, j),
            nearest,
            is_ambiguous,
        )

    def _proved(self, type_: Type, values: frozenset[Value], name: str) -> str:
        return self._wording.words(type_, values, name).text if values else "this cannot happen"

    def _rule(self, i: int, j: int) -> str:
        """The cases that tell this cell from others; all of its cases if none does."""
        cited = self._made.cited
        row, column = self._row_of[i], self._column_of[j]
        cases = cited.cells[row][column] or cited.rows[row] | cited.columns[column]
        cases = cases or self._made.seen[row][column].cases
        return self._notes.text(cases)

    # ---- What is missing

    def _missing(self, told: set[tuple[int, int]]) -> Iterator[Missing]:
        """Whole rows, whole columns, then cells of the others."""
        rows, columns = {i for i, _ in told}, {j for _, j in told}
        yield from self._absent("rows", [i for i in range(len(self._grid.rows)) if i not in rows])
        absent = [j for j in range(len(self._grid.columns)) if j not in columns]
        yield from self._absent("columns", absent)
        cells = [
            f"{self._label('row', i)}, {self._label('column', j)}"
            for i in sorted(rows) for j in sorted(columns) if (i, j) not in told
        ]  # fmt: skip
        if cells:
            yield Missing("cells", tuple(dict.fromkeys(cells)))

    def _absent(self, what: str, indices: Sequence[int]) -> Iterator[Missing]:
        side = what.removesuffix("s")
        labels = tuple(dict.fromkeys(self._label(side, index) for index in indices))
        if labels:
            yield Missing(what, labels)

    def _label(self, side: str, index: int) -> str:
        """The row or the column as the generated table names it, not merged with others."""
        axis: Axis | None = self._table.rows if side == "row" else self._table.columns
        if axis is None:
            return self._table.cells[index].heading
        lane: Lane = (self._grid.rows if side == "row" else self._grid.columns)[index]
        if axis.scopes:
            return lane.scope
        texts = [
            self._wording.words(part.expression.type, frozenset({value}), part.name).text
            for part, value in zip(axis.parts, lane.values, strict=True)
        ]
        return ", ".join(texts)
