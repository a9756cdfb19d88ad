"""A table as texts: what every format writes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A label or a cell: its text, the mark of its footnote, and the alternatives in it. No
    alternatives and no text: this cannot happen."""

    text: str
    mark: str = ""
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A row: a label for each heading, and the cells."""

    labels: tuple[Entry, ...]
    cells: tuple[Entry, ...]


@dataclass(frozen=True)
class Sheet:
    """`headings` stand over the labels of the rows, `over` over the columns. `order` lists the
    values that occur, the strongest first; `legend` are lines about the whole table."""

    name: str
    title: str
    references: tuple[str, ...]
    headings: tuple[str, ...]
    over: str
    columns: tuple[Entry, ...]
    lines: tuple[Line, ...]
    notes: tuple[tuple[str, str], ...]
    legend: tuple[str, ...]
    order: tuple[str, ...] = ()

    @property
    def caption(self) -> str:
        """The title with the references."""
        cites = f" ({', '.join(self.references)})" if self.references else ""
        return f"{self.title}{cites}"

    @property
    def axes(self) -> str:
        """What rows and columns are, if there are both."""
        if not self.over:
            return ""
        return f"Rows: {', '.join(self.headings)}. Columns: {self.over}."

    def body(self) -> list[list[Entry]]:
        """Every row in full, labels first."""
        return [[*line.labels, *line.cells] for line in self.lines]

    def head(self) -> list[Entry]:
        """The headings of the labels, then the columns."""
        return [*map(Entry, self.headings), *self.columns]
