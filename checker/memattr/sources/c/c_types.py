"""Types of C on a machine with 64-bit longs and pointers, little-endian, as words of bits.

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

    target: CType


@dataclass(frozen=True)
class Member:
    """A member at a bit offset; one without a name shares out the names of its type."""

    name: str
    offset: int
    width: int
    type: CType


@dataclass(frozen=True)
class Aggregate:
    """A structure or a union of known layout; `width` in bits."""

    name: str
    width: int
    align: int
    members: tuple[Member, ...]

    def member(self, name: str) -> Member | None:
        """The member of that name, inside members without a name too."""
        for member in self.members:
            if member.name == name:
                return member
            if not member.name and isinstance(member.type, Aggregate):
                inner = member.type.member(name)
                if inner is not None:
                    offset = member.offset + inner.offset
                    return Member(name, offset, inner.width, inner.type)
        return None


@dataclass(frozen=True)
class Opaque:
    """A type of which the layout is not known; `why` says what was missing.

    Of some members the type may be known all the same."""

    name: str
    why: str = ""
    members: tuple[tuple[str, CType], ...] = ()


@dataclass(frozen=True)
class Void:
    """No value."""


CType: TypeAlias = Integer | Pointer | Aggregate | Opaque | Void

INT, UNSIGNED, LONG = Integer(32, True), Integer(32, False), Integer(64, False)
BOOL = Integer(8, False, True)
STANDARD = {
    "bool": BOOL,
    "_Bool": BOOL,
    "size_t": LONG,
    "uintptr_t": LONG,
    "intptr_t": Integer(64, True),
    "ptrdiff_t": Integer(64, True),
    "ssize_t": Integer(64, True),
    **{f"uint{n}_t": Integer(n, False) for n in (8, 16, 32, 64)},
    **{f"int{n}_t": Integer(n, True) for n in (8, 16, 32, 64)},
}
"""The names of the standard's headers."""


def builtin(words: list[str]) -> CType | None:
    """The type that words like `unsigned long` name; None if they name none."""
    if words == ["void"]:
        return Void()
    if len(words) == 1 and words[0] in STANDARD:
        return STANDARD[words[0]]
    if not words or set(words) - {"unsigned", "signed", "int", "long", "short", "char"}:
        return None
    if "char" in words:
        # Plain char is unsigned where this is used; bits of it are what matters.
        return Integer(8, "signed" in words)
    width = 16 if "short" in words else 64 if "long" in words else 32
    return Integer(width, "unsigned" not in words)


def size(type_: CType) -> int | None:
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


def alignment(type_: CType) -> int:
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


def without_layout(type_: CType) -> CType:
    """The type without its layout: its members lie in cells of their own."""
    if isinstance(type_, Aggregate):
        return Opaque(type_.name, "", tuple((m.name, m.type) for m in type_.members))
    return type_
