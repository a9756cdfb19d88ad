"""Sets of values in words: few of them one by one, whole shapes by name, bits as patterns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from memattr.model.layout import values_of
from memattr.model.model import Model
from memattr.model.sets import cubes
from memattr.model.show import show
from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, Value, plain
from memattr.questions.boxes import boxes

FEW = 4
ANY = "any"


@dataclass(frozen=True)
class SetWords:
    """Alternatives in words; `every` if the set is all there is."""

    alternatives: tuple[str, ...]
    every: bool = False

    @property
    def text(self) -> str:
        """The alternatives as one text."""
        return ANY if self.every else " or ".join(self.alternatives)


def set_words(
    model: Model, kind: Type, values: frozenset[Value], name: str = "", every: int = 0
) -> SetWords:
    """The set in words; it is all there is if it has `every` values, or the type no others."""
    total = every or sum(1 for _ in values_of(kind))
    if len(values) == total > 1:
        return SetWords((), True)
    return SetWords(tuple(_alternatives(model, kind, values, name)))


def _alternatives(model: Model, kind: Type, values: frozenset[Value], name: str) -> Sequence[str]:
    bare = plain(kind)
    match bare:
        case Bits():
            return _numbers(model, bare, values, name)
        case Enum():
            return _names(model, bare, values)
        case Sum():
            return _shapes(model, bare, values)
        case Record():
            return _records(model, bare.fields, values, lambda texts: _labelled(texts))


def _numbers(model: Model, kind: Bits, values: frozenset[Value], name: str) -> Sequence[str]:
    numbers = sorted(value for value in values if isinstance(value, int))
    if len(numbers) > FEW:
        patterns = cubes(kind.width, frozenset(numbers))
        if len(patterns) < len(numbers):
            return patterns
    return [show(model, kind, value, name) for value in numbers]


def _names(model: Model, kind: Enum, values: frozenset[Value]) -> Sequence[str]:
    others = [value for value in range(len(kind.values)) if value not in values]
    if len(values) > FEW and len(others) <= 2:
        missing = " or ".join(show(model, kind, value) for value in others)
        return [f"any but {missing}"]
    shown = (show(model, kind, value) for value in range(len(kind.values)) if value in values)
    return list(dict.fromkeys(shown))


def _shapes(model: Model, kind: Sum, values: frozenset[Value]) -> Sequence[str]:
    found: list[str] = []
    for tag, variant in enumerate(kind.variants):
        inside = frozenset(v[1] for v in values if isinstance(v, tuple) and v[0] == tag)
        total = sum(1 for v in values_of(kind) if isinstance(v, tuple) and v[0] == tag)
        if len(inside) == total > 1:
            found.append(variant.name)
        elif inside:
            found += _records(model, variant.fields, inside, _shaped(model, variant.name))
    return found


def _shaped(model: Model, name: str) -> Callable[[dict[str, str]], str]:
    """The words of a shape, its fields in words put in."""
    words = model.words.get(name)
    if words is not None:
        return words.format_map
    return lambda texts: f"{name}({_labelled(texts)})" if texts else name


def _labelled(texts: dict[str, str]) -> str:
    return ", ".join(f"{label}: {text}" for label, text in texts.items())


def _records(
    model: Model,
    fields: tuple[Member, ...],
    values: frozenset[Value],
    together: Callable[[dict[str, str]], str],
) -> list[str]:
    """One text for each product of sets that the fields run over."""
    tuples = sorted(value for value in values if isinstance(value, tuple))
    if not fields:
        return [together({})]
    found = []
    for box in boxes(tuples):
        texts = {
            member.name: _inner(model, member, inside)
            for member, inside in zip(fields, box, strict=True)
        }
        found.append(together(texts))
    return found


def _inner(model: Model, member: Member, values: frozenset[Value]) -> str:
    words = set_words(model, member.type, values, member.name)
    several = not words.every and len(words.alternatives) > 1
    return f"({words.text})" if several else words.text
