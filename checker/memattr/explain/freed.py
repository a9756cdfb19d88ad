"""A reading in which some calls may give anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memattr.model.layout import width
from memattr.model.model import Function
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram, Environment
from memattr.readings.levels import RESULTS
from memattr.readings.variation import users_of
from memattr.readings.words import Word

# What a freed case may give lies below choices, away from classes and from bulk answers.
BASE = RESULTS + 200_000
STEP = 16
BITS = 64


@dataclass(frozen=True)
class Freed:
    """Calls of one function, by their arguments, and the words that stand for their results."""

    function: str
    results: Mapping[tuple[Word, ...], Word]


class FreedDiagram(Diagram):
    """A reading in which the freed calls may give anything; it shares all that cannot depend on
    them with the reading it is made from."""

    def __init__(self, base: Diagram, freed: Freed, dependent: frozenset[str]) -> None:
        self.model, self.store, self.facts = base.model, base.store, base.facts
        self.bdd, self.words = base.bdd, base.words
        self._results = {}
        self._base, self._freed, self._dependent = base, freed, dependent

    def _global(self, name: str, environment: Environment) -> Word:
        if name in self._dependent:
            return super()._global(name, environment)
        return self._base._global(name, environment)

    def _call(
        self, function: Function, arguments: tuple[Word, ...], environment: Environment
    ) -> Word:
        if function.name == self._freed.function and arguments in self._freed.results:
            return self._freed.results[arguments]
        if function.name in self._dependent:
            return super()._call(function, arguments, environment)
        return self._base._call(function, arguments, environment)


class Readings:
    """Readings with freed calls, shared between claims."""

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram
        self._callers = users_of(diagram.model)
        self._known: dict[tuple[str, frozenset[tuple[tuple[Word, ...], Word]]], FreedDiagram] = {}

    def of(self, freed: Freed) -> FreedDiagram:
        """The reading in which these calls are freed."""
        key = (freed.function, frozenset(freed.results.items()))
        known = self._known.get(key)
        if known is None:
            dependent = self._callers[freed.function]
            known = self._known[key] = FreedDiagram(self._diagram, freed, dependent)
        return known


def fresh_result(diagram: Diagram, function: Function, number: int) -> tuple[Word, Node]:
    """A word for any result of the function, and where it is a value; equal numbers, equal
    words. Bits of several words take turns: they are compared."""
    size = width(function.result)
    assert size <= BITS, "results are short"
    block, slot = divmod(number, STEP)
    base = BASE + STEP * BITS * block + slot
    levels = range(base, base + STEP * size, STEP)
    word = tuple(map(diagram.bdd.variable, reversed(levels)))
    return word, diagram.valid(function.result, word)
