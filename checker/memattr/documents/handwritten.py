"""Tables that somebody wrote by hand, in Markdown, reStructuredText or CSV, in a commit message, a
mail or a comment, read as texts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from memattr.atomic_file import problem, read_text
from memattr.place import SpecError

# What mails and comments put before each line.
QUOTED = re.compile(r"^\s*(?:(?:>|//|#|\*(?!\*))\s?)+(?=[^*]*[|+=-]|.*\S\s{2,}\S)")


@dataclass(frozen=True)
class HandwrittenRow:
    """A row with its line in the file, counted from 1."""

    line: int
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Handwritten:
    """The first table of a file."""

    path: Path
    head: HandwrittenRow
    rows: tuple[HandwrittenRow, ...]


def handwritten(path: Path) -> Handwritten:
    """The first table of the file. Raises SpecError if there is none."""
    text = read_text(path).replace("\r\n", "\n")
    lines = [re.sub(QUOTED, "", line) for line in text.split("\n")]
    rows = list(_csv(text) if path.suffix.lower() == ".csv" else _found(lines))
    if len(rows) < 2:
        message = "no table was found: Markdown, reStructuredText, CSV, or columns with bars or"
        message += " two spaces between them, with a heading and rows"
        raise SpecError([problem(path, "no-table", message)])
    ragged = [row for row in rows if len(row.texts) != len(rows[0].texts)]
    if ragged:
        wanted = f"{len(rows[0].texts)} cells, as the heading has"
        raise SpecError(
            [
                problem(path, "ragged", f"a row has {len(r.texts)} cells, not {wanted}", r.line)
                for r in ragged
            ]
        )
    return Handwritten(path, rows[0], tuple(rows[1:]))


def _csv(text: str) -> Iterator[HandwrittenRow]:
    reader = csv.reader(io.StringIO(text))
    for texts in reader:
        if texts:
            yield HandwrittenRow(reader.line_num, tuple(cell.strip() for cell in texts))


def _found(lines: Sequence[str]) -> list[HandwrittenRow]:
    """The first table of any kind that the lines have; aligned columns if there is no other."""
    for index, line in enumerate(lines):
        if re.match(r"^\s*\+[-=+]+\+\s*$", line):
            return list(_grid(lines, index))
        if index and _is_underline(line) and _is_text(lines[index - 1]):
            return list(_simple(lines, index, index - 1))
        if re.match(r"^\s*=+(\s+=+)+\s*$", line):
            return list(_simple(lines, index, index + 1))
        if "|" in line and not (index and "|" in lines[index - 1]):
            rows = list(_pipes(lines, index))
            if rows and len(rows[0].texts) > 1:
                return rows
    return _aligned(lines)


def _is_underline(line: str) -> bool:
    return bool(re.match(r"^\s*-{2,}(\s+-{2,})+\s*$", line))


def _is_text(line: str) -> bool:
    return bool(re.search(r"\w", line)) and "|" not in line


def _pipes(lines: Sequence[str], first: int) -> Iterator[HandwrittenRow]:
    """A table with bars between cells. What stands above a heading that is underlined is no part
    of it; without such a line every row has as many cells as the first."""
    inside = [bool(re.search(r"\||^\s*-[+:=-]+\s*$", line)) for line in lines]
    end = next((n for n in range(first, len(lines)) if not inside[n]), len(lines))
    rules = [n for n in range(first, end) if re.fullmatch(r"[\s|+:=-]+", lines[n])]
    underlines = [n for n in rules if n > first and n - 1 not in rules]
    start = underlines[0] - 1 if underlines else first
    places = [n for n in range(start, end) if n not in rules]
    rows = [HandwrittenRow(n + 1, _cells(lines[n])) for n in places]
    if underlines or len({len(row.texts) for row in rows}) == 1 < len(rows):
        yield from rows


def _aligned(lines: Sequence[str]) -> list[HandwrittenRow]:
    """The first lines below one another with as many texts, two spaces or more between."""
    rows: list[HandwrittenRow] = []
    for number, line in enumerate(lines, 1):
        texts = tuple(plain(text) for text in re.split(r"\s{2,}|\t+", line.strip()))
        if rows and len(texts) != len(rows[0].texts):
            if len(rows) > 1:
                return rows
            rows = []
        if len(texts) > 1:
            rows.append(HandwrittenRow(number, texts))
    return rows


def _cells(line: str) -> tuple[str, ...]:
    inner = re.sub(r"^\s*\||\|\s*$", "", line)
    return tuple(plain(cell) for cell in re.split(r"(?<!\\)\|", inner))


def _grid(lines: Sequence[str], first: int) -> Iterator[HandwrittenRow]:
    """A grid table: rows between rules, each perhaps of several lines."""
    begin, parts = first + 1, []
    for index in range(first + 1, len(lines)):
        line = lines[index].strip()
        if line.startswith("|"):
            parts.append([cell.strip() for cell in line.strip("|").split("|")])
        elif line.startswith("+") and parts:
            joined = [" ".join(p for p in cell if p) for cell in zip(*parts, strict=False)]
            yield HandwrittenRow(begin + 1, tuple(map(plain, joined)))
            begin, parts = index + 1, []
        elif not line.startswith("+"):
            return


def _simple(lines: Sequence[str], rule: int, first: int) -> Iterator[HandwrittenRow]:
    """A simple table: columns lie under the runs of a rule."""
    spans = [match.span() for match in re.finditer(r"[=-]+", lines[rule])]
    for index in range(first, len(lines)):
        line = lines[index]
        if not line.strip():
            return
        if re.fullmatch(r"[\s=-]+", line):
            continue
        ends = [start for start, _ in spans[1:]] + [len(line)]
        pairs = zip(spans, ends, strict=True)
        yield HandwrittenRow(index + 1, tuple(plain(line[start:end]) for (start, _), end in pairs))


def plain(text: str) -> str:
    """The text without footnotes, emphasis, code marks and escapes."""
    text = re.sub(r"<sup>.*?</sup>|<[^>]+>", "", text)
    text = re.sub(r"\\([\\`*|<>\[\]_])", r"\1", text)
    text = re.sub(r"(?<=\S)\s*\[\d+([,-]\d+)*\]$", "", text.strip())
    return re.sub(r"`|\*\*|(?<!\w)\*|\*(?!\w)", "", text).strip()
