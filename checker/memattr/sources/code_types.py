"""Types of code on a machine with 64-bit pointers, little-endian, as words of bits.

A structure is laid out only as far as there can be no doubt: a bit-field that would cross a unit
of its type is refused, and so is a member of a type that was not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Integer:
    """An integer type; a `boolean` one holds 0 or 1."""

    width: int
    signed: bool
    boolean: bool = False


@dataclass(frozen=True)
class Pointer:
    """A pointer to something."""

    target: CodeType


@dataclass(frozen=True)
class StructMember:
    """A member at a bit offset; one without a name shares out the names of its type."""

    name: str
    offset: int
    width: int
    type: CodeType


@dataclass(frozen=True)
class Aggregate:
    """A structure or a union of known layout; `width` in bits."""

    name: str
    width: int
    align: int
    members: tuple[StructMember, ...]

    def member(self, name: str) -> StructMember | None:
        """The member of that name, inside members without a name too."""
        for member in self.members:
            if member.name == name:
                return member
            if not member.name and isinstance(member.type, Aggregate):
                inner = member.type.member(name)
                if inner is not None:
                    offset = member.offset + inner.offset
                    return StructMember(name, offset, inner.width, inner.type)
        return None


@dataclass(frozen=True)
class Opaque:
    """A type of which the layout is not known; `why` says what was missing.

    Of some members the type may be known all the same."""

    name: str
    why: str = ""
    members: tuple[tuple[str, CodeType], ...] = ()


@dataclass(frozen=True)
class Void:
    """No value."""


CodeType: TypeAlias = Integer | Pointer | Aggregate | Opaque | Void


def size(type_: CodeType) -> int | None:
    """Its width in bits; None if that is not known."""
    match type_:
        case Integer(width):
            return width
        case Aggregate(_, width):
            return width
        case Pointer():
            return 64
        case Opaque() | Void():
            return None


def alignment(type_: CodeType) -> int:
    """In bits."""
    match type_:
        case Integer(width):
            return width
        case Aggregate(_, _, align):
            return align
        case Pointer():
            return 64
        case Opaque() | Void():
            return 8


def without_layout(type_: CodeType) -> CodeType:
    """The type without its layout: its members lie in cells of their own."""
    if isinstance(type_, Aggregate):
        return Opaque(type_.name, "", tuple((m.name, m.type) for m in type_.members))
    return type_
