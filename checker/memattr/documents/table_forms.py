"""A hand-written table -> what it says of which rows and columns of a generated one.

A matrix has the rows below one another and the columns side by side, or the other way round, which
its corner says. A list has a line for each situation: what the rows are, what the columns are, the
result, in any order, as its heading says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memattr.answers.cell_reading import Ambiguous, Meant, Understanding, Values
from memattr.documents.grid import Grid, Lane
from memattr.documents.handwritten import Handwritten, HandwrittenRow
from memattr.model.spellings import folded
from memattr.model.table_declarations import Axis, AxisPart
from memattr.place import Place, Problem, SpecError

# Cells that say nothing.
SILENT = ("", "?", "...", "\u2026")


@dataclass(frozen=True)
class Statement:
    """What a cell says: of these rows and columns of the grid, by position, and the heading of its
    column in the file."""

    line: int
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    heading: str
    text: str


def statements(grid: Grid, understanding: Understanding, written: Handwritten) -> list[Statement]:
    """All that the table says. Raises SpecError with every row and column that is unknown, and the
    nearest that would be known."""
    reading = _TableReader(grid, understanding, written)
    spoken = [one for one in reading.statements() if one.text not in SILENT]
    if reading.problems:
        raise SpecError(reading.problems)
    return spoken


class _TableReader:
    def __init__(self, grid: Grid, understanding: Understanding, written: Handwritten) -> None:
        self._grid, self._understanding, self._written = grid, understanding, written
        self._table = grid.table
        self.problems: list[Problem] = []

    def statements(self) -> Iterator[Statement]:
        places = self._list()
        if places is not None:
            return self._listed(*places)
        return self._transposed() if self._is_transposed() else self._matrix()

    # ---- Forms

    def _list(self) -> tuple[list[int], list[int], int] | None:
        """Where the rows, the columns and the result stand in each line; None if it is no list."""
        columns, head = self._table.columns, self._written.head.texts
        if columns is None or not (columns.parts and self._table.rows.parts):
            return None
        parts = (*self._table.rows.parts, *columns.parts)
        places = [self._heading_place(part, parts) for part in parts]
        if len(head) != len(parts) + 1 or None in places or len({*places}) != len(parts):
            return None
        told = [place for place in places if place is not None]
        (result,) = {*range(len(head))} - {*told}
        rows = len(self._table.rows.parts)
        return told[:rows], told[rows:], result

    def _heading_place(self, part: AxisPart, parts: Sequence[AxisPart]) -> int | None:
        head = enumerate(self._written.head.texts)
        places = [place for place, text in head if self._headings(text, parts) == {part.heading}]
        return places[0] if len(places) == 1 else None

    def _headings(self, text: str, parts: Sequence[AxisPart]) -> set[str]:
        """The headings that the text names."""
        readings = [f" {one} " for one in self._understanding.spellings.readings(text)]
        return {
            part.heading for part in parts
            if any(f" {folded(part.heading)} " in one for one in readings)
        }  # fmt: skip

    def _listed(
        self, rows: Sequence[int], columns: Sequence[int], result: int
    ) -> Iterator[Statement]:
        assert self._table.columns is not None, "a list tells rows and columns"
        heading = self._written.head.texts[result]
        for line in self._written.rows:
            row = self._lanes("row", [line.texts[place] for place in rows], line)
            column = self._lanes("column", [line.texts[place] for place in columns], line)
            yield Statement(line.line, row, column, heading, line.texts[result])

    def _is_transposed(self) -> bool:
        """True iff the corner names first what the columns of the generated table are."""
        columns = self._table.columns
        if columns is None or len(columns.parts) != 1 or len(self._table.rows.parts) != 1:
            return False
        (row,), (column,) = self._table.rows.parts, columns.parts
        readings = [*self._understanding.spellings.readings(self._written.head.texts[0])]

        def first(part: AxisPart) -> bool:
            return any(one.startswith(folded(part.heading)) for one in readings)

        return first(column) and not first(row)

    def _transposed(self) -> Iterator[Statement]:
        head = self._written.head
        sides = [self._lanes("row", [text], head) for text in head.texts[1:]]
        for line in self._written.rows:
            columns = self._lanes("column", line.texts[:1], line)
            for text, heading, rows in zip(line.texts[1:], head.texts[1:], sides, strict=True):
                yield Statement(line.line, rows, columns, heading, text)

    def _matrix(self) -> Iterator[Statement]:
        labels, head = len(self._table.rows.parts) or 1, self._written.head
        headings = head.texts[labels:]
        columns = [self._column(text) for text in headings]
        for line in self._written.rows:
            rows = self._lanes("row", line.texts[:labels], line)
            for text, heading, side in zip(line.texts[labels:], headings, columns, strict=True):
                yield Statement(line.line, rows, side, heading, text)

    # ---- What texts name

    def _column(self, text: str) -> tuple[int, ...]:
        """The positions of the columns that a text of the heading names."""
        head = self._written.head
        if self._table.columns is not None:
            return self._lanes("column", [text], head)
        headings = [cell.heading for cell in self._table.cells]
        names = {folded(heading): index for index, heading in enumerate(headings)}
        for one in self._understanding.spellings.readings(text):
            if one in names:
                return (names[one],)
        if len(headings) == 1:
            return (0,)
        self._unknown("column", text, head, headings)
        return ()

    def _lanes(self, side: str, texts: Sequence[str], line: HandwrittenRow) -> tuple[int, ...]:
        """The positions of all rows, or columns, that the texts name."""
        axis = self._table.rows if side == "row" else self._table.columns
        lanes = self._grid.rows if side == "row" else self._grid.columns
        assert axis is not None, "there are columns"
        if axis.scopes:
            return self._scopes(side, lanes, texts[0], line)
        stated = self._valued(axis, lanes, side, texts, line)
        if not stated and not self.problems:
            words = ", ".join(texts)
            self._complain(side, f"'{words}' cannot happen in {self._table.name}", "", line)
        return stated

    def _scopes(
        self, side: str, lanes: Sequence[Lane], text: str, line: HandwrittenRow
    ) -> tuple[int, ...]:
        names = {folded(lane.scope): index for index, lane in enumerate(lanes)}
        if folded(text) not in names:
            self._unknown(side, text, line, [lane.scope for lane in lanes])
            return ()
        return (names[folded(text)],)

    def _valued(
        self,
        axis: Axis,
        lanes: Sequence[Lane],
        side: str,
        texts: Sequence[str],
        line: HandwrittenRow,
    ) -> tuple[int, ...]:
        left = [*range(len(lanes))]
        for index, (part, text) in enumerate(zip(axis.parts, texts, strict=True)):
            among = frozenset(lane.values[index] for lane in lanes)
            values = self._named(Meant(part.expression.type, part.name, among, part.heading),
                                 side, text, line)  # fmt: skip
            left = [lane for lane in left if lanes[lane].values[index] in values]
        return tuple(left)

    def _named(self, meant: Meant, side: str, text: str, line: HandwrittenRow) -> Values:
        try:
            values = self._understanding.values(meant, text)
        except Ambiguous as several:
            message = f"'{text}' may be {several.message}"
            self._complain(side, message, "Say which, in these words.", line)
            return frozenset()
        if not values:
            self._unknown(side, text, line, self._understanding.nearest(meant, text))
        return values or frozenset()

    def _unknown(self, side: str, text: str, line: HandwrittenRow, known: Sequence[str]) -> None:
        message = f"'{text}' is no {side} of {self._table.name}"
        self._complain(side, message, f"The nearest: {'; '.join(known)}", line)

    def _complain(self, side: str, message: str, way: str, line: HandwrittenRow) -> None:
        place = Place(str(self._written.path), line.line, 1)
        problem = Problem(place, f"unknown-{side}", message, "", way)
        if problem not in self.problems:
            self.problems.append(problem)
