"""What a page shows: fenced blocks, commands with their output, and a comparison with the real one.

A line `...` stands for any lines that are left out. Numbers of lines of the texts may be stale."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BLOCK = re.compile(r"^```(?P<info>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "..."
PROMPT = "$ "


@dataclass(frozen=True)
class Block:
    """A fenced block: what its opening line calls it, and its text."""

    info: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A command and the lines that the page says it prints."""

    command: str
    lines: tuple[str, ...]


def blocks(page: str) -> tuple[Block, ...]:
    """The fenced blocks in order."""
    return tuple(Block(found["info"], found["text"]) for found in BLOCK.finditer(page))


def runs(block: Block) -> Iterator[Shown]:
    """The commands of a block, each with the lines below it."""
    for part in block.text.split(PROMPT)[1:] if block.text.startswith(PROMPT) else ():
        command, *lines = part.splitlines()
        yield Shown(command, tuple(lines))


def matched(shown: Sequence[str], printed: Sequence[str]) -> list[str] | None:
    """The shown lines as they are really printed; None if something else is printed."""
    if not shown:
        return [] if not printed else None
    first, *rest = shown
    if first != LEFT_OUT:
        if not printed or bare(first) != bare(printed[0]):
            return None
        found = matched(rest, printed[1:])
        return None if found is None else [printed[0], *found]
    for start in range(len(printed) + 1):
        found = matched(rest, printed[start:])
        if found is not None:
            return [LEFT_OUT, *found]
    return None


def bare(line: str) -> str:
    """The line with `N` for a line's number."""
    return re.sub(r"(\.attr):\d+", r"\1:N", line)
