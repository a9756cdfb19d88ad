"""Sets of values of one type as patterns of the language, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, reduce
from operator import or_
from typing import TypeAlias

from memattr.model.layout import values_of
from memattr.model.show import source_text
from memattr.model.types import Bits, Sum, Type, Value, plain


def pattern_of(type_: Type, values: frozenset[Value]) -> str | None:
    """A pattern that matches just these values; None if it is every value of the type."""
    everything = frozenset(values_of(type_))
    if values >= everything:
        return None
    bare = plain(type_)
    parts: Sequence[str]
    if isinstance(bare, Bits):
        parts = cubes(bare.width, frozenset(v for v in values if isinstance(v, int)))
    elif isinstance(bare, Sum):
        parts = _shapes(bare, values)
    else:
        parts = [source_text(bare, value) for value in values_of(bare) if value in values]
    return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"


def _shapes(sum_: Sum, values: frozenset[Value]) -> list[str]:
    """Whole shapes by name, the rest value by value."""
    parts = []
    by_shape: dict[Value, list[Value]] = {}
    for value in values_of(sum_):
        assert isinstance(value, tuple)
        by_shape.setdefault(value[0], []).append(value)
    for tag, members in by_shape.items():
        inside = [value for value in members if value in values]
        assert isinstance(tag, int)
        if len(inside) == len(members):
            parts.append(sum_.variants[tag].name)
        else:
            parts += [source_text(sum_, value) for value in inside]
    return parts


# Exceptions are looked for in numbers of so many bits.
MOST_EXCEPTED = 8

Cube: TypeAlias = tuple[int, int]  # a value, and a mask of the bits that do not matter, 0 there


@cache
def cubes(
    width: int, values: frozenset[int], spare: frozenset[int] = frozenset()
) -> tuple[str, ...]:
    """Bit patterns with don't-care x that cover these values, and beside them at most those to
    spare: largest first, irredundant."""
    covers = _cover(width, values, frozenset()), _cover(width, values, spare)
    return tuple(_cube_text(width, cube) for cube in min(covers, key=len))


@cache
def cubes_but(
    width: int, values: frozenset[int], spare: frozenset[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The same, with patterns that are excepted where that takes fewer of them altogether, or as
    many and only one that is not excepted."""
    best: tuple[tuple[str, ...], tuple[str, ...]] = cubes(width, values, spare), ()
    outside = frozenset(range(1 << width)) - values
    if len(best[0]) < 2 or width > MOST_EXCEPTED:
        return best
    candidates = [[_around(values)]]
    for cube in _primes(width, outside):
        away = frozenset(_members(_covered(cube)))
        if not away <= spare:
            candidates.append(_cover(width, values, spare | away))
    for cover in candidates:
        inside = frozenset(_members(reduce(or_, map(_covered, cover), 0)))
        off, idle = inside - values - spare, inside & spare
        excepted = min(cubes(width, off), cubes(width, off, idle), key=len)
        gain = len(best[0]) + len(best[1]) - len(cover) - len(excepted)
        if excepted and (gain > 0 or (gain == 0 and len(cover) < len(best[0]) == 2)):
            best = tuple(_cube_text(width, cube) for cube in cover), excepted
    return best


def _around(values: frozenset[int]) -> Cube:
    """The smallest cube that has all of the values."""
    first = min(values)
    mask = reduce(or_, (value ^ first for value in values))
    return first & ~mask, mask


def _cover(width: int, values: frozenset[int], spare: frozenset[int]) -> list[Cube]:
    """Cubes that cover the values, within them and those to spare."""
    covers = {cube: _covered(cube) for cube in _primes(width, values | spare)}
    chosen: list[Cube] = []
    whole = left = sum(1 << value for value in values)
    while left:
        best = max(covers, key=lambda cube: ((left & covers[cube]).bit_count(), cube[1], -cube[0]))
        chosen.append(best)
        left &= ~covers[best]
    for cube in list(chosen):
        others = [other for other in chosen if other != cube]
        if whole & ~reduce(or_, map(covers.__getitem__, others), 0) == 0:
            chosen = others
    return sorted(chosen)


def _primes(width: int, values: frozenset[int]) -> list[Cube]:
    """The largest cubes within the values. A set of values is the bits of one number: where a cube
    of some mask begins is known for all its beginnings at once."""
    begins = {0: sum(1 << value for value in values)}
    primes: list[Cube] = []
    while begins:
        larger: dict[int, int] = {}
        for mask, here in begins.items():
            grown = 0
            for bit in range(width):
                if not mask >> bit & 1:
                    # A cube that begins with the bit at 0, and the same with the bit at 1.
                    both = here & here >> (1 << bit) & _without(width, bit)
                    grown |= both | both << (1 << bit)
                    if both:
                        larger[mask | 1 << bit] = both
            primes += [(value, mask) for value in _members(here & ~grown)]
        begins = larger
    return sorted(primes)


@cache
def _without(width: int, bit: int) -> int:
    """The values in which the bit is 0."""
    bits = (1 << (1 << bit)) - 1
    for higher in range(bit + 1, width):
        bits |= bits << (1 << higher)
    return bits


def _members(values: int) -> Iterator[int]:
    while values:
        lowest = values & -values
        yield lowest.bit_length() - 1
        values ^= lowest


def _covered(cube: Cube) -> int:
    value, mask = cube
    bits = 1 << value
    for bit in _members(mask):
        bits |= bits << (1 << bit)
    return bits


def _cube_text(width: int, cube: tuple[int, int]) -> str:
    value, mask = cube
    bits = ("x" if mask >> b & 1 else str(value >> b & 1) for b in reversed(range(width)))
    return "0b" + "".join(bits)
