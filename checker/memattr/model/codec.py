"""Frozen data <-> rows of text and numbers, each part once however often it is used.

Reading makes objects of known classes and nothing else, and runs none of their code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from types import ModuleType
from typing import Any, TypeAlias

from memattr import place
from memattr.model import (
    code_provenance,
    expressions,
    machine,
    model,
    table_declarations,
    types,
)

# A class and its fields: text, numbers and None as they are, all else as a list of the number of
# an earlier row.
Row: TypeAlias = "list[Any]"

# What is no class, by the first entry of its row.
TUPLE, MAPPING = "(", "{"


class Codec:
    """Writes and reads objects of the classes of some modules."""

    def __init__(self, *modules: ModuleType) -> None:
        found = [kind for module in modules for kind in vars(module).values()]
        kinds = [kind for kind in found if isinstance(kind, type) and is_dataclass(kind)]
        self._classes = {kind.__name__: kind for kind in kinds}
        self._names = {
            name: tuple(field.name for field in fields(kind))
            for name, kind in self._classes.items()
        }

    def stored(self, whole: object) -> list[Row]:
        """Rows, the whole last."""
        rows: list[Row] = []
        numbers: dict[object, int] = {}
        kept: list[object] = []  # an identity is one only as long as its object lives

        def put(value: object) -> Any:
            if value is None or isinstance(value, str | int):
                return value
            key = value if isinstance(value, place.Place) else id(value)
            if key not in numbers:
                first, *parts = self._row(value)
                row = [first, *map(put, parts)]
                numbers[key] = len(rows)
                rows.append(row)
                kept.append(value)
            return [numbers[key]]

        put((whole,))
        return rows

    def _row(self, value: object) -> list[Any]:
        if isinstance(value, tuple):
            return [TUPLE, *value]
        if isinstance(value, Mapping):
            return [MAPPING, *(part for pair in value.items() for part in pair)]
        name = type(value).__name__
        assert self._classes.get(name) is type(value), f"{type(value)} is of a known module"
        return [name, *[getattr(value, field) for field in self._names[name]]]

    def digests(self, items: Sequence[object]) -> list[str]:
        """A key for each, equal for what is stored alike. What they share is looked at once."""
        rows = self.stored(tuple(items))
        found: list[str] = []
        for row in rows:
            parts = [f"#{found[p[0]]}" if p.__class__ is list else repr(p) for p in row]
            text = ",".join(parts).encode(errors="surrogatepass")
            found.append(blake2b(text, digest_size=16).hexdigest())
        ((_, (whole,)), (_, *places)) = rows[-1], rows[-2]
        assert whole == len(rows) - 2, "the whole is the last row but one"
        return [found[place_] for (place_,) in places]

    def restored(self, rows: list[Row]) -> Any:
        """The whole. Rows that `stored` did not make are nonsense, or raise LookupError, TypeError
        or ValueError."""
        made: list[Any] = []
        for first, *parts in rows:
            values = [made[part[0]] if part.__class__ is list else part for part in parts]
            if first == TUPLE:
                made.append(tuple(values))
            elif first == MAPPING:
                made.append(dict(zip(values[::2], values[1::2], strict=True)))
            else:
                found = object.__new__(self._classes[first])
                found.__dict__.update(zip(self._names[first], values, strict=True))
                made.append(found)
        (whole,) = made[-1]
        return whole


MODEL = Codec(place, types, expressions, machine, code_provenance, table_declarations, model)
