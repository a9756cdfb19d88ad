"""Tables that somebody wrote by hand, in Markdown, reStructuredText or CSV, read as texts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from memattr.documents.files import problem, read_text
from memattr.place import SpecError


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
    rows = list(_csv(text) if path.suffix.lower() == ".csv" else _found(text.split("\n")))
    if len(rows) < 2:
        message = "no table was found: Markdown, reStructuredText or CSV with a heading and rows"
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
    """The first table of any kind that the lines have."""
    for index, line in enumerate(lines):
        if re.match(r"^\s*\+[-=+]+\+\s*$", line):
            return list(_grid(lines, index))
        if re.match(r"^\s*=+(\s+=+)+\s*$", line):
            return list(_simple(lines, index))
        if index and re.match(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$", line):
            rows = list(_pipes(lines, index))
            if rows and len(rows[0].texts) > 1:
                return rows
    return []


def _pipes(lines: Sequence[str], rule: int) -> Iterator[HandwrittenRow]:
    """A Markdown table by the line under its heading."""
    if "|" not in lines[rule - 1]:
        return
    yield HandwrittenRow(rule, _cells(lines[rule - 1]))
    for index in range(rule + 1, len(lines)):
        if "|" not in lines[index]:
            return
        yield HandwrittenRow(index + 1, _cells(lines[index]))


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


def _simple(lines: Sequence[str], first: int) -> Iterator[HandwrittenRow]:
    """A simple table: columns lie under the runs of its first rule."""
    spans = [match.span() for match in re.finditer(r"=+", lines[first])]
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if not line.strip():
            return
        if re.match(r"^\s*=+(\s+=+)*\s*$", line):
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
