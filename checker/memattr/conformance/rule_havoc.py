"""A reading in which what some cases of a function give may be anything, in every call of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from memattr.model.model import Function, Model
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_words import Word
from memattr.readings.havoc_diagram import Readings


@dataclass(frozen=True)
class Rule:
    """Cases of one function that say the same: they have no sentence of their own, or the same one,
    and cite the same. The cells of a table are one rule."""

    function: str
    cases: tuple[str, ...]


def rules_of(model: Model) -> Iterator[Rule]:
    """Every case belongs to one of these."""
    for function in model.functions.values():
        alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for case in function.cases:
            alike.setdefault((case.note.words, case.note.refs), []).append(case.name)
        yield from (Rule(function.name, tuple(cases)) for cases in alike.values())


@dataclass(frozen=True)
class HavocCall:
    """A call: where each case of the rule answers it, the words of its arguments, what the function
    gives, and the variables that take the place of that where one of the cases answers; `valid` is
    where they are a value."""

    guards: tuple[Node, ...]
    arguments: Word
    original: Word
    result: Word
    valid: Node


class RuleHavoc(Diagram):
    """Reads with the cases of one rule set free, and notes the calls of its function; what cannot
    depend on the function is read by the base."""

    def __init__(self, base: Diagram, readings: Readings, rule: Rule) -> None:
        self.model, self.store, self.facts = base.model, base.store, base.facts
        self.bdd, self.words = base.bdd, base.words
        self._forget()
        self._base, self._readings, self._rule = base, readings, rule
        self._affected = base.users[rule.function] | {rule.function}
        self.calls: list[HavocCall] = []

    def named(self, name: str, environment: Environment) -> Word:
        if name in self._affected:
            return super().named(name, environment)
        return self._base.named(name, environment)

    def called(self, name: str, arguments: tuple[Word, ...], environment: Environment) -> Word:
        if name in self._affected:
            return super().called(name, arguments, environment)
        return self._base.called(name, arguments, environment)

    def _apply(self, function: Function, arguments: tuple[Word, ...], cpu: str | None) -> Word:
        given = super()._apply(function, arguments, cpu)
        if function.name != self._rule.function:
            return given
        names = (name for name, _ in function.parameters)
        inside = Environment({}, dict(zip(names, arguments, strict=True)), cpu)
        free = [case for case in function.cases if case.name in self._rule.cases]
        guards = tuple(self.truth(case.guard, inside) for case in free)
        result, valid = self._readings.fresh_result(function, len(self.calls))
        joined = tuple(bit for word in arguments for bit in word)
        self.calls.append(HavocCall(guards, joined, given, result, valid))
        return self.words.mux(self.bdd.any_of(guards), result, given)
