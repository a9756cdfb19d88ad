"""Footnotes: which cases gave a cell, said where the row, the column or only both decide them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from memattr.documents.cell_witness import Seen
from memattr.engines.verdict import CaseName
from memattr.model.model import Case, Model

Cases: TypeAlias = "frozenset[CaseName]"


@dataclass(frozen=True)
class CitedCases:
    """The cases that vary from cell to cell, and those that every cell rests on."""

    cells: tuple[tuple[Cases, ...], ...]
    rows: tuple[Cases, ...]
    columns: tuple[Cases, ...]
    everywhere: Cases


def cited(seen: Sequence[Sequence[Seen]]) -> CitedCases:
    """Each function's cases are said at the row if they are the same along it, at the column if
    they are the same along that, and else at the cell. Cells with one value tell which. Where no
    two cells share a case, the cases say no more than the table does."""
    by_function = [[_by_function(cell.cases) for cell in line] for line in seen]
    functions = _telling(seen, by_function)
    everywhere: set[CaseName] = set()
    rows: list[set[CaseName]] = [set() for _ in seen]
    columns: list[set[CaseName]] = [set() for _ in (seen[0] if seen else ())]
    cells: list[list[set[CaseName]]] = [[set() for _ in line] for line in seen]
    single = [[len(cell.values) == 1 for cell in line] for line in seen]
    for name in functions:
        table = [[cell.get(name, frozenset()) for cell in line] for line in by_function]
        telling = [
            [cases if one else frozenset() for cases, one in zip(line, ones, strict=True)]
            for line, ones in zip(table, single, strict=True)
        ]
        if _alike(cell for line in telling for cell in line) or _all_differ(table):
            everywhere.update(*(cell for line in table for cell in line))
        elif all(map(_alike, telling)):
            for i, line in enumerate(table):
                rows[i].update(*line)
        elif all(map(_alike, zip(*telling, strict=True))):
            for line in table:
                for j, cell in enumerate(line):
                    columns[j] |= cell
        else:
            for i, line in enumerate(table):
                for j, cell in enumerate(line):
                    cells[i][j] |= cell
    return CitedCases(
        tuple(tuple(map(frozenset, line)) for line in cells),
        tuple(map(frozenset, rows)),
        tuple(map(frozenset, columns)),
        frozenset(everywhere),
    )


def summed_up(seen: Sequence[Sequence[Seen]]) -> CitedCases:
    """Every case for the table as a whole, for rows that are policies: they differ in too much."""
    every = frozenset(case for line in seen for cell in line for case in cell.cases)
    nothing: Cases = frozenset()
    return CitedCases(
        tuple(tuple(nothing for _ in line) for line in seen),
        tuple(nothing for _ in seen),
        tuple(nothing for _ in (seen[0] if seen else ())),
        every,
    )


def _all_differ(table: Sequence[Sequence[Cases]]) -> bool:
    """True iff every cell has a case of its own, as in a rule that is a table itself."""
    cells = [cases for line in table for cases in line]
    return len(cells) > 1 and len(set(cells)) == len(cells) and all(len(c) == 1 for c in cells)


def _telling(
    seen: Sequence[Sequence[Seen]], by_function: Sequence[Sequence[dict[str, Cases]]]
) -> list[str]:
    """The functions whose cases vary and tell more than the values do, which hides what only puts
    results into words; all of them if there is none of that kind."""
    functions = sorted({name for line in by_function for cell in line for name in cell})
    pairs = [
        (value.values, cases)
        for line, cells in zip(seen, by_function, strict=True)
        for value, cases in zip(line, cells, strict=True)
    ]
    more, constant = [], []
    for name in functions:
        by_value: dict[object, set[Cases]] = {}
        for values, cases in pairs:
            by_value.setdefault(values, set()).add(cases.get(name, frozenset()))
        if any(len(group) > 1 for group in by_value.values()):
            more.append(name)
        elif len(set().union(*by_value.values())) == 1:
            constant.append(name)
    return [*more, *constant] if more else functions


def _by_function(cases: Cases) -> dict[str, Cases]:
    functions: dict[str, set[CaseName]] = {}
    for function, case in cases:
        functions.setdefault(function, set()).add((function, case))
    return {name: frozenset(group) for name, group in functions.items()}


def _alike(items: Iterable[Cases]) -> bool:
    """True iff those that look at the function at all see the same cases."""
    return len({cases for cases in items if cases}) <= 1


class Notes:
    """Numbers footnotes as they are asked for; equal ones share a number."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._numbers: dict[str, int] = {}

    def mark(self, cases: Cases, extra: str = "") -> str:
        """The marks of the notes on extra words, if there are any, and on each case."""
        texts = [extra] if extra else []
        texts += [self._case(name) for name in self._ordered(cases)]
        return _runs({self._numbers.setdefault(text, len(self._numbers) + 1) for text in texts})

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """Marks and texts."""
        return tuple((str(number), text) for text, number in self._numbers.items())

    def text(self, cases: Cases) -> str:
        """All of the cases in one text."""
        return "; ".join(self._case(name) for name in self._ordered(cases))

    def references(self, cases: Cases) -> tuple[str, ...]:
        """What the cases cite."""
        texts = [ref for name in self._ordered(cases) for ref in self._refs(name)]
        return tuple(dict.fromkeys(texts))

    def _ordered(self, cases: Cases) -> list[CaseName]:
        order = {name: index for index, name in enumerate(self._model.functions)}

        def place(name: CaseName) -> tuple[int, int]:
            function = self._model.functions[name[0]]
            return order[name[0]], [case.name for case in function.cases].index(name[1])

        return sorted(cases, key=place)

    def _case(self, name: CaseName) -> str:
        refs = self._refs(name)
        choice = self._found(name).choice
        kind = f" ({choice.kind})" if choice is not None else ""
        cites = f" [{', '.join(refs)}]" if refs else ""
        return f"{name[0]}.{name[1]}{kind}{cites}"

    def _refs(self, name: CaseName) -> tuple[str, ...]:
        return self._found(name).note.refs or self._model.functions[name[0]].note.refs

    def _found(self, name: CaseName) -> Case:
        function = self._model.functions[name[0]]
        return next(case for case in function.cases if case.name == name[1])


def _runs(numbers: Collection[int]) -> str:
    """The numbers in order, three and more in a row as `1-3`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = (f"{r[0]}-{r[-1]}" if len(r) > 2 else ",".join(map(str, r)) for r in runs)
    return ",".join(texts)
