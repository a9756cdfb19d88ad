"""A file of situations: its header, its rows, and what is wrong with them."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from memattr.model.model import Model
from memattr.place import Unusable, near

STANDARD = "-"
# No row has more characters; what never ends has.
LONGEST = 1 << 20
# What spreadsheets write in place of commas.
SEPARATORS = {"\t": "tabs", ";": "semicolons"}


@dataclass(frozen=True)
class Header:
    """The names as written, and where each input stands."""

    names: tuple[str, ...]
    inputs: dict[str, int]


class RowFile:
    """An open file of rows. `line` and `row` say where reading stands, for messages."""

    def __init__(self, name: str, stream: IO[str]) -> None:
        self.name = "standard input" if name == STANDARD else name
        self._reader = csv.reader(self._bounded(stream), strict=True)
        self._width = 0
        self.row = 0

    def header(self, model: Model, keep: Sequence[str], taken: Sequence[str]) -> Header:
        """The first line. Every column is an input or kept, and none is among the `taken`, which
        are the names of results; raises Unusable."""
        names = self.names()
        inputs: dict[str, int] = {}
        plain = [name.strip() for name in names]
        for index, name in enumerate(plain):
            if name in keep:
                self._check_kept(model, name, taken)
            elif name in model.inputs:
                inputs[name] = index
            else:
                way = (
                    model.left_out(name)
                    or near(name, model.inputs)
                    or f"To repeat it in the output: --keep '{name}'"
                )
                raise Unusable(f"{self.name}: '{name}' is no input", way)
        for name in keep:
            if name not in plain:
                raise Unusable(f"--keep {name}: {self.name} has no such column", near(name, plain))
        return Header(tuple(names), inputs)

    def names(self) -> list[str]:
        """The cells of the first line that is no comment, as they are written, all different;
        raises Unusable."""
        names = next((line for line in self._lines() if not _is_comment(line)), None)
        if not names:
            raise Unusable(f"{self.name} is empty: the first line names the inputs")
        self._width = len(names)
        plain = [name.strip() for name in names]
        for separator, word in SEPARATORS.items():
            if len(plain) == 1 and separator in plain[0]:
                way = f"Write commas in their place: tr {separator!r} ,"
                raise Unusable(f"{self.name}: {word} stand between its cells, and not commas", way)
        for index, name in enumerate(plain):
            if plain.index(name) != index:
                raise Unusable(f"{self.name}: two columns are called '{name}'")
        return names

    def _check_kept(self, model: Model, name: str, taken: Sequence[str]) -> None:
        if name in model.inputs:
            raise Unusable(f"--keep {name}: this is an input, and is repeated anyway")
        if name in taken:
            raise Unusable(f"--keep {name}: this is the name of a column of results")

    def rows(self) -> Iterator[list[str]]:
        """The rows after the header. Blank lines are skipped where they cannot be a row."""
        width, alone = self._width, self._width == 1
        for cells in self._lines():
            if len(cells) == width:
                self.row += 1
                yield cells
            elif cells or alone:
                self.row += 1
                raise self.wrong(f"{len(cells)} cells, where the header has {width}")

    def wrong(self, message: str, way: str = "") -> Unusable:
        """A complaint about the row that was read last."""
        return Unusable(f"{self.name}:{self._reader.line_num}: row {self.row}: {message}", way)

    def _bounded(self, stream: IO[str]) -> Iterator[str]:
        while line := stream.readline(LONGEST + 1):
            if len(line) > LONGEST:
                way = f"A row has at most {LONGEST} characters."
                raise Unusable(f"{self.name}: a line of it does not end", way)
            yield line

    def _lines(self) -> Iterator[list[str]]:
        try:
            yield from self._reader
        except csv.Error as problem:
            line = self._reader.line_num
            raise Unusable(f"{self.name}:{line}: this is no CSV: {problem}") from None
        except UnicodeDecodeError as problem:
            wrong = problem.object[problem.start]
            raise Unusable(f"{self.name} is not UTF-8: it has a byte {wrong:#04x}") from None
        except OSError as problem:
            raise Unusable(f"cannot read {self.name}: {_reason(problem)}") from None


def _is_comment(line: Sequence[str]) -> bool:
    """Before the header, a line that begins with `#` says where the file comes from."""
    return bool(line) and line[0].startswith("#")


@contextmanager
def open_table(name: str) -> Iterator[RowFile]:
    """The file, or standard input for `-`; raises Unusable."""
    if name == STANDARD:
        stdin = sys.stdin
        stdin.reconfigure(encoding="utf-8-sig", newline="")  # type: ignore[union-attr]  # it has it
        yield RowFile(name, sys.stdin)
        return
    try:
        # Opening may be the user's mistake; what is read later is told apart.
        stream = open(name, encoding="utf-8-sig", newline="")  # noqa: SIM115  # `with` is below
    except OSError as problem:
        raise Unusable(f"cannot read {name}: {_reason(problem)}") from None
    with stream:
        yield RowFile(name, stream)


def _reason(problem: OSError) -> str:
    return (problem.strerror or str(problem)).lower()
