"""Places in source text, what an author says there, problems found there, and the one failure that
is the author's or the user's."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 120


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file: lines and columns count from 1; `file` is the path as it was given."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def short(self) -> str:
        """file:line"""
        return f"{self.file}:{self.line}"


# The place of what a user says otherwise than in a file.
NOWHERE = Place("arguments", 1, 1)


@dataclass(frozen=True, order=True)
class Problem:
    """One complaint: where, a stable code, what is wrong, the source line, and a way out."""

    place: Place
    code: str
    message: str
    source_line: str = ""
    help: str = ""

    def __str__(self) -> str:
        if self.place == NOWHERE:
            return "\n".join(filter(None, (f"memattr: {self.message}", self.help)))
        lines = [f"{self.place}: {self.code}: {self.message}"]
        if self.source_line.strip():
            lines += [f"  {line}" for line in _marked(self.source_line, self.place.column)]
        lines += [f"  {way}" for way in self.help.splitlines()]
        return "\n".join(lines)


def _marked(line: str, column: int) -> tuple[str, str]:
    """The line, or the part of a long one around the column, and a caret below the column."""
    line = "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in line)
    before, after = line[: column - 1], line[column - 1 :]
    if len(before) > LONGEST - 40:
        before = "..." + before[-(LONGEST - 43) :]
    if len(before) + len(after) > LONGEST:
        after = after[: LONGEST - 3 - len(before)] + "..."
    return before + after.rstrip(), "".join("\t" if c == "\t" else " " for c in before) + "^"


class SpecError(Exception):
    """What an author or a user got wrong, all that one phase found, sorted by place. Exit status
    2. The other kind of failure is an AssertionError: a promise of ours is broken."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class Unusable(SpecError):
    """One mistake that has no place in a file: a sentence, and a way out or nothing."""

    def __init__(self, message: str, way: str = "") -> None:
        self.message, self.way = message, way
        super().__init__([Problem(NOWHERE, "unusable", message, "", way)])

    def __reduce__(self) -> tuple[type[Unusable], tuple[str, str]]:
        return Unusable, (self.message, self.way)


def near(text: str, known: Iterable[str]) -> str:
    """`Did you mean ...?`, or nothing if no known name is close."""
    names = sorted({name for name in known if name != text})
    folded = [name for name in names if name.lower() == text.lower()]
    close = folded or difflib.get_close_matches(text, names, n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(close)}?" if close else ""


@dataclass(frozen=True)
class Note:
    """What an author says of an item: a sentence, references to the manual, a source, a place."""

    place: Place
    words: str = ""
    refs: tuple[str, ...] = ()
    source: str = ""
