"""Lines of text: labelled, wrapped and aligned."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

LABEL = 11


def row(label: str, text: str, width: int, label_width: int = LABEL) -> list[str]:
    """A labelled line, continued under itself."""
    lines = wrapped(text, width - 2 - label_width) or [""]
    head = f"  {label:<{label_width}}{lines[0]}".rstrip()
    return [head, *(f"  {'':<{label_width}}{line}" for line in lines[1:])]


def rows(label: str, texts: Iterable[str], width: int, label_width: int = LABEL) -> list[str]:
    """Several lines under one label, each continued with an indent."""
    found: list[str] = []
    for text in texts:
        first, *rest = wrapped(text, width - 2 - label_width, "  ") or [""]
        found.append(f"  {'' if found else label:<{label_width}}{first}".rstrip())
        found += [f"  {'':<{label_width}}{line}" for line in rest]
    return found


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """The text in lines; words are never broken."""
    return textwrap.wrap(
        text,
        max(width, 20),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def headed(left: str, right: str, width: int) -> str:
    """Two texts at the ends of one line where they fit."""
    room = width - len(left) - len(right)
    return f"{left}{' ' * room}{right}" if room >= 2 else f"{left}  {right}"


def aligned(table: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """Rows of cells as columns, the last one ragged."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = []
    for cells in table:
        padded = (f"{cell:<{size + gap}}" for cell, size in zip(cells, widths, strict=True))
        lines.append("".join(padded).rstrip())
    return lines


def listed(texts: Sequence[str], most: int, what: str = "more") -> str:
    """The texts with commas, cut after `most`."""
    if len(texts) <= most:
        return ", ".join(texts)
    return f"{', '.join(texts[:most])} and {len(texts) - most} {what}"


def counted(number: int, noun: str) -> str:
    """The number with its noun, in the plural where it must be."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
