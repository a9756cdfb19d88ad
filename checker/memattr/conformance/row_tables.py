"""Rows as files that programs read: CSV, JSON, a C header, a Rust module."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from memattr.conformance.row_grid import RowGrid
from memattr.model.layout import to_bits
from memattr.model.types import Bits, Value, plain

RowFormat = Literal["csv", "json", "c", "rust"]


@dataclass(frozen=True)
class RowTable:
    """Rows with what is said of them first, line by line."""

    grid: RowGrid
    rows: Iterator[tuple[Value, ...]]
    about: Sequence[str]

    def text(self, form: RowFormat) -> Iterator[str]:
        """The file in pieces."""
        match form:
            case "csv":
                yield from self._csv()
            case "json":
                yield from self._json()
            case "c":
                yield from self._c()
            case "rust":
                yield from self._rust()
            case _:
                assert_never(form)

    def _csv(self) -> Iterator[str]:
        yield "".join(f"# {line}\n" for line in self.about)
        yield _line(self.grid.names)
        yield from (_line(self.grid.cells(row)) for row in self.rows)

    def _json(self) -> Iterator[str]:
        yield f'{{"about": {json.dumps([*self.about])},\n'
        yield f' "inputs": {json.dumps([*self.grid.names])},\n "rows": ['
        separator = "\n"
        for row in self.rows:
            yield f"{separator}  {json.dumps(self._values(row))}"
            separator = ",\n"
        yield "\n ]}\n"

    def _values(self, row: Sequence[Value]) -> list[object]:
        """Numbers, and names where values have names."""
        pairs = zip(self.grid.inputs, row, self.grid.cells(row), strict=True)
        return [value if isinstance(plain(one.type), Bits) else cell for one, value, cell in pairs]

    def _c(self) -> Iterator[str]:
        yield "".join(f"/* {_closed(line)} */\n" for line in self.about)
        yield "#ifndef MEMATTR_ROWS_H\n#define MEMATTR_ROWS_H\n\n"
        for name, values in self._named():
            codes = ", ".join(f"{name}_{value} = {code}" for code, value in enumerate(values))
            yield f"enum {{ {codes} }};\n"
        fields = "; ".join(f"unsigned char {name}" for name in self.grid.names)
        yield f"struct memattr_row {{ {fields}; }};\n\n"
        yield "static const struct memattr_row memattr_rows[] = {\n"
        yield from (f"    {{{', '.join(self._codes(row))}}},\n" for row in self.rows)
        yield "};\n\n#endif\n"

    def _rust(self) -> Iterator[str]:
        yield "".join(f"//! {line}\n" for line in self.about)
        for name, values in self._named():
            for code, value in enumerate(values):
                yield f"pub const {f'{name}_{value}'.upper()}: u8 = {code};\n"
        yield "\n#[allow(non_snake_case)]\n#[derive(Clone, Copy, Debug)]\npub struct Row {\n"
        yield "".join(f"    pub {name}: u8,\n" for name in self.grid.names)
        yield "}\n\npub static ROWS: &[Row] = &[\n"
        for row in self.rows:
            pairs = zip(self.grid.names, self._codes(row), strict=True)
            yield f"    Row {{ {', '.join(f'{name}: {code}' for name, code in pairs)} }},\n"
        yield "];\n"

    def _codes(self, row: Sequence[Value]) -> list[str]:
        pairs = zip(self.grid.inputs, row, strict=True)
        return [str(to_bits(one.type, value)) for one, value in pairs]

    def _named(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The inputs whose values have names."""
        for one in self.grid.inputs:
            bare = plain(one.type)
            if not isinstance(bare, Bits):
                yield one.name, bare.values  # type: ignore[union-attr]  # inputs are flat


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _closed(text: str) -> str:
    """The text where it cannot end a comment."""
    return re.sub(r"\*/", "* /", text)
