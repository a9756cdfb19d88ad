"""Names in the order of their needs, in time that grows with their number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set as AbstractSet
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter


def levels(needs: Mapping[str, AbstractSet[str]]) -> Iterator[list[str]]:
    """First the names that need no other, then those that need only these, and so on; within a
    level in the order of the mapping. Names that need a circle never come."""
    position = {name: number for number, name in enumerate(needs)}
    sorter = TopologicalSorter(needs)
    with suppress(CycleError):
        sorter.prepare()
    while ready := sorter.get_ready():
        sorter.done(*ready)
        yield sorted(ready, key=position.__getitem__)
