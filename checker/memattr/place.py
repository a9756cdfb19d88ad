"""Places in source text, problems found there, and the one failure that is the author's."""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True, order=True)
class Problem:
    """One complaint: where, a stable code, what is wrong, the source line, and a way out."""

    place: Place
    code: str
    message: str
    source_line: str = ""
    help: str = ""

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.code}: {self.message}"]
        if self.source_line.strip():
            lines += ["  " + self.source_line, "  " + " " * (self.place.column - 1) + "^"]
        lines += [f"  {way}" for way in self.help.splitlines()]
        return "\n".join(lines)


class SpecError(Exception):
    """The author's mistakes, all that one phase found, sorted by place. Exit status 2."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))
