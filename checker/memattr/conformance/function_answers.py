"""An implementation as a function of Python, asked row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from memattr.conformance.column_survey import ColumnNames, surveyed
from memattr.conformance.comparing import conformance
from memattr.conformance.conformance_answer import Conformance
from memattr.conformance.row_grid import RowGrid
from memattr.model.types import Bits, plain
from memattr.place import Unusable
from memattr.readings.evaluate import Evaluator

Situation = Mapping[str, Any]


@dataclass(frozen=True)
class GridRows:
    """The situations to ask about: a mapping for each, inputs by name, numbers or names."""

    evaluator: Evaluator
    grid: RowGrid

    def __iter__(self) -> Iterator[Situation]:
        for row in self.grid.rows():
            cells = self.grid.cells(row)
            parts = zip(self.grid.inputs, row, cells, strict=True)
            yield {
                one.name: value if isinstance(plain(one.type), Bits) else cell
                for one, value, cell in parts
            }


def asked(
    rows: GridRows,
    function: Callable[[Situation], Mapping[str, Any]],
    ignore: Sequence[str],
    reserved: bool,
) -> Conformance:
    """What the function answers, judged; None is an absent part of an answer. Raises Unusable."""
    answers = (_cells(function(row)) for row in rows)
    first = next(answers)
    header = (*rows.grid.names, *first)
    source = getattr(function, "__name__", "the function")
    survey = surveyed(rows.evaluator.model, source, header, ColumnNames({}, tuple(ignore)))
    number = 0

    def complaint(message: str, way: str = "") -> Unusable:
        return Unusable(f"{source}: its answer to row {number}: {message}", way)

    def lines() -> Iterator[list[str]]:
        nonlocal number
        for row, answer in _paired(rows, first, answers):
            number += 1
            if answer.keys() != first.keys():
                raise complaint(f"it answers {', '.join(answer)}, and before {', '.join(first)}")
            yield [*row, *(answer[name] for name in first)]

    return conformance(
        rows.evaluator, rows.grid.typed, survey, source, lines(), complaint, reserved
    )


def _paired(
    rows: GridRows, first: dict[str, str], others: Iterator[dict[str, str]]
) -> Iterator[tuple[list[str], dict[str, str]]]:
    def answers() -> Iterator[dict[str, str]]:
        yield first
        yield from others

    return zip(map(rows.grid.cells, rows.grid.rows()), answers(), strict=True)


def _cells(answer: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: "" if value is None else str(int(value) if isinstance(value, bool) else value)
        for name, value in answer.items()
    }
