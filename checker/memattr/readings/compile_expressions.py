"""Functions that read expressions, each made once: what the symbolic readings have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeAlias, TypeVar

from memattr.model.expressions import Expression
from memattr.model.model import Case, Function

Reader = TypeVar("Reader")
TruthReader = TypeVar("TruthReader")

Guards: TypeAlias = "tuple[tuple[TruthReader, Case], ...]"


class Readers(ABC, Generic[Reader, TruthReader]):
    """A reader of a value, and one of a truth, for each expression that was asked for."""

    def __init__(self) -> None:
        self._values: dict[Expression, Reader] = {}
        self._truths: dict[Expression, TruthReader] = {}
        self._guards: dict[int, tuple[Function, Guards[TruthReader]]] = {}

    def value(self, expression: Expression) -> Reader:
        """Reads the expression's value."""
        reader = self._values.get(expression)
        if reader is None:
            reader = self._values[expression] = self._value(expression)
        return reader

    def truth(self, expression: Expression) -> TruthReader:
        """Reads where a bool expression is true."""
        reader = self._truths.get(expression)
        if reader is None:
            reader = self._truths[expression] = self._truth(expression)
        return reader

    def guards(self, function: Function) -> Guards[TruthReader]:
        """Reads where each of the function's cases applies."""
        _, known = self._guards.get(id(function), (function, None))
        if known is None:
            known = tuple((self.truth(case.guard), case) for case in function.cases)
            self._guards[id(function)] = function, known
        return known

    @abstractmethod
    def _value(self, expression: Expression) -> Reader:
        """A new reader."""

    @abstractmethod
    def _truth(self, expression: Expression) -> TruthReader:
        """A new reader of a truth."""
