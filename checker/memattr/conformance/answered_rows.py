"""Distinct rows with their answers, and what is left of diagrams in each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from memattr.batch.decision_tries import InputColumn, State, Trie
from memattr.conformance.judgement import Judge, Tally
from memattr.readings.bdd import Bdd, Node


@dataclass(frozen=True, eq=False)
class AnsweredRow:
    """The codes of the inputs as texts, the joint code of the answer, how often the row occurs, and
    whether the answer differs from what is permitted."""

    inputs: tuple[str, ...]
    answer: int
    times: int
    differs: bool


def answered_rows(judge: Judge, tally: Tally) -> tuple[list[AnsweredRow], list[AnsweredRow]]:
    """Those that differ, and the others, each in the order in which they came."""
    texts: dict[int, str] = {}

    def rows(kept: dict[int, int], differs: bool) -> Iterator[AnsweredRow]:
        for code, times in kept.items():
            inputs, answer = judge.unpacked(code)
            cells = tuple([texts.setdefault(value, str(value)) for value in inputs])
            yield AnsweredRow(cells, answer, times, differs)

    return list(rows(tally.differing, True)), list(rows(tally.conforming, False))


def spread(rows: Sequence[AnsweredRow], most: int) -> list[AnsweredRow]:
    """At most so many of the rows, from all over them."""
    if len(rows) <= most:
        return list(rows)
    return [rows[index * len(rows) // most] for index in range(most)]


class RowNodes:
    """Nodes over inputs, stepped through rows together: those that depend on the same columns."""

    def __init__(self, bdd: Bdd, nodes: Iterable[Node], columns: Sequence[InputColumn]) -> None:
        groups: dict[tuple[InputColumn, ...], list[Node]] = {}
        for node in nodes:
            support = bdd.support(node)
            reads = tuple(column for column in columns if not support.isdisjoint(column.levels))
            groups.setdefault(reads, []).append(node)
        self._groups = [
            (tuple(members), Trie(bdd, tuple(members), reads)) for reads, members in groups.items()
        ]

    def states(self, row: AnsweredRow) -> tuple[State, ...]:
        """Rows with equal states are alike for all nodes."""
        return tuple([trie.leaf(row.inputs) for _, trie in self._groups])

    def left(self, states: tuple[State, ...]) -> dict[Node, Node]:
        """What is left of each node: over choices, and over variables that are no columns."""
        codes: dict[Node, Node] = {}
        for (nodes, _), state in zip(self._groups, states, strict=True):
            codes.update(zip(nodes, state.nodes, strict=True))
        return codes
