"""What a reader is shown, whatever the format: headings, labelled rows, lists, tables, notes, code.

A page is data. Every text in it is plain text, without markup of any format. Where there is a full
wording and shorter ones, the full one comes first; only the format for terminals ever takes another
than the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Tone = Literal["plain", "good", "unclear", "bad"]
Emphasis = Literal["", "code", "strong"]


@dataclass(frozen=True)
class Heading:
    """A title. `mark` is a verdict before it, of a `tone`; `asides` say where it belongs, as a
    place in a file, in full and then shorter. Level 1 is the title of a page."""

    text: str
    asides: tuple[str, ...] = ()
    mark: str = ""
    tone: Tone = "plain"
    level: int = 1


@dataclass(frozen=True)
class Row:
    """A labelled text in several wordings, the fullest first and the shortest last. The first
    `enough` of them say all that must be said. Where a page has a limit, rows of lower `rank` get
    spare lines first, at most `most` of them each.

    A row without a label belongs to the row before it. Rows that are `hanging` are told apart by
    an indent of their further lines. A `command` is there to be pasted: it keeps its words.
    `unabridged` is there where the first wording still leaves names out, for a reader's sake."""

    label: str
    wordings: tuple[str, ...]
    most: int | None = None
    rank: int = 9
    enough: int = 1
    hanging: bool = False
    command: bool = False
    unabridged: str = ""

    @property
    def whole(self) -> str:
        """All of it, for who does not read it on a terminal or asked for everything."""
        return self.unabridged or self.wordings[0]


@dataclass(frozen=True)
class Rows:
    """Labelled rows, one below the other."""

    rows: tuple[Row, ...]


@dataclass(frozen=True)
class OutlineItem:
    """An item of an outline; depth 1 is the outermost. `aside` stands at the end of its line."""

    text: str
    depth: int = 1
    aside: str = ""


@dataclass(frozen=True)
class Outline:
    """Items that lie inside one another."""

    items: tuple[OutlineItem, ...]


@dataclass(frozen=True)
class Columns:
    """Rows of short cells without a heading, side by side; the last cell of a row may be long."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Cell:
    """A label or a cell of a table: its text, the mark of its footnote, and the alternatives in it.
    No alternatives and no text: this cannot happen. A line end in a text stays one. A name of our
    texts is shown as `code`."""

    text: str
    mark: str = ""
    alternatives: tuple[str, ...] = ()
    emphasis: Emphasis = ""


@dataclass(frozen=True)
class Colour:
    """What a value is painted in: a step, from 0, of the scale of the values that the matrix of the
    whole model shows, or of the scale of other values."""

    in_matrix: bool
    step: int


@dataclass(frozen=True)
class TableRow:
    """A label for each heading, and the cells."""

    labels: tuple[Cell, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """`headings` stand over the labels of the rows, `over` over the columns. `colours` lists the
    values that occur, the strongest first; `legend` are lines about the whole table, and `notes`
    are footnotes with their marks."""

    name: str
    title: str
    references: tuple[str, ...]
    headings: tuple[str, ...]
    over: str
    columns: tuple[Cell, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[tuple[str, str], ...] = ()
    legend: tuple[str, ...] = ()
    colours: tuple[tuple[str, Colour], ...] = ()

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

    def colour(self, cell: Cell) -> Colour | None:
        """The colour of a cell that shows one value."""
        values = cell.alternatives
        return dict(self.colours).get(values[0]) if len(values) == 1 else None

    def head(self) -> list[Cell]:
        """The headings of the labels, then the columns."""
        return [*map(Cell, self.headings), *self.columns]

    def body(self) -> list[list[Cell]]:
        """Every row in full, labels first."""
        return [[*row.labels, *row.cells] for row in self.rows]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, so far inside what is above it."""

    text: str
    depth: int = 0


@dataclass(frozen=True)
class Code:
    """Lines that stay as they are."""

    text: str


@dataclass(frozen=True)
class Gap:
    """Room between two blocks that belong together less than others."""


@dataclass(frozen=True)
class Abridged:
    """Blocks in full, and the same in brief: for terminals, if nobody wants all of it."""

    full: tuple[Block, ...]
    brief: tuple[Block, ...]


FullBlock: TypeAlias = Heading | Rows | Outline | Columns | Table | Paragraph | Code
Block: TypeAlias = FullBlock | Gap | Abridged


@dataclass(frozen=True)
class Page:
    """Blocks from top to bottom. With `lines`, a terminal shows at most so many lines of it: rows
    take shorter wordings."""

    blocks: tuple[Block, ...]
    lines: int | None = field(default=None, kw_only=True)

    def in_full(self) -> Iterator[FullBlock]:
        """The blocks as every format but the one for terminals has them: nothing is abridged, and
        room between blocks is its own affair."""
        return _full(self.blocks)


def _full(blocks: Iterable[Block]) -> Iterator[FullBlock]:
    for block in blocks:
        match block:
            case Gap():
                pass
            case Abridged(inner):
                yield from _full(inner)
            case _:
                yield block


def row(label: str, text: str) -> Row:
    """A row with one wording."""
    return Row(label, (text,))


def hanging(label: str, texts: Iterable[str]) -> list[Row]:
    """Several rows under one label."""
    return [Row("" if n else label, (text,), hanging=True) for n, text in enumerate(texts)]


def table(head: Sequence[str], body: Iterable[Sequence[str | Cell]]) -> Table:
    """A table without labels, captions and notes."""
    rows = tuple(TableRow((), tuple(map(_cell, line))) for line in body)
    return Table("", "", (), (), "", tuple(map(Cell, head)), rows)


def code(text: str) -> Cell:
    """A name of our texts."""
    return Cell(text, "", (text,), "code")


def _cell(text: str | Cell) -> Cell:
    return text if isinstance(text, Cell) else Cell(text, "", (text,))


def listed(texts: Sequence[str], most: int, what: str = "more") -> str:
    """The texts with commas, cut after `most`."""
    if len(texts) <= most:
        return ", ".join(texts)
    return f"{', '.join(texts[:most])} and {len(texts) - most} {what}"


def counted(number: int, noun: str) -> str:
    """The number with its noun, in the plural where it must be."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shortened(texts: Sequence[str], link: str = ", ") -> list[str]:
    """The list in full, then with fewer and fewer of its members named."""
    wordings = [link.join(texts)]
    for shown in reversed(range(1, len(texts))):
        wordings.append(f"{link.join(texts[:shown])} and {len(texts) - shown} more")
    return wordings
