"""Sets of tuples of values as a few products of sets, and those in the words of the language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from memattr.model.layout import to_bits
from memattr.model.model import Model
from memattr.model.show import show
from memattr.model.types import Bits, Type, Value, plain
from memattr.model.value_patterns import cubes
from memattr.readings.concrete_values import Values

# One set of values for each name: all tuples that take one of each.
Box: TypeAlias = tuple[frozenset[Value], ...]


def boxes(tuples: Iterable[Values]) -> tuple[Box, ...]:
    """Disjoint boxes that together are the tuples: neighbours merged, the last name first."""
    found: list[Box] = [tuple(frozenset({value}) for value in row) for row in tuples]
    if not found:
        return ()
    for side in reversed(range(len(found[0]))):
        merged: dict[tuple[frozenset[Value], ...], frozenset[Value]] = {}
        for box in found:
            rest = box[:side] + box[side + 1 :]
            merged[rest] = merged.get(rest, frozenset()) | box[side]
        found = [(*rest[:side], values, *rest[side:]) for rest, values in merged.items()]
    return tuple(found)


def box_text(model: Model, names: Sequence[str], box: Box) -> str:
    """`NAME = values, NAME = values`; a name whose value does not matter says so."""
    texts = []
    for name, values in zip(names, box, strict=True):
        texts.append(f"{name} = {set_text(model, model.inputs[name].type, values, name)}")
    return ", ".join(texts)


def set_text(model: Model, kind: Type, values: frozenset[Value], name: str = "") -> str:
    """The values, few of them one by one, many of them as bit patterns; `any` for all."""
    bare = plain(kind)
    ordered = sorted(values, key=lambda value: to_bits(kind, value))
    if isinstance(bare, Bits) and len(values) == 1 << bare.width:
        return "any"
    if isinstance(bare, Bits) and len(values) > 4:
        patterns = cubes(bare.width, frozenset(v for v in values if isinstance(v, int)))
        if len(patterns) < len(values):
            return " or ".join(patterns)
    return " or ".join(show(model, kind, value, name) for value in ordered)
