"""A file of situations answered: rows in, rows with their results out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import IO

from memattr.answers.choice_sets import Codes, Images
from memattr.answers.filled_inputs import NotGiven
from memattr.answers.idle_inputs import Idle, idle_inputs
from memattr.answers.permitted_results import declared_rank
from memattr.answers.typed_situation import TypedSituation
from memattr.batch.input_columns import InputColumns
from memattr.batch.row_answers import Answers, Bound
from memattr.batch.row_file import RowFile
from memattr.model.expressions import Expression, Global, Local, walk
from memattr.model.layout import from_bits
from memattr.model.model import Column, Derived, Model
from memattr.model.show import number, source_text
from memattr.model.transform import rebuilt
from memattr.model.types import Bits, Enum, Sum, Type, Value, plain
from memattr.place import Unusable
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator, Situation

Cells = list[str]
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

    def write(
        self, table: RowFile, keep: Sequence[str], out: IO[str], progress: Progress
    ) -> tuple[Idle, ...]:
        """The header and all rows; raises Unusable for the first row that has no answer. Gives the
        inputs that make no difference in any row, whatever the columns hold."""
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
        return idle_inputs(self._diagram, self._typed, header.inputs)

    def _answers(self, columns: InputColumns) -> Answers[Added]:
        store = self._diagram.store
        words = self._sheet.words(self._diagram, columns.environment)
        sizes = [len(word) for word in words]
        joined = tuple(bit for word in words for bit in word)
        images = Images(store)

        def joint(bound: tuple[Bound, ...]) -> Added:
            return list(self._sheet.lines(images.image(*bound[0]), sizes))

        def apart(bound: tuple[Bound, ...]) -> Added:
            parts = [images.image(rule, word) for rule, word in bound]
            return [self._sheet.line(parts)] if parts[0] else []

        question = columns.asked((joined,) if self._all_results else tuple(words))
        return Answers(store, question, joint if self._all_results else apart)


PERMITTED = "permitted"
JOIN = "|"
# Sets of results are few; past this many, the cells for them are forgotten.
REMEMBERED = 100_000
_RESULT = "the first output"

Key = tuple[int, str]


class ResultColumns:
    """The columns of one model. A column that reads nothing but the first output is read off its
    value; every other is a question of its own, whose word is one bit that says whether there is a
    value, and above it the value."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.model = model = evaluator.model
        self._evaluator = evaluator
        self._output = model.outputs()[0]
        self._own = [not _reads_only(column, self._output) for column in model.columns]
        self._of_result = [
            (index, _of_value(column))
            for index, column in enumerate(model.columns)
            if not self._own[index]
        ]
        self._bits: dict[tuple[int, Key], int] = {}
        self._masks: dict[int, int] = {}
        self._written: dict[int, Cells] = {}
        self._own_cells: dict[tuple[int, Codes], str] = {}

    def header(self) -> Cells:
        """The names of the columns."""
        return [PERMITTED, *(column.name for column in self.model.columns)]

    def words(self, diagram: Diagram, environment: Environment) -> list[Word]:
        """The questions: the first output, and each column with one of its own."""
        words = [diagram.value(Global(self._output.name, self._output.type), environment)]
        for column, own in zip(self.model.columns, self._own, strict=True):
            if own:
                present = diagram.truth(column.present, environment)
                value = diagram.value(column.expression, environment) if present else ()
                words.append((present, *(diagram.bdd.conj(present, bit) for bit in value)))
        return words

    def line(self, answers: Sequence[Codes]) -> Cells:
        """The cells for the answers to the questions, several values of a column joined."""
        results, *others = answers
        mask = 0
        for code in results:
            mask |= self._mask(code)
        cells = self._written.get(mask)
        if cells is None:
            if len(self._written) >= REMEMBERED:
                self._written.clear()
            cells = self._written[mask] = [joined(keys) for keys in self._in(mask)]
        own = iter(others)
        return [
            str(len(results)),
            *(
                self._own_cell(index, next(own)) if is_own else cells[index]
                for index, is_own in enumerate(self._own)
            ),
        ]

    def lines(self, joint: Codes, widths: Sequence[int]) -> Iterator[Cells]:
        """A line for each value of the first output, given all answers jointly in words of these
        widths, the first lowest; `permitted` counts the lines."""
        by_result: dict[int, list[int]] = {}
        for code in joint:
            by_result.setdefault(code & (1 << widths[0]) - 1, []).append(code >> widths[0])
        for result in sorted(by_result, key=self._rank):
            answers: list[Codes] = [frozenset((result,))]
            shift = 0
            for size in widths[1:]:
                mask = (1 << size) - 1
                answers.append(frozenset(code >> shift & mask for code in by_result[result]))
                shift += size
            yield [str(len(by_result)), *self.line(answers)[1:]]

    def _rank(self, result: int) -> tuple[int, ...]:
        return declared_rank(from_bits(self._output.type, result))

    def _own_cell(self, index: int, codes: Codes) -> str:
        text = self._own_cells.get((index, codes))
        if text is None:
            if len(self._own_cells) >= REMEMBERED:
                self._own_cells.clear()
            column = self.model.columns[index]
            type_ = column.expression.type
            values = {from_bits(type_, code >> 1) for code in codes if code & 1}
            text = joined({self._key(column, value) for value in values})
            self._own_cells[index, codes] = text
        return text

    def _in(self, mask: int) -> list[set[Key]]:
        places: list[set[Key]] = [set() for _ in self._own]
        for (index, key), bit in self._bits.items():
            if mask & bit:
                places[index].add(key)
        return places

    def _mask(self, result: int) -> int:
        """A bit for each cell that the value of the first output gives."""
        known = self._masks.get(result)
        if known is None:
            known = 0
            value = from_bits(self._output.type, result)
            for index, column in self._of_result:
                key = self._read_off(column, value)
                if key is not None:
                    known |= self._bits.setdefault((index, key), 1 << len(self._bits))
            self._masks[result] = known
        return known

    def _read_off(self, column: Column, result: Value) -> Key | None:
        here = Situation({}, {_RESULT: result})
        if not self._evaluator.value(column.present, here):
            return None
        return self._key(column, self._evaluator.value(column.expression, here))

    def _key(self, column: Column, value: Value) -> Key:
        return cell_key(self.model, column.name, column.expression.type, value)


def joined(keys: set[Key]) -> str:
    """The texts of a cell in their order."""
    return JOIN.join(text for _, text in sorted(keys))


def _reads_only(column: Column, output: Derived) -> bool:
    nodes = (*walk(column.expression), *walk(column.present))
    return all(node.name == output.name for node in nodes if isinstance(node, Global))


def _of_value(column: Column) -> Column:
    """The column as a function of the value of the output that it reads."""

    def of_value(expression: Expression) -> Expression:
        if isinstance(expression, Global):
            return Local(_RESULT, expression.type)
        return rebuilt(expression, of_value)

    return replace(column, expression=of_value(column.expression), present=of_value(column.present))


def cell_key(model: Model, name: str, type_: Type, value: Value) -> Key:
    """The place of a value among those of its type, and the text of its cell: a number, or the
    name of a value or of a shape."""
    bare = plain(type_)
    if isinstance(bare, Bits):
        assert isinstance(value, int)
        radix = model.radix.get(name) or model.radix.get(bare.name or "")
        return value, number(value, bare.width, radix)
    if isinstance(bare, Enum):
        assert isinstance(value, int)
        return value, bare.values[value]
    if isinstance(bare, Sum):
        assert isinstance(value, tuple) and isinstance(value[0], int)
        return value[0], bare.variants[value[0]].name
    return 0, source_text(bare, value)
