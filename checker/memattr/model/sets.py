"""Sets of values of one type as patterns of the language, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from memattr.model.layout import values_of
from memattr.model.show import source_text
from memattr.model.types import Bits, Sum, Type, Value, plain


def pattern_of(kind: Type, values: frozenset[Value]) -> str | None:
    """A pattern that matches just these values; None if it is every value of the type."""
    everything = frozenset(values_of(kind))
    if values >= everything:
        return None
    bare = plain(kind)
    parts: Sequence[str]
    if isinstance(bare, Bits):
        parts = cubes(bare.width, frozenset(v for v in values if isinstance(v, int)))
    elif isinstance(bare, Sum):
        parts = _shapes(bare, values)
    else:
        parts = [source_text(bare, value) for value in values_of(bare) if value in values]
    return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"


def _shapes(kind: Sum, values: frozenset[Value]) -> list[str]:
    """Whole shapes by name, the rest value by value."""
    parts = []
    by_shape: dict[Value, list[Value]] = {}
    for value in values_of(kind):
        assert isinstance(value, tuple)
        by_shape.setdefault(value[0], []).append(value)
    for tag, members in by_shape.items():
        inside = [value for value in members if value in values]
        assert isinstance(tag, int)
        if len(inside) == len(members):
            parts.append(kind.variants[tag].name)
        else:
            parts += [source_text(kind, value) for value in inside]
    return parts


@cache
def cubes(width: int, values: frozenset[int]) -> tuple[str, ...]:
    """Bit patterns with don't-care x that cover just these values: largest first, irredundant."""
    primes = _primes(width, values)
    chosen: list[tuple[int, int]] = []
    left = set(values)
    while left:
        best = max(primes, key=lambda p: (len(left & _covered(p, values)), p[1], -p[0]))
        chosen.append(best)
        left -= _covered(best, values)
    for cube in list(chosen):
        others = [c for c in chosen if c != cube]
        if others and values <= frozenset().union(*(_covered(c, values) for c in others)):
            chosen = others
    return tuple(_cube_text(width, cube) for cube in sorted(chosen))


def _primes(width: int, values: frozenset[int]) -> list[tuple[int, int]]:
    """Maximal (value, mask of don't-cares) pairs, by merging neighbours bit by bit."""
    level = {(value, 0) for value in values}
    primes: set[tuple[int, int]] = set()
    while level:
        merged: set[tuple[int, int]] = set()
        used: set[tuple[int, int]] = set()
        for value, mask in level:
            for bit in range(width):
                other = (value ^ (1 << bit), mask)
                if not mask >> bit & 1 and other in level:
                    merged.add((value & ~(1 << bit), mask | 1 << bit))
                    used |= {(value, mask), other}
        primes |= level - used
        level = merged
    return sorted(primes)


def _covered(cube: tuple[int, int], values: frozenset[int]) -> frozenset[int]:
    value, mask = cube
    return frozenset(v for v in values if v & ~mask == value)


def _cube_text(width: int, cube: tuple[int, int]) -> str:
    value, mask = cube
    bits = ("x" if mask >> b & 1 else str(value >> b & 1) for b in reversed(range(width)))
    return "0b" + "".join(bits)
