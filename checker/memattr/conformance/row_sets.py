"""Rows of a file as sets of situations: diagrams over the levels of the columns; and such a set as
the situations of a claim, for what is asked of claims."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from memattr.answers.permitted_sets import bare_claim
from memattr.batch.decision_tries import InputColumn
from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.model.layout import width
from memattr.readings.bdd import Bdd, Node
from memattr.readings.compile_diagrams import Environment
from memattr.readings.diagram import Diagram


class RowSets:
    """Makes diagrams of rows; each row has the codes of the columns as texts."""

    def __init__(self, bdd: Bdd, columns: Sequence[InputColumn]) -> None:
        self._bdd = bdd
        places = [
            (level, index, bit)
            for index, column in enumerate(columns)
            for bit, level in enumerate(column.levels)
        ]
        self._levels = sorted(level for level, _, _ in places)
        rank = {level: len(places) - 1 - n for n, level in enumerate(self._levels)}
        # For each bit of a column, its bit in an assignment: that of the first level is highest.
        self._bits = [[1 << rank[level] for level in column.levels] for column in columns]
        self._tables: list[dict[str, int]] = [{} for _ in columns]

    def of(self, rows: Iterable[Sequence[str]]) -> Node:
        """The set of the rows."""
        return self._built(sorted({self._assignment(row) for row in rows}), 0, None, 0)

    def _assignment(self, row: Sequence[str]) -> int:
        node = 0
        for table, bits, cell in zip(self._tables, self._bits, row, strict=True):
            part = table.get(cell)
            if part is None:
                code = int(cell)
                part = sum(bit for place, bit in enumerate(bits) if code >> place & 1)
                table[cell] = part
            node |= part
        return node

    def _built(self, members: list[int], low: int, high: int | None, depth: int) -> Node:
        """The members from one place to another, which agree on the levels before this depth."""
        high = len(members) if high is None else high
        left = len(self._levels) - depth
        if low == high or high - low == 1 << left:
            return int(low < high)
        bit = 1 << left - 1
        middle = bisect_left(members, members[low] & -(bit << 1) | bit, low, high)
        zero = self._built(members, low, middle, depth + 1)
        one = self._built(members, middle, high, depth + 1)
        return self._bdd.ite(self._bdd.variable(self._levels[depth]), one, zero)


def row_query(
    diagram: Diagram, environment: Environment, varying: Iterable[str], rows: Node
) -> DiagramQuery:
    """The rows are over the levels of the varying inputs; others are as in the environment."""
    kinds = {name: declared.type for name, declared in diagram.model.inputs.items()}
    order = diagram.store.order
    levels = {name: frozenset(order.named(name, width(kinds[name]))) for name in varying}
    about = bare_claim(diagram.model, None, ())
    return DiagramQuery(about, environment, kinds, environment.inputs, levels, rows, 1)
