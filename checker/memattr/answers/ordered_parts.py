"""The ordered parts of results: what `at least as strong as` compares, and bounds in that order."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from memattr.model.layout import values_of
from memattr.model.types import Enum, Member, Record, Sum, Type, Value, Variant, plain
from memattr.readings.compile_values import at_least
from memattr.readings.dependencies import is_ordered


@dataclass(frozen=True)
class Path:
    """The way to an ordered part of a result, its name, and its type without unordered fields."""

    name: str
    steps: tuple[tuple[int | None, int], ...]
    kind: Type
    skeleton: Type


def paths(
    type_: Type, name: str = "", steps: tuple[tuple[int | None, int], ...] = ()
) -> list[Path]:
    """The outermost ordered parts of a type, in declared order."""
    bare = plain(type_)
    if isinstance(bare, Enum | Sum) and bare.ordered:
        return [Path(name, steps, type_, skeleton(type_))]
    below: list[Path] = []
    for variant, members in _members(bare):
        for index, member in enumerate(members):
            inner = f"{name}.{member.name}" if name else member.name
            below += paths(member.type, inner, (*steps, (variant, index)))
    return below


def _members(type_: Type) -> Iterator[tuple[int | None, tuple[Member, ...]]]:
    bare = plain(type_)
    if isinstance(bare, Record):
        yield None, bare.fields
    if isinstance(bare, Sum):
        yield from ((index, variant.fields) for index, variant in enumerate(bare.variants))


def at_path(value: Value, path: Path) -> Value | None:
    """The part of the value, None where its shape has no such part."""
    for variant, index in path.steps:
        assert isinstance(value, tuple)
        if variant is None:
            value = value[index]
        else:
            tag, fields = value
            if tag != variant:
                return None
            assert isinstance(fields, tuple)
            value = fields[index]
    return value


def skeleton(type_: Type) -> Type:
    """The type without its unordered fields; its values are what the order tells apart."""
    bare = plain(type_)
    if isinstance(bare, Record):
        return Record(bare.name, _kept(bare.fields))
    if isinstance(bare, Sum):
        shapes = tuple(Variant(v.name, _kept(v.fields)) for v in bare.variants)
        return Sum(bare.name, shapes, bare.ordered)
    return bare


def _kept(members: tuple[Member, ...]) -> tuple[Member, ...]:
    return tuple(Member(m.name, skeleton(m.type)) for m in members if is_ordered(m.type))


def stripped(type_: Type, value: Value) -> Value:
    """The value without its unordered fields: one of `skeleton(type_)`."""
    bare = plain(type_)
    if not isinstance(bare, Record | Sum):
        return value
    assert isinstance(value, tuple)
    if isinstance(bare, Record):
        return _stripped(bare.fields, value)
    tag, fields = value
    assert isinstance(tag, int) and isinstance(fields, tuple)
    return (tag, _stripped(bare.variants[tag].fields, fields))


def _stripped(members: tuple[Member, ...], values: tuple[Value, ...]) -> tuple[Value, ...]:
    pairs = zip(members, values, strict=True)
    return tuple(stripped(m.type, value) for m, value in pairs if is_ordered(m.type))


def strongest(type_: Type, values: Collection[Value]) -> tuple[Value, ...]:
    """Those that no other value is stronger than."""
    return tuple(
        v for v in _in_order(type_, values)
        if not any(w != v and at_least(type_, w, v) for w in values)
    )  # fmt: skip


def weakest(type_: Type, values: Collection[Value]) -> tuple[Value, ...]:
    """Those that are stronger than no other value."""
    return tuple(
        v for v in _in_order(type_, values)
        if not any(w != v and at_least(type_, v, w) for w in values)
    )  # fmt: skip


def _in_order(type_: Type, values: Collection[Value]) -> list[Value]:
    return [value for value in values_of(type_) if value in values]
