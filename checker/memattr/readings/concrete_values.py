"""Operations on concrete values."""

from __future__ import annotations

from collections.abc import Iterable

from memattr.model.types import Bits, Enum, Member, Record, Type, Value, plain
from memattr.readings.dependencies import is_ordered

Values = tuple[Value, ...]


def joined(parts: Iterable[tuple[Value, int]]) -> int:
    """Words of the given sizes in a row, the most significant first."""
    word = 0
    for value, size in parts:
        assert isinstance(value, int)
        word = word << size | value
    return word


def size_of(kind: Type) -> int:
    """The number of bits of a bits type."""
    bare = plain(kind)
    assert isinstance(bare, Bits)
    return bare.width


def at_least(kind: Type, left: Value, right: Value) -> bool:
    """True iff left is at least as strong as right."""
    bare = plain(kind)
    if isinstance(bare, Bits | Enum):
        assert isinstance(left, int) and isinstance(right, int)
        return left <= right
    assert isinstance(left, tuple) and isinstance(right, tuple)
    if isinstance(bare, Record):
        return _fields_at_least(bare.fields, left, right)
    (left_tag, left_fields), (right_tag, right_fields) = left, right
    assert isinstance(left_tag, int) and isinstance(right_tag, int)
    assert isinstance(left_fields, tuple) and isinstance(right_fields, tuple)
    if left_tag != right_tag:
        return left_tag < right_tag
    return _fields_at_least(bare.variants[left_tag].fields, left_fields, right_fields)


def _fields_at_least(fields: tuple[Member, ...], left: Values, right: Values) -> bool:
    return all(
        at_least(member.type, a, b)
        for member, a, b in zip(fields, left, right, strict=True)
        if is_ordered(member.type)
    )
