"""Columns of a file that give inputs: how cells are read, what is asked of rows, or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from memattr.answers.cell_reading import Meant, Understanding, is_worded
from memattr.answers.filled_inputs import NotGiven, filled
from memattr.answers.permitted_results import Single
from memattr.answers.typed_situation import TypedSituation, typed_value
from memattr.batch.decision_tries import InputColumn
from memattr.batch.row_answers import RowQuestion
from memattr.engines.exact.diagram_query import admitted
from memattr.model.layout import to_bits, width
from memattr.model.show import source_text
from memattr.model.types import Type, Value
from memattr.place import Unusable
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator


class InputColumns:
    """The columns of one file by where they stand in a row; other inputs are as `typed` says."""

    def __init__(
        self,
        evaluator: Evaluator,
        diagram: Diagram,
        typed: TypedSituation,
        indices: Mapping[str, int],
    ) -> None:
        self._evaluator, self._diagram, self._typed = evaluator, diagram, typed
        self._indices = indices
        self._filled = filled(diagram, typed, indices)
        self._understanding = Understanding(diagram.model)
        self.environment = self._filled.environment
        self.columns = tuple(sorted(self._columns(), key=lambda column: min(column.levels)))

    def asked(self, words: tuple[Word, ...]) -> RowQuestion:
        """What the words may be, in each row that is admitted."""
        return RowQuestion(
            words,
            admitted(self._diagram, self._diagram.model, self.environment),
            self.columns,
            self._missing(),
            self._typed.choices,
        )

    def refusal(self, row: Sequence[str]) -> tuple[str, str]:
        """Why a row has no answer, and a way out."""
        here = {column.name: self._value(column.name, row[column.index]) for column in self.columns}
        typed = replace(self._typed, inputs={**self._typed.inputs, **here})
        try:
            known = filled(self._diagram, typed)
            Single(self._diagram, self._evaluator, known, typed).permitted()
        except Unusable as problem:
            return problem.message, problem.way
        raise AssertionError("a row has no answer, and one by one it has")

    def not_given(self, problem: NotGiven) -> tuple[str, str]:
        """What to say of an input that nobody gave, and a way out."""
        message = f"the result depends on {problem.name}, which has no default"
        return message, f"Add a column {problem.name}, or say {problem.name}=..."

    def _kind(self, name: str) -> Type:
        return self._diagram.model.inputs[name].type

    def _columns(self) -> Iterator[InputColumn]:
        for name in self._diagram.model.inputs:
            if name in self._indices:
                type_ = self._kind(name)
                levels = self._diagram.store.order.named(name, width(type_))
                yield InputColumn(name, self._indices[name], self._reader(name, type_), levels)

    def _reader(self, name: str, type_: Type) -> Callable[[str], int]:
        def read(cell: str) -> int:
            return to_bits(type_, self._value(name, cell))

        return read

    def _value(self, name: str, cell: str) -> Value:
        """The value of an input, as it is typed elsewhere or in the words that the text declares;
        raises Unusable."""
        type_ = self._kind(name)
        try:
            return typed_value(self._evaluator, name, type_, cell)
        except Unusable:
            value = self._understanding.value(Meant(type_, name), cell) if is_worded(cell) else None
            if value is None:
                raise
            return typed_value(self._evaluator, name, type_, source_text(type_, value))

    def _missing(self) -> Mapping[int, str]:
        """The inputs that nobody gave, by their levels."""
        order = self._diagram.store.order
        return {
            level: name
            for name in self._filled.missing()
            for level in order.named(name, width(self._kind(name)))
        }
