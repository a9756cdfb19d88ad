"""A table as a picture: a coloured matrix with a legend, readable in light and dark.

A colour stands for a value, the same in every picture; a cell with several values is striped. Every
cell says in words what it shows, so that nothing rests on colour alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from memattr.formats import palette
from memattr.formats.csv import tables
from memattr.pages.output import Output, Style
from memattr.pages.page import Cell, Table

LETTER = 6.6
BOLD = 7.5
TITLE = 8.2
# A capital letter is so much wider than other letters.
CAPITAL = 1.25
LINE = 15
PADDING = 10
LABEL_LETTERS = 24
CELL_LETTERS = 17
STRIPES = 6


def text(output: Output, style: Style) -> str:
    """The first table as a picture: a file holds one."""
    del style
    every = (table for page in output.pages for table in tables(page))
    return "".join(table_text(table) for table in [*every][:1])


def table_text(table: Table) -> str:
    """The picture, with a title and a description for those who cannot see it."""
    return "\n".join(_Drawing(table).lines()) + "\n"


def folded(text: str, most: int) -> list[str]:
    """The text in lines of about that many letters; words stay whole."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


class _Drawing:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._colours = dict(table.colours)
        self._rows = [
            [folded(cell.text, LABEL_LETTERS) for cell in row.labels] for row in table.rows
        ]
        self._cells = [
            [folded(cell.text, CELL_LETTERS) for cell in row.cells] for row in table.rows
        ]
        self._heads = [folded(cell.text, CELL_LETTERS) for cell in table.columns]
        self._headings = [folded(text, LABEL_LETTERS) for text in table.headings]
        self._label_widths = [
            _width([heading, *(row[i] for row in self._rows)], BOLD)
            for i, heading in enumerate(self._headings)
        ]
        self._widths = [
            max(_width([head], BOLD), _width([row[j] for row in self._cells]))
            for j, head in enumerate(self._heads)
        ]
        self._left = PADDING + sum(self._label_widths)
        self._heights = [
            _height([*labels, *cells])
            for labels, cells in zip(self._rows, self._cells, strict=True)
        ]

    def lines(self) -> Iterator[str]:
        """The elements, in the order of drawing."""
        width = max(self._left + sum(self._widths) + PADDING, 420)
        caption = folded(self._table.caption, int((width - 2 * PADDING) / TITLE))
        axes = folded(self._table.axes, int((width - 2 * PADDING) / LETTER))
        top = PADDING + LINE * len(caption) + (LINE * len(axes) if self._table.axes else 0) + 8
        body = list(self._body(top))
        bottom = top + _height(self._heads + self._headings) + sum(self._heights) + 12
        legend, height = self._legend(bottom, width)
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
            f'width="{width:.0f}" height="{height:.0f}" role="img" '
            f'aria-labelledby="{self._table.name}-title {self._table.name}-desc">'
        )
        yield f'<title id="{self._table.name}-title">{escape(self._table.caption)}</title>'
        yield f'<desc id="{self._table.name}-desc">{escape(self._description())}</desc>'
        yield from self._style()
        yield f'<rect class="page" width="{width:.0f}" height="{height:.0f}"/>'
        yield _text(PADDING, PADDING, caption, "title", "start")
        if self._table.axes:
            yield _text(PADDING, PADDING + LINE * len(caption), axes, "note", "start")
        yield from body
        yield from legend
        yield "</svg>"

    # ---- The matrix

    def _body(self, top: float) -> Iterator[str]:
        y, height = top, _height(self._heads + self._headings)
        x = float(PADDING)
        for lines, size in zip(self._headings, self._label_widths, strict=True):
            yield _text(x + 4, y + 5, lines, "head", "start")
            x += size
        for lines, size in zip(self._heads, self._widths, strict=True):
            yield _text(x + size / 2, y + 5, lines, "head", "middle")
            x += size
        y += height
        for index, line in enumerate(self._table.rows):
            yield from self._row(y, index, line.cells)
            y += self._heights[index]

    def _row(self, y: float, index: int, cells: Sequence[Cell]) -> Iterator[str]:
        x, height = float(PADDING), self._heights[index]
        for lines, size in zip(self._rows[index], self._label_widths, strict=True):
            yield _text(x + 4, y + (height - LINE * len(lines)) / 2, lines, "label", "start")
            x += size
        row = ", ".join(cell.text for cell in self._table.rows[index].labels)
        for column, (cell, size) in enumerate(zip(cells, self._widths, strict=True)):
            lines = self._cells[index][column]
            told = f"{row}; {self._table.columns[column].text}: {cell.text}"
            yield f"<g><title>{escape(told)}</title>"
            patches = list(self._patch(x, y, size, height, cell.alternatives))
            yield from patches or [_rect(x + 1, y + 1, size - 2, height - 2, "none")]
            kind = "ink" if patches else ""
            yield _text(x + size / 2, y + (height - LINE * len(lines)) / 2, lines, kind, "middle")
            yield "</g>"
            x += size

    def _patch(
        self, x: float, y: float, width: float, height: float, values: Sequence[str]
    ) -> Iterator[str]:
        """One colour, or stripes: some from the first value to the last if there are many."""
        shown = _spread([value for value in values if value in self._colours])
        size = (width - 2) / max(len(shown), 1)
        for number, value in enumerate(shown):
            name = palette.name(self._colours[value])
            yield _rect(x + 1 + number * size, y + 1, size, height - 2, name)

    # ---- Around it

    def _legend(self, top: float, width: float) -> tuple[list[str], float]:
        x, y = float(PADDING), top
        parts: list[str] = []
        cells = [cell for line in self._table.rows for cell in line.cells]
        shown = {value for cell in cells for value in (cell.text, *cell.alternatives)}
        for text, colour in self._colours.items():
            if text not in shown:
                continue
            size = 22 + LETTER * len(text) + 14
            if x + size > width - PADDING and x > PADDING:
                x, y = float(PADDING), y + 20
            parts.append(_rect(x, y, 14, 14, palette.name(colour)))
            parts.append(_text(x + 20, y - 0.5, [text], "note", "start"))
            x += size
        y += 24
        more = "A striped cell may show any of its values, according to a choice or an open input."
        if any(len(cell.alternatives) > 1 for line in self._table.rows for cell in line.cells):
            lines = folded(more, int((width - 2 * PADDING) / LETTER))
            parts.append(_text(PADDING, y, lines, "note", "start"))
            y += LINE * len(lines) + 6
        return parts, y + PADDING / 2

    def _description(self) -> str:
        rows = []
        for line in self._table.rows:
            label = ", ".join(cell.text for cell in line.labels)
            cells = ", ".join(
                f"{column.text}: {cell.text}"
                for column, cell in zip(self._table.columns, line.cells, strict=True)
            )
            rows.append(f"{label}: {cells}.")
        return " ".join([self._table.axes, *rows]).strip()

    def _style(self) -> Iterator[str]:
        yield "<style>"
        yield "text{font:12px ui-sans-serif,system-ui,sans-serif;fill:#16181d}"
        yield ".title{font-weight:600;font-size:13px}.head,.label{font-weight:600}"
        yield ".note{fill:#4a4f5a}.page{fill:#ffffff}.none{fill:#eceef1}"
        shown = {palette.name(c): palette.on_page(c) for c in self._colours.values()}
        yield from (f".{name}{{fill:{fill}}}" for name, fill in shown.items())
        yield "@media (prefers-color-scheme:dark){text{fill:#eef0f4}.note{fill:#b4bac6}"
        yield f".page{{fill:#14161a}}.none{{fill:#24272d}}.ink{{fill:{palette.INK}}}}}"
        yield "</style>"


def _spread(values: Sequence[str]) -> list[str]:
    """At most as many as there are stripes, evenly chosen."""
    if len(values) <= STRIPES:
        return list(values)
    step = (len(values) - 1) / (STRIPES - 1)
    return [values[round(number * step)] for number in range(STRIPES)]


def _width(texts: Sequence[Sequence[str]], letter: float = LETTER) -> float:
    longest = max(
        len(line) + (CAPITAL - 1) * sum(map(str.isupper, line)) for lines in texts for line in lines
    )
    return longest * letter + 14


def _height(texts: Sequence[Sequence[str]]) -> float:
    return max(map(len, texts)) * LINE + 10


def _rect(x: float, y: float, width: float, height: float, name: str) -> str:
    return (
        f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
    )


def _text(x: float, y: float, lines: Sequence[str], name: str, anchor: str) -> str:
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{y + LINE * index + 11:.1f}">{escape(line)}</tspan>'
        for index, line in enumerate(lines)
    )
    kind = f' class="{name}"' if name else ""
    return f'<text{kind} text-anchor="{anchor}">{spans}</text>'
