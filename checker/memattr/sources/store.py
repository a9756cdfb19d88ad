"""What the objects of a path hold: words of known bits, addresses, and what nobody can tell.

An object of known layout is one word, and its members are bits of it. In an object of unknown
layout each access path is a cell of its own: members of other names are taken to lie apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from memattr.sources.code_types import CodeType, Integer, Opaque, Pointer, size
from memattr.sources.known_bits import (
    Word,
    joined,
    replaced,
    resized,
    sliced,
    stored,
    unknown,
)
from memattr.sources.unread import Cause, CodePlace

UNTYPED = Opaque("a type that was not read")


@dataclass(frozen=True)
class Location:
    """Bits `offset` to `offset + width` of a cell; `width` is None for an untyped cell."""

    object: int
    path: str
    offset: int
    width: int | None
    type: CodeType


@dataclass(frozen=True)
class Elsewhere:
    """Store that is none of the objects that are known."""

    type: CodeType
    cause: Cause


Place: TypeAlias = Location | Elsewhere


@dataclass(frozen=True)
class Address:
    """Where a pointer points."""

    to: Place


@dataclass(frozen=True)
class Unread:
    """A value that is no word, or of which not even the width is known."""

    cause: Cause


Value: TypeAlias = Word | Address | Unread
Cell: TypeAlias = tuple[int, str]


@dataclass
class Store:
    """The cells of one path. `loaded` says which were read, and `forgotten` why all that was known
    was given up: on this path or on one that it met."""

    cells: dict[Cell, Value] = field(default_factory=dict)
    loaded: set[Cell] = field(default_factory=set)
    forgotten: list[Cause] = field(default_factory=list)

    def copy(self) -> Store:
        """For a branch: what it stores stays its own."""
        return Store(dict(self.cells), self.loaded, self.forgotten)

    def load(self, place: Place, missing: Cause) -> Value:
        """What is there; `missing` says why nothing is known of it if nothing is."""
        if isinstance(place, Elsewhere):
            return nothing(place.type, place.cause)
        cell = (place.object, place.path)
        self.loaded.add(cell)
        held = self.cells.get(cell)
        if held is None:
            return nothing(place.type, missing)
        if not isinstance(held, Word) or place.width is None:
            return held
        signed = isinstance(place.type, Integer) and place.type.signed
        return sliced(held, place.offset, place.width, signed)

    def put(self, place: Place, value: Value, at: CodePlace, updates: bool = False) -> None:
        """Puts a value of the place's type there, in the line `at`. One that `updates` what was
        there before is of that line only in the bits that it changes."""
        if isinstance(place, Elsewhere):
            self.forget(place.cause)
            return
        cell = (place.object, place.path)
        held = self.cells.get(cell)
        part = place.width is not None and isinstance(held, Word) and held.width != place.width
        if part:
            assert isinstance(held, Word) and place.width is not None
            new = as_word(value, place.width)
            before = sliced(held, place.offset, place.width, new.signed)
            new = stored(new, before if updates else None, at)
            self.cells[cell] = replaced(held, place.offset, new)
            return
        for other in [key for key in self.cells if key[0] == place.object and key != cell]:
            if other[1].startswith(place.path) or place.path.startswith(other[1]):
                del self.cells[other]
        before_word = held if updates and isinstance(held, Word) else None
        self.cells[cell] = stored(value, before_word, at) if isinstance(value, Word) else value

    def forget(self, cause: Cause) -> None:
        """Nothing is known any more: something was met that may store anything anywhere."""
        self.forgotten.append(cause)
        self.cells = {cell: unlike(value, cause) for cell, value in self.cells.items()}


def as_word(value: Value, width: int) -> Word:
    """The value as a word of that width; of an address no bit is known."""
    match value:
        case Word(_, signed):
            return resized(value, width, signed)
        case Address():
            return unknown(width, False, ADDRESS)
        case Unread(cause):
            return unknown(width, False, cause)
        case _:
            assert_never(value)


ADDRESS = Cause(CodePlace("", 0), "an address is used as a number", "Read another expression.")


def nothing(type_: CodeType, cause: Cause) -> Value:
    """A value of the type of which nothing is known."""
    width = size(type_)
    if isinstance(type_, Pointer):
        return Address(Elsewhere(type_.target, cause))
    if width is None:
        return Unread(cause)
    return unknown(width, isinstance(type_, Integer) and type_.signed, cause)


def unlike(value: Value, cause: Cause) -> Value:
    """The value when something may have been stored over it."""
    match value:
        case Word(width, signed):
            return unknown(width, signed, cause)
        case Address(to):
            return Address(Elsewhere(to.type, cause))
        case Unread():
            return Unread(cause)
        case _:
            assert_never(value)


def joined_values(one: Value, other: Value, cause: Cause) -> Value:
    """What holds of both."""
    if one == other:
        return one
    if isinstance(one, Word) and isinstance(other, Word):
        width = max(one.width, other.width)
        signed = one.signed and other.signed
        return joined(resized(one, width, signed), resized(other, width, signed), cause)
    if isinstance(one, Address) and isinstance(other, Address):
        return Address(Elsewhere(one.to.type, cause))
    return next((value for value in (one, other) if isinstance(value, Unread)), Unread(cause))


def joined_stores(some: list[Store], cause: Cause) -> Store | None:
    """What holds after whichever path was taken; None if none goes on."""
    if not some:
        return None
    first, *others = some
    merged = first.copy()
    for other in others:
        common = [cell for cell in merged.cells if cell in other.cells]
        merged.cells = {
            cell: joined_values(merged.cells[cell], other.cells[cell], cause) for cell in common
        }
    return merged
