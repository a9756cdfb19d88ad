"""Pages for terminals and mails: ASCII, so wide, and the only format that shortens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from tabulate import tabulate

from memattr.formats.palette import painted
from memattr.formats.row_layout import (
    INDENT,
    aligned,
    ends_of_line,
    in_full,
    label_width,
    laid_out,
    wrapped,
)
from memattr.pages.output import Output, Style
from memattr.pages.page import (
    Abridged,
    Block,
    Cell,
    Code,
    Colour,
    Columns,
    Gap,
    Heading,
    Outline,
    OutlineItem,
    Page,
    Paragraph,
    Row,
    Rows,
    Table,
    Tone,
)

# Further lines of an item stand so far inside it.
HANGING = " " * 2
COLORS: dict[Tone, str] = {"good": "\x1b[32m", "unclear": "\x1b[33m", "bad": "\x1b[31m"}
BOLD, RESET = "\x1b[1m", "\x1b[0m"


def text(output: Output, style: Style) -> str:
    """The pages, with room between them."""
    return "\n\n".join("\n".join(page_lines(page, style)) for page in output.pages) + "\n"


def page_lines(page: Page, style: Style) -> list[str]:
    """The lines of one page, in wordings that fit; in its full wordings for who asked for more."""
    if style.verbosity > 0:
        return _in_full(page, style)
    shown = list(_shown(page.blocks, whole=False))
    blocks = list(_with_asides_below(shown, style.width))
    labels = label_width(_rows_of(blocks))
    left = page.lines
    if left is not None:
        others = (block for block in blocks if not isinstance(block, Rows))
        left -= sum(len(_block_lines(block, style)) for block in others)
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Rows):
            added = laid_out(block.rows, style.width, labels, left)
            left = None if left is None else max(0, left - len(added))
        else:
            added = _block_lines(block, style)
        lines += added
    return list(map(ascii_text, lines))


def full_text(page: Page, width: int = 76) -> str:
    """The page in its full wordings, for tools that show text beside the source."""
    return "\n".join(_in_full(page, Style(width)))


def _in_full(page: Page, style: Style) -> list[str]:
    """The lines of the whole page: nothing is left out for want of room."""
    blocks = list(_with_asides_below(list(_shown(page.blocks, whole=True)), style.width))
    labels = label_width(_rows_of(blocks))
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Rows):
            lines += in_full(block.rows, style.width, labels)
        else:
            lines += _block_lines(block, style)
    return list(map(ascii_text, lines))


def ascii_text(line: str) -> str:
    """The text in ASCII."""
    return line.encode("ascii", "replace").decode("ascii")


def _shown(blocks: Iterable[Block], whole: bool) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Abridged):
            yield from _shown(block.full if whole else block.brief, whole)
        else:
            yield block


def _with_asides_below(blocks: list[Block], width: int) -> Iterator[Block]:
    """What a title belongs to begins the first row below it where it does not fit beside it."""
    aside: tuple[str, ...] = ()
    for block, below in zip(blocks, [*blocks[1:], Gap()], strict=True):
        if isinstance(block, Rows) and aside:
            first, *others = block.rows
            block = Rows((_after(aside, first), *others))
        aside = ()
        if isinstance(block, Heading) and isinstance(below, Rows) and below.rows:
            left = _title(block)
            if not any(ends_of_line(left, short, width) for short in block.asides):
                aside, block = block.asides, replace(block, asides=())
        yield block


def _after(aside: tuple[str, ...], row: Row) -> Row:
    """The row with the aside before its words, in a shorter form before the shortest of them."""
    wordings = (*(f"{aside[0]}: {words}" for words in row.wordings),
                f"{aside[-1]}: {row.wordings[-1]}")  # fmt: skip
    full = f"{aside[0]}: {row.unabridged}" if row.unabridged else ""
    return replace(row, wordings=wordings, enough=row.enough + 1, unabridged=full)


def _title(heading: Heading) -> str:
    return "  ".join(filter(None, (heading.mark, heading.text)))


def _rows_of(blocks: Iterable[Block]) -> list[Row]:
    return [row for block in blocks if isinstance(block, Rows) for row in block.rows]


def _block_lines(block: Block, style: Style) -> list[str]:
    match block:
        case Heading():
            return _heading(block, style)
        case Rows():
            return in_full(block.rows, style.width, label_width(block.rows))
        case Outline(items):
            return [line for item in items for line in _item(item, style.width)]
        case Columns(rows):
            return aligned(rows, style.width) if rows else []
        case Table():
            return table_lines(block, style.width, style.color)
        case Paragraph(paragraph, depth):
            margin = " " * INDENT * depth
            columns = style.width - len(margin)
            lines = (line for part in paragraph.split("\n") for line in wrapped(part, columns))
            return [f"{margin}{line}" for line in lines]
        case Code(code):
            return code.splitlines()
        case Gap():
            return [""]
        case Abridged():
            return [
                line
                for inner in _shown([block], style.verbosity > 0)
                for line in _block_lines(inner, style)
            ]
        case _:
            assert_never(block)


def _heading(heading: Heading, style: Style) -> list[str]:
    """What the title belongs to ends its line if it fits, and stands below it otherwise."""
    left = _title(heading)
    asides = heading.asides or ("",)
    lines = next(
        ([line] for aside in asides if (line := ends_of_line(left, aside, style.width))), None
    )
    if not heading.asides:
        lines = list(wrapped(left, style.width, HANGING))
    elif lines is None:
        lines = [*wrapped(left, style.width, HANGING), f"{HANGING}{heading.asides[0]}"]
    if style.color and heading.mark and heading.tone in COLORS:
        painted = f"{COLORS[heading.tone]}{BOLD}{heading.mark}{RESET}"
        lines[0] = lines[0].replace(heading.mark, painted, 1)
    return lines


def _item(item: OutlineItem, width: int) -> list[str]:
    margin = " " * INDENT * item.depth
    columns = width - len(margin)
    if item.aside:
        line = ends_of_line(item.text, item.aside, columns)
        return [f"{margin}{line or f'{item.text}  {item.aside}'}"]
    return [f"{margin}{line}" for line in wrapped(item.text, columns, HANGING)]


WIDEST = 24


def table_lines(table: Table, width: int, color: bool = False) -> list[str]:
    """The caption, the table, the footnotes and what is said of the whole."""
    lines = [line for text in (table.caption, table.axes) if text for line in wrapped(text, width)]
    for block in _blocks(table, width, color):
        lines += ["", *block.splitlines()] if lines else block.splitlines()
    if table.notes or table.legend:
        lines.append("")
    for mark, text in table.notes:
        head = f"[{mark}] "
        lines += wrapped(head + text, width, " " * len(head))
    for text in table.legend:
        lines += wrapped(text, width)
    return lines


def marked(cell: Cell) -> str:
    """The text with the mark of its footnote."""
    return f"{cell.text} [{cell.mark}]" if cell.mark else cell.text


def _blocks(table: Table, width: int, color: bool) -> list[str]:
    rows = [[marked(cell) for cell in row] for row in (table.head(), *table.body())]
    labels = len(table.headings)
    columns = [[_folded(text) for text in column] for column in zip(*rows, strict=True)]
    sizes = [_size(column) for column in columns]
    fixed = sum(sizes[:labels]) + 3 * labels + 1
    blocks: list[list[int]] = [[]]
    room = width - fixed
    for index in range(labels, len(columns)):
        if blocks[-1] and sizes[index] + 3 > room:
            blocks.append([])
            room = width - fixed
        blocks[-1].append(index)
        room -= sizes[index] + 3
    if color:
        cells = zip(*(row.cells for row in table.rows), strict=True)
        columns[labels:] = [
            [
                column[0],
                *(
                    _painted(text, table.colour(c))
                    for text, c in zip(column[1:], cells_, strict=True)
                ),
            ]
            for column, cells_ in zip(columns[labels:], cells, strict=True)
        ]
    chosen = [[*range(labels), *block] for block in blocks]
    return [_drawn([columns[index] for index in block]) for block in chosen]


def _painted(text: str, colour: Colour | None) -> str:
    if colour is None:
        return text
    return "\n".join(painted(line, colour) for line in text.splitlines())


def _drawn(columns: Sequence[Sequence[str]]) -> str:
    head, *body = zip(*columns, strict=True)
    form = "grid" if any("\n" in text for row in body for text in row) else "outline"
    return str(tabulate(body, headers=head, tablefmt=form, disable_numparse=True, stralign="left"))


def _folded(text: str) -> str:
    lines = (wrapped(line, WIDEST) for line in text.splitlines())
    return "\n".join(piece for pieces in lines for piece in pieces)


def _size(column: Sequence[str]) -> int:
    return max(len(line) for text in column for line in (text.splitlines() or [""]))
