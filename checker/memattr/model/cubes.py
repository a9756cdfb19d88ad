"""A set of rows of values, told by conditions on few of their columns."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import product
from typing import TypeAlias

from memattr.model.types import Value

Row: TypeAlias = "tuple[Value, ...]"
# A value for each column, None where any value will do.
Cube: TypeAlias = "tuple[Value | None, ...]"


def covering(rows: Set[Row], domains: Sequence[Sequence[Value]]) -> list[Cube]:
    """Few cubes, each as wide as can be, that together are the rows: first the one that adds most,
    and of those the first in the order of the domains."""
    cubes = [
        c for c in product(*((None, *domain) for domain in domains)) if _rows(c, domains) <= rows
    ]
    left, cover = set(rows), list[Cube]()
    while left:
        best = max(cubes, key=lambda cube: (len(_rows(cube, domains) & left), cube.count(None)))
        cover.append(best)
        left -= _rows(best, domains)
    return cover


def _rows(cube: Cube, domains: Sequence[Sequence[Value]]) -> set[Row]:
    """All rows of a cube."""
    columns = [
        domain if value is None else (value,) for value, domain in zip(cube, domains, strict=True)
    ]
    return set(product(*columns))
