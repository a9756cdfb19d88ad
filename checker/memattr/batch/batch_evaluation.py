"""A file of situations answered: rows in, rows with their results out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from typing import IO

from memattr.answers.choice_sets import Images
from memattr.answers.filled_inputs import NotGiven
from memattr.answers.typed_situation import TypedSituation
from memattr.batch.input_columns import InputColumns
from memattr.batch.result_columns import Cells, ResultColumns
from memattr.batch.row_answers import Answers, Bound
from memattr.batch.row_file import RowFile
from memattr.place import Unusable
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator

# What is added to a row: once, or once for each permitted result; nothing if it cannot be.
Added = list[Cells]
Progress = Callable[[Iterator[list[str]]], Iterator[list[str]]]


class Answering:
    """Answers the rows of one table."""

    def __init__(self, evaluator: Evaluator, typed: TypedSituation, all_results: bool) -> None:
        self.model = evaluator.model
        self._evaluator, self._typed = evaluator, typed
        self._all_results = all_results
        self._diagram = Diagram(self.model)
        self._sheet = ResultColumns(evaluator)

    def write(self, table: RowFile, keep: Sequence[str], out: IO[str], progress: Progress) -> None:
        """The header and all rows; raises Unusable for the first row that has no answer."""
        header = table.header(self.model, keep, self._sheet.header())
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow((*header.names, *self._sheet.header()))
        columns = InputColumns(self._evaluator, self._diagram, self._typed, header.inputs)
        answers = self._answers(columns)
        for row in progress(table.rows()):
            try:
                added = answers.at(row)
            except NotGiven as problem:
                raise table.wrong(*columns.not_given(problem)) from None
            except Unusable as problem:
                raise table.wrong(problem.message, problem.way) from None
            if not added:
                raise table.wrong(*columns.refusal(row))
            if len(added) == 1:
                writer.writerow(row + added[0])
            else:
                writer.writerows(row + cells for cells in added)

    def _answers(self, columns: InputColumns) -> Answers[Added]:
        store = self._diagram.store
        words = self._sheet.words(self._diagram, columns.environment)
        sizes = [len(word) for word in words]
        joined = tuple(bit for word in words for bit in word)
        images = Images(store)

        def joint(bound: tuple[Bound, ...]) -> Added:
            return list(self._sheet.lines(images.image(*bound[0]), sizes))

        def apart(bound: tuple[Bound, ...]) -> Added:
            found = [images.image(rule, word) for rule, word in bound]
            return [self._sheet.line(found)] if found[0] else []

        asked = columns.asked((joined,) if self._all_results else tuple(words))
        return Answers(store, asked, joint if self._all_results else apart)
