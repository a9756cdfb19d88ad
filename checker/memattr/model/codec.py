"""Frozen data <-> rows of text and numbers, each part once however often it is used.

Reading makes objects of known classes and nothing else, and runs none of their code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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

# What stands in a row as it is.
ATOMS = frozenset({type(None), str, int, bool})


class Codec:
    """Writes and reads objects of the classes of some modules."""

    def __init__(self, *modules: ModuleType) -> None:
        members = [kind for module in modules for kind in vars(module).values()]
        kinds = [kind for kind in members if isinstance(kind, type) and is_dataclass(kind)]
        self._classes = {kind.__name__: kind for kind in kinds}
        self._names = {
            name: tuple(field.name for field in fields(kind))
            for name, kind in self._classes.items()
        }

    def stored(self, whole: object) -> list[Row]:
        """Rows, the whole last."""
        rows: list[Row] = []
        numbers: dict[int, int] = {}
        places: dict[place.Place, int] = {}
        kept: list[object] = []  # an identity is one only as long as its object lives

        def put(value: object) -> int:
            """The number of its row. Most parts are atoms or known, and take no call."""
            first, parts = self._row(value)
            row: Row = [first]
            for part in parts:
                if part.__class__ in ATOMS:
                    row.append(part)
                    continue
                number = numbers.get(id(part))
                if number is None:
                    number = placed(part) if part.__class__ is place.Place else put(part)
                    numbers[id(part)] = number
                    kept.append(part)
                row.append([number])
            rows.append(row)
            return len(rows) - 1

        def placed(value: place.Place) -> int:
            """Equal places are one, though each is made anew."""
            if value not in places:
                places[value] = put(value)
            return places[value]

        put((whole,))
        return rows

    def _row(self, value: object) -> tuple[str, Iterable[Any]]:
        """What it is, and its parts."""
        if isinstance(value, tuple):
            return TUPLE, value
        if isinstance(value, Mapping):
            return MAPPING, [part for pair in value.items() for part in pair]
        kind = value.__class__
        name = kind.__name__
        assert self._classes.get(name) is kind, f"{kind} is of a known module"
        return name, [getattr(value, field) for field in self._names[name]]

    def digests(self, items: Sequence[object]) -> list[str]:
        """A key for each, equal for what is stored alike. What they share is looked at once."""
        rows = self.stored(tuple(items))
        digests: list[str] = []
        for row in rows:
            parts = [f"#{digests[p[0]]}" if p.__class__ is list else repr(p) for p in row]
            text = ",".join(parts).encode(errors="surrogatepass")
            digests.append(blake2b(text, digest_size=16).hexdigest())
        ((_, (whole,)), (_, *places)) = rows[-1], rows[-2]
        assert whole == len(rows) - 2, "the whole is the last row but one"
        return [digests[place_] for (place_,) in places]

    def restored(self, rows: list[Row]) -> Any:
        """The whole. Rows that `stored` did not make are nonsense, or raise LookupError, TypeError
        or ValueError."""
        objects: list[Any] = []
        for first, *parts in rows:
            values = [objects[part[0]] if part.__class__ is list else part for part in parts]
            if first == TUPLE:
                objects.append(tuple(values))
            elif first == MAPPING:
                objects.append(dict(zip(values[::2], values[1::2], strict=True)))
            else:
                instance = object.__new__(self._classes[first])
                instance.__dict__.update(zip(self._names[first], values, strict=True))
                objects.append(instance)
        (whole,) = objects[-1]
        return whole


MODEL = Codec(place, types, expressions, machine, code_provenance, table_declarations, model)
