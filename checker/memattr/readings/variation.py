"""Readings that differ from another in some functions, or in what some calls may give: the rest is
shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from memattr.model.layout import width
from memattr.model.model import Derived, Function, Model
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.dependencies import varied
from memattr.readings.diagram import Diagram, DiagramCase, DiagramHook
from memattr.readings.diagram_choices import DiagramInstance
from memattr.readings.variable_order import HAVOC, HAVOC_BITS, HAVOC_STEP


class ReadByBase(DiagramHook):
    """Whatever is not affected is what another reading says."""

    def __init__(self, base: Diagram, affected: frozenset[str]) -> None:
        self._base, self._affected = base, affected

    def named(self, name: str, where: Environment) -> Word | None:
        return None if name in self._affected else self._base.named(name, where)

    def called(self, name: str, arguments: tuple[Word, ...], where: Environment) -> Word | None:
        return None if name in self._affected else self._base.called(name, arguments, where)


def variation(base: Diagram, model: Model, changed: frozenset[str]) -> Diagram:
    """Reads `model`; whatever cannot depend on the `changed` functions is read by `base`."""
    affected = changed.union(*(base.users[name] for name in changed))
    facts = varied(base.facts, model, changed, affected)
    return Diagram(model, base.store, facts, ReadByBase(base, affected))


@dataclass(frozen=True)
class Freed:
    """Calls of one function, by their arguments, and the words that stand for their results."""

    function: str
    results: Mapping[tuple[Word, ...], Word]


# The words of choices that were made: by cpu, choice and arguments.
Chosen: TypeAlias = "Mapping[tuple[str | None, str, tuple[Word, ...]], Word]"


class FreedCalls(ReadByBase):
    """In one situation the freed calls may give anything, and choices that were made there are made
    again; all that cannot depend on them is what the reading says that this is made from."""

    def __init__(
        self, base: Diagram, freed: Freed, chosen: Chosen, dependent: frozenset[str]
    ) -> None:
        super().__init__(base, dependent)
        self._freed, self._chosen = freed, chosen
        self.diagram = Diagram(base.model, base.store, base.facts, self)

    def called(self, name: str, arguments: tuple[Word, ...], where: Environment) -> Word | None:
        if name == self._freed.function and arguments in self._freed.results:
            return self._freed.results[arguments]
        return super().called(name, arguments, where)

    def result(self, applied: DiagramCase, written: Callable[[], Word]) -> Word:
        choice, inside = applied.case.choice, applied.inside
        if choice is not None:
            word = self._chosen.get((inside.cpu, choice.name, applied.arguments))
            if word is not None:
                locals_ = {**inside.locals, choice.binder: word}
                return self.diagram.value(applied.case.body, Environment({}, locals_, inside.cpu))
        return written()

    def made_alike(self, instance: DiagramInstance) -> Node:
        """Where the choice is as one that was made, if it is asked for the same arguments."""
        bdd, words, result = self.diagram.bdd, self.diagram.words, 1
        for (cpu, name, arguments), word in self._chosen.items():
            if (cpu, name) == (instance.cpu, instance.choice.name):
                pairs = zip(instance.arguments, arguments, strict=True)
                same_arguments = bdd.all_of(words.equal(a, b) for a, b in pairs)
                result = bdd.conj(
                    result, bdd.implies(same_arguments, words.equal(instance.bits, word))
                )
        return result


class Readings:
    """Readings with freed calls, shared between claims; and the types of what each choice is asked
    with."""

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram
        self._callers = diagram.users
        facts = diagram.facts
        self._choosing = facts.choosing | facts.choosing_derived
        self._known: dict[object, FreedCalls] = {}
        self._fresh: dict[tuple[str, int], tuple[Word, Node]] = {}
        self.asked_with = {
            case.choice.name: tuple(type_ for _, type_ in function.parameters)
            for function in diagram.model.functions.values()
            for case in function.cases
            if case.choice is not None
        }

    def of(self, freed: Freed, chosen: Chosen) -> FreedCalls:
        """The reading with these calls freed and these choices made."""
        key = freed.function, frozenset(freed.results.items()), frozenset(chosen.items())
        known = self._known.get(key)
        if known is None:
            dependent = self._callers[freed.function] | (self._choosing if chosen else frozenset())
            known = self._known[key] = FreedCalls(self._diagram, freed, chosen, dependent)
        return known

    def fresh_result(self, function: Function | Derived, number: int) -> tuple[Word, Node]:
        """A word for any result of the function, or for any value, and where it is one; equal
        numbers, equal words. Bits of several words take turns: they are compared."""
        known = self._fresh.get((function.name, number))
        if known is None:
            type_ = function.result if isinstance(function, Function) else function.type
            size = width(type_)
            assert size <= HAVOC_BITS, "results are short"
            block, slot = divmod(number, HAVOC_STEP)
            base = HAVOC + HAVOC_STEP * HAVOC_BITS * block + slot
            levels = range(base, base + HAVOC_STEP * size, HAVOC_STEP)
            word = tuple(map(self._diagram.bdd.variable, reversed(levels)))
            known = word, self._diagram.valid(type_, word)
            self._fresh[function.name, number] = known
        return known
