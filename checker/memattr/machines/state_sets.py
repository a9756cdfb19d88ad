"""Sets of rows of codes as decision diagrams with many ways at each node, equal parts shared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Codes = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Branch:
    """For each way: the codes that may come next, and what may follow; None ends a row."""

    ways: tuple[tuple[Codes, Branch | None], ...]


def branches(rows: Iterable[Codes]) -> Branch | None:
    """The set of the rows, all of one length; there is at least one."""
    return _Shared().branch(frozenset(rows))


class _Shared:
    """Equal sets of rows become one branch."""

    def __init__(self) -> None:
        self._known: dict[frozenset[Codes], Branch | None] = {}

    def branch(self, rows: frozenset[Codes]) -> Branch | None:
        if rows == frozenset({()}):
            return None
        if rows not in self._known:
            after: dict[int, set[Codes]] = {}
            for first, *rest in rows:
                after.setdefault(first, set()).add(tuple(rest))
            grouped: dict[frozenset[Codes], list[int]] = {}
            for code in sorted(after):
                grouped.setdefault(frozenset(after[code]), []).append(code)
            ways = tuple((tuple(codes), self.branch(below)) for below, codes in grouped.items())
            self._known[rows] = Branch(ways)
        return self._known[rows]
