"""A reading in which what some cases of a function give may be anything, in every call of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from memattr.model.model import Model
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramInstance
from memattr.readings.variation import ReadByBase, Readings


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


class RuleHavoc(ReadByBase):
    """The cases of one rule are set free, and the calls of its function noted; what cannot depend
    on the function is read by the base. `diagram` reads so."""

    def __init__(self, base: Diagram, readings: Readings, rule: Rule) -> None:
        super().__init__(base, base.users[rule.function] | {rule.function})
        self._readings, self._rule = readings, rule
        self._known: dict[tuple[str | None, tuple[Word, ...]], Word] = {}
        self.calls: list[HavocCall] = []
        self.diagram = Diagram(base.model, base.store, base.facts, self)

    def called(self, name: str, arguments: tuple[Word, ...], where: Environment) -> Word | None:
        if name != self._rule.function:
            return super().called(name, arguments, where)
        cpu = where.cpu if name in self.diagram.facts.choosing else None
        known = self._known.get((cpu, arguments))
        if known is None:
            known = self._known[cpu, arguments] = self._freed(arguments, where, cpu)
        return known

    def _freed(self, arguments: tuple[Word, ...], where: Environment, cpu: str | None) -> Word:
        diagram = self.diagram
        function = diagram.model.functions[self._rule.function]
        given = diagram.according_to_text(function.name, arguments, where)
        names = (name for name, _ in function.parameters)
        inside = Environment({}, dict(zip(names, arguments, strict=True)), cpu)
        free = [case for case in function.cases if case.name in self._rule.cases]
        guards = tuple(diagram.truth(case.guard, inside) for case in free)
        result, valid = self._readings.fresh_result(function, len(self.calls))
        joined = tuple(bit for word in arguments for bit in word)
        self.calls.append(HavocCall(guards, joined, given, result, valid))
        return diagram.words.mux(diagram.bdd.any_of(guards), result, given)

    def applies(self, made: DiagramInstance) -> Node:
        """Where the case that makes a choice is the one that answers."""
        diagram = self.diagram
        for function in diagram.model.functions.values():
            for case in function.cases:
                if case.choice is not None and case.choice.name == made.choice.name:
                    names = (name for name, _ in function.parameters)
                    given = dict(zip(names, made.arguments, strict=True))
                    return diagram.truth(case.guard, Environment({}, given, made.cpu))
        raise AssertionError("a case makes every choice")
