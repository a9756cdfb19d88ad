"""Rows and columns that agree everywhere, merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from memattr.documents.grid import Grid, Lane
from memattr.readings.bdd import Node


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
    found: dict[tuple[Node, ...], list[int]] = {}
    for index, line in enumerate(lines):
        found.setdefault(line, []).append(index)
    return tuple(map(tuple, found.values()))


def _apart(number: int) -> tuple[tuple[int, ...], ...]:
    return tuple((index,) for index in range(number))
