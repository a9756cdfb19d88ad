"""Pages for terminals and mails: ASCII, so wide, and the only format that shortens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import assert_never

from memattr.formats.row_layout import (
    INDENT,
    aligned,
    ends_of_line,
    in_full,
    label_width,
    laid_out,
    wrapped,
)
from memattr.formats.style import Style
from memattr.formats.text_table import table_lines
from memattr.pages.output import Output
from memattr.pages.page import (
    Abridged,
    Block,
    Code,
    Columns,
    Gap,
    Heading,
    Item,
    Note,
    Outline,
    Page,
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
    """The lines of one page, in wordings that fit."""
    shown = list(_shown(page.blocks, style.verbosity > 0))
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
    style = Style(width)
    blocks = list(_shown(page.blocks, whole=True))
    labels = label_width(_rows_of(blocks))
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Rows):
            lines += in_full(block.rows, width, labels)
        else:
            lines += _block_lines(block, style)
    return "\n".join(map(ascii_text, lines))


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
    return replace(row, wordings=wordings, enough=row.enough + 1)


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
            return table_lines(block, style.width)
        case Note(paragraph, depth):
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


def _item(item: Item, width: int) -> list[str]:
    margin = " " * INDENT * item.depth
    columns = width - len(margin)
    if item.aside:
        line = ends_of_line(item.text, item.aside, columns)
        return [f"{margin}{line or f'{item.text}  {item.aside}'}"]
    return [f"{margin}{line}" for line in wrapped(item.text, columns, HANGING)]
