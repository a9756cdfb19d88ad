"""Counting the assignments of a diagram, listing them, and finding the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from memattr.readings.bdd import Bdd, Node


def count(bdd: Bdd, f: Node, levels: Sequence[int]) -> int:
    """The number of assignments to the levels that satisfy f, which reads no other level."""
    return bdd.count(f, frozenset(levels))


def holds(bdd: Bdd, f: Node, values: Mapping[int, int]) -> bool:
    """True iff the assignment, which has every level that f reads on its way, satisfies f."""
    while f > 1:
        f = bdd.high[f] if values[bdd.level[f]] else bdd.low[f]
    return f == 1


def cubes(bdd: Bdd, f: Node) -> Iterator[dict[int, int]]:
    """Disjoint partial assignments that together are f, low branches first."""
    if f == 1:
        yield {}
    if f <= 1:
        return
    for bit, child in ((0, bdd.low[f]), (1, bdd.high[f])):
        for rest in cubes(bdd, child):
            yield {bdd.level[f]: bit, **rest}


def least(bdd: Bdd, f: Node, preferred: Mapping[int, int] | None = None) -> dict[int, int]:
    """The first satisfying assignment, level by level, by preferred bits (0 unless told)."""
    assert f != 0, "an empty set has no least assignment"
    found: dict[int, int] = {}
    while f > 1:
        level = bdd.level[f]
        bit = (preferred or {}).get(level, 0)
        if (bdd.high[f] if bit else bdd.low[f]) == 0:
            bit = 1 - bit
        found[level] = bit
        f = bdd.high[f] if bit else bdd.low[f]
    return found
