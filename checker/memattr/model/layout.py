"""How values of a type lie in bits: the one layout that diagrams and solver terms share.

Bit 0 is the least significant. A record is its fields from bit 0 upwards; a sum is its tag in the
low bits and above it the fields of its shape from bit 0 of the payload, unused payload bits zero.
The evaluator does not use this module, so comparing it with the others also tests the layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, Value, plain


def code_width(count: int) -> int:
    """Bits that tell `count` codes apart; at least one."""
    return max(1, (count - 1).bit_length())


@cache
def width(type_: Type) -> int:
    """Number of bits of a value of the type."""
    match plain(type_):
        case Bits(size, _):
            return size
        case Enum(_, values, _):
            return code_width(len(values))
        case Record(_, fields):
            return sum(width(member.type) for member in fields)
        case Sum(_, variants, _):
            payloads = (sum(width(m.type) for m in v.fields) for v in variants)
            return code_width(len(variants)) + max(payloads)


def tag_width(type_: Type) -> int:
    """The bits that tell the shapes of a sum apart."""
    bare = plain(type_)
    assert isinstance(bare, Sum), "only sums have shapes"
    return code_width(len(bare.variants))


def members(type_: Type, variant: int | None) -> tuple[Member, ...]:
    """The fields of a record, or of one variant of a sum."""
    bare = plain(type_)
    if isinstance(bare, Record):
        return bare.fields
    assert isinstance(bare, Sum) and variant is not None, "only records and sums have fields"
    return bare.variants[variant].fields


@cache
def field_offset(type_: Type, variant: int | None, name: str) -> int:
    """The lowest bit of a field within its record or sum."""
    bare = plain(type_)
    offset = code_width(len(bare.variants)) if isinstance(bare, Sum) else 0
    for member in members(type_, variant):
        if member.name == name:
            return offset
        offset += width(member.type)
    raise AssertionError(f"elaborate() promises that {name} is a field here")


# Sets of results are listed again and again, and have few members each.
MOST_CODES = 1 << 14


def to_bits(type_: Type, value: Value) -> int:
    """The value as an unsigned integer of `width(type_)` bits."""
    bare = plain(type_)
    if isinstance(bare, Bits | Enum):
        assert isinstance(value, int)
        return value
    assert isinstance(value, tuple)
    if isinstance(bare, Record):
        return _pack(bare.fields, value)
    tag, fields = value
    assert isinstance(tag, int) and isinstance(fields, tuple)
    shift = code_width(len(bare.variants))
    return tag | _pack(bare.variants[tag].fields, fields) << shift


def _pack(fields: tuple[Member, ...], values: tuple[Value, ...]) -> int:
    packed, offset = 0, 0
    for member, value in zip(fields, values, strict=True):
        packed |= to_bits(member.type, value) << offset
        offset += width(member.type)
    return packed


@lru_cache(maxsize=MOST_CODES)
def from_bits(type_: Type, code: int) -> Value:
    """The inverse of `to_bits`; codes that no value has are a broken promise."""
    bare = plain(type_)
    if isinstance(bare, Bits):
        return code
    if isinstance(bare, Enum):
        assert code < len(bare.values), f"{code} is no code of {bare.name}"
        return code
    if isinstance(bare, Record):
        return _unpack(bare.fields, code)
    shift = code_width(len(bare.variants))
    tag = code & ((1 << shift) - 1)
    assert tag < len(bare.variants), f"{tag} is no shape of {bare.name}"
    return (tag, _unpack(bare.variants[tag].fields, code >> shift))


def _unpack(fields: tuple[Member, ...], code: int) -> tuple[Value, ...]:
    values = []
    for member in fields:
        size = width(member.type)
        values.append(from_bits(member.type, code & ((1 << size) - 1)))
        code >>= size
    return tuple(values)


def values_of(type_: Type) -> Iterator[Value]:
    """Every value of the type without its refinements, in declared order."""
    match plain(type_):
        case Bits(size, _):
            yield from range(1 << size)
        case Enum(_, names, _):
            yield from range(len(names))
        case Record(_, fields):
            yield from product(*(tuple(values_of(m.type)) for m in fields))
        case Sum(_, variants, _):
            for index, variant in enumerate(variants):
                for fields_ in product(*(tuple(values_of(m.type)) for m in variant.fields)):
                    yield (index, fields_)
