"""How far something has come, on standard error if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

FIRST = 1.0
BETWEEN = 0.2
CLEAR = "\r\x1b[K"


def counted(items: Iterator[T], what: str, of: int | None = None) -> Iterator[T]:
    """The items; while they last, their number is shown on a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    due = monotonic() + FIRST
    number, shown = 0, False
    try:
        for number, item in enumerate(items, 1):
            yield item
            if monotonic() >= due:
                due, shown = monotonic() + BETWEEN, True
                total = f" of {of:,}" if of else ""
                print(f"{CLEAR}{number:,}{total} {what}", end="", file=sys.stderr, flush=True)
    finally:
        if shown:
            print(CLEAR, end="", file=sys.stderr, flush=True)
