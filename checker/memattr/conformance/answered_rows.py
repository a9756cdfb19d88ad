"""Distinct rows with their answers, as the explanation of differences goes through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memattr.conformance.judgement import Judge, Tally


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
