"""A file of situations answered: rows in, rows with their results out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO

from memattr.model.layout import to_bits, width
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator
from memattr.situations.answers import Answers, Asked, NotGiven
from memattr.situations.image import Codes
from memattr.situations.inputs import Filled, admitted, filled
from memattr.situations.rows import Header, Table
from memattr.situations.sheet import Cells, Sheet
from memattr.situations.single import Impossible, Single
from memattr.situations.tries import Column
from memattr.situations.wanted import Wanted, typed_value
from memattr.situations.wrong import Wrong

# What is added to a row: once, or once for each permitted result; nothing if it cannot be.
Added = list[Cells]
Progress = Callable[[Iterator[list[str]]], Iterator[list[str]]]


class Answering:
    """Answers the rows of one table."""

    def __init__(self, evaluator: Evaluator, wanted: Wanted, all_results: bool) -> None:
        self.model = evaluator.model
        self._evaluator, self._wanted = evaluator, wanted
        self._all_results = all_results
        self._diagram = Diagram(self.model)
        self._sheet = Sheet(evaluator)

    def write(self, table: Table, keep: Sequence[str], out: IO[str], progress: Progress) -> None:
        """The header and all rows; raises Wrong for the first row that has no answer."""
        header = table.header(self.model, keep, self._sheet.header())
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow((*header.names, *self._sheet.header()))
        answers = self._answers(header)
        try:
            for row in progress(table.rows()):
                added = answers.at(row)
                if not added:
                    raise table.wrong(*self._refusal(header, row))
                if len(added) == 1:
                    writer.writerow(row + added[0])
                else:
                    writer.writerows(row + cells for cells in added)
        except _BadCell as problem:
            raise table.wrong(problem.message, problem.way) from None
        except NotGiven as problem:
            message = f"the result depends on {problem.name}, which has no default"
            way = f"Add a column {problem.name}, or say {problem.name}=..."
            raise table.wrong(message, way) from None

    def _answers(self, header: Header) -> Answers[Added]:
        diagram, store = self._diagram, self._diagram.store
        known = filled(diagram, self._wanted, header.inputs)
        words = self._sheet.words(diagram, known.environment)
        sizes = [len(word) for word in words]
        asked = Asked(
            words=(tuple(bit for word in words for bit in word),)
            if self._all_results
            else tuple(words),
            admitted=admitted(diagram, known.environment),
            columns=tuple(self._columns(header)),
            missing=self._levels(known),
            forced=self._wanted.choices,
        )

        def joint(images: tuple[Codes, ...]) -> Added:
            return list(self._sheet.lines(images[0], sizes))

        def apart(images: tuple[Codes, ...]) -> Added:
            return [self._sheet.line(images)] if images[0] else []

        return Answers(store, asked, joint if self._all_results else apart)

    def _columns(self, header: Header) -> Iterator[Column]:
        for name, declared in self.model.inputs.items():
            if name in header.inputs:
                levels = self._diagram.store.order.named(name, width(declared.type))
                yield Column(name, header.inputs[name], self._reader(name), levels)

    def _reader(self, name: str) -> Callable[[str], int]:
        kind = self.model.inputs[name].type

        def read(cell: str) -> int:
            try:
                return to_bits(kind, typed_value(self._evaluator, name, kind, cell))
            except Wrong as problem:
                raise _BadCell(problem.message, problem.way) from None

        return read

    def _levels(self, known: Filled) -> Mapping[int, str]:
        order = self._diagram.store.order
        return {
            level: name
            for name in known.missing()
            for level in order.named(name, width(self.model.inputs[name].type))
        }

    def _refusal(self, header: Header, row: Sequence[str]) -> tuple[str, str]:
        """Why a row has no answer."""
        here = {
            name: typed_value(self._evaluator, name, self.model.inputs[name].type, row[index])
            for name, index in header.inputs.items()
        }
        wanted = replace(self._wanted, inputs={**self._wanted.inputs, **here})
        known = filled(self._diagram, wanted)
        try:
            Single(self._diagram, self._evaluator, known, wanted).permitted()
        except Impossible as problem:
            return str(problem), ""
        except Wrong as problem:
            return problem.message, problem.way
        raise AssertionError("a row has no answer, and one by one it has")


class _BadCell(Exception):
    def __init__(self, message: str, way: str) -> None:
        super().__init__(message)
        self.message, self.way = message, way
