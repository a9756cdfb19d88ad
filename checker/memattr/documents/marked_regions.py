"""Regions of a document between markers in comments, which `docs` fills."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from memattr.atomic_file import problem
from memattr.formats.render import Format
from memattr.place import Problem, SpecError

Kind = Literal["table", "claim"]

# The comments of Markdown and HTML, of reStructuredText, and of LaTeX.
_COMMENTS = (
    re.compile(r"^[ \t]*<!--\s*memattr\s+(?P<words>.*?)\s*-->[ \t]*$"),
    re.compile(r"^\.\.\s+memattr\s+(?P<words>.*?)\s*$"),
    re.compile(r"^[ \t]*%+\s*memattr\s+(?P<words>.*?)\s*$"),
)
_FENCE = re.compile(r"^[ \t]{0,3}(```+|~~~+)")
REGION = "A region is a line <!-- memattr table NAME --> and a line <!-- memattr end -->."
FORMS: Mapping[str, Format] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".rst": "rst",
    ".tex": "latex",
}
CLOSE = "Add a line with the same comment and the words: memattr end."
MARKER = "Write: memattr table NAME [FORMAT], memattr claim NAME, or memattr end."
TWICE = "A document shows each table and claim once: take one of the regions out."


@dataclass(frozen=True)
class Region:
    """What stands between the lines `begin` and `end`, which count from 0 and are markers."""

    kind: Kind
    name: str
    form: Format
    begin: int
    end: int


@dataclass(frozen=True)
class Parsed:
    """A document: its lines without their ends, the end that it uses, and its regions."""

    path: Path
    lines: tuple[str, ...]
    newline: str
    regions: tuple[Region, ...]


def parsed(path: Path, text: str, forms: frozenset[Format]) -> Parsed:
    """The document. Raises SpecError with all that is wrong with its markers."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = tuple(text.split(newline))
    reader = _Reader(path, lines, forms)
    regions = tuple(reader.regions())
    if reader.problems:
        raise SpecError(reader.problems)
    return Parsed(path, lines, newline, regions)


def marker(line: str) -> str | None:
    """The words of a marker; None if the line is none."""
    for comment in _COMMENTS:
        matched = comment.match(line)
        if matched is not None:
            return matched["words"]
    return None


class _Reader:
    def __init__(self, path: Path, lines: tuple[str, ...], forms: frozenset[Format]) -> None:
        self._path, self._lines, self._forms = path, lines, forms
        self.problems: list[Problem] = []
        self._names: dict[tuple[str, str], int] = {}

    def regions(self) -> Iterator[Region]:
        """The regions in order. Markers inside a fenced block are an example, not a marker."""
        begin: tuple[int, str] | None = None
        fence = ""
        for index, line in enumerate(self._lines):
            opened = _FENCE.match(line) if begin is None else None
            if opened is not None:
                if not fence:
                    fence = opened[1]
                elif opened[1].startswith(fence):
                    fence = ""
                continue
            words = None if fence else marker(line)
            if words is None:
                continue
            if words == "end":
                if begin is None:
                    self._fail(index, "no-begin", "this end has no beginning", REGION)
                else:
                    yield from self._region(*begin, index)
                begin = None
            elif begin is not None:
                message = "this region has no end before the next one begins"
                self._fail(begin[0], "no-end", message, CLOSE)
                begin = (index, words)
            else:
                begin = (index, words)
        if begin is not None:
            self._fail(begin[0], "no-end", "this region has no end", CLOSE)

    def _region(self, begin: int, words: str, end: int) -> Iterator[Region]:
        kind, *rest = words.split()
        form: str = FORMS.get(self._path.suffix.lower(), "text")
        if kind not in ("table", "claim") or not 1 <= len(rest) <= 2:
            self._fail(begin, "bad-marker", f"'memattr {words}' is no marker", MARKER)
            return
        if len(rest) == 2:
            form = rest[1]
        known = next((known for known in self._forms if known == form), None)
        if known is None:
            forms = ", ".join(sorted(self._forms))
            self._fail(begin, "unknown-format", f"'{form}' is none of {forms}")
            return
        key = (kind, rest[0])
        if key in self._names:
            first = self._names[key] + 1
            self._fail(begin, "duplicate-name", f"this region is already in line {first}", TWICE)
            return
        self._names[key] = begin
        yield Region("table" if kind == "table" else "claim", rest[0], known, begin, end)

    def _fail(self, index: int, code: str, message: str, way: str = "") -> None:
        line = self._lines[index]
        self.problems.append(problem(self._path, code, message, index + 1, line, way))
