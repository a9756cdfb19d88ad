"""A trace told: who does what, and what the state is afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from memattr.engines.verdict import Named
from memattr.machines.safety_verdict import Enabling, Happening, Trace
from memattr.model.machine import Action, Machine, StateVariable
from memattr.model.model import Model
from memattr.model.show import show, source_text
from memattr.model.types import BOOL, Value, plain

AT_FIRST = "at first"


@dataclass(frozen=True)
class ToldStep:
    """One line of a trace: the sentence, and each shown variable afterwards. `changed` are those
    that are not as before; `flags` those that have come true or false, which are not shown."""

    sentence: str
    state: tuple[str, ...]
    changed: tuple[bool, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class ToldTrace:
    """`headings` are the sentences of the shown variables; flags are told where they change."""

    names: tuple[str, ...]
    headings: tuple[str, ...]
    steps: tuple[ToldStep, ...]
    constants: tuple[str, ...]
    guests: tuple[str, ...]


class TraceTeller:
    """Tells traces of one machine."""

    def __init__(self, model: Model, machine: Machine) -> None:
        self._model, self._machine = model, machine
        self._shown = [n for n, v in enumerate(machine.variables) if plain(v.type) != BOOL]
        self._flags = [n for n, v in enumerate(machine.variables) if plain(v.type) == BOOL]

    def told(self, trace: Trace) -> ToldTrace:
        """The trace in the words of the text."""
        shown = [self._machine.variables[n] for n in self._shown]
        kinds = {c.name: c.type for c in self._machine.constants}
        return ToldTrace(
            tuple(variable.name for variable in shown),
            tuple(variable.note.words or variable.name for variable in shown),
            tuple(self._steps(trace)),
            tuple(f"{n}={source_text(kinds[n], v)}" for n, v in trace.constants),
            tuple(f"{self._permitted(e)}: {self._inputs(e.inputs)}" for e in trace.enabling),
        )

    def _steps(self, trace: Trace) -> Iterator[ToldStep]:
        before = trace.first
        yield ToldStep(AT_FIRST, self._state(before), tuple(False for _ in self._shown), ())
        for happening in trace.happenings:
            after = happening.after
            changed = tuple(before[n] != after[n] for n in self._shown)
            flags = tuple(self._flag(n, after) for n in self._flags if before[n] != after[n])
            yield ToldStep(self.sentence(happening), self._state(after), changed, flags)
            before = after

    def _state(self, values: tuple[Value, ...]) -> tuple[str, ...]:
        return tuple(self._value(self._machine.variables[n], values[n]) for n in self._shown)

    def _value(self, variable: StateVariable, value: Value) -> str:
        return show(self._model, variable.type, value, variable.name)

    def _flag(self, number: int, values: tuple[Value, ...]) -> str:
        return f"{self._machine.variables[number].name}={values[number]}"

    def sentence(self, happening: Happening) -> str:
        """What the action's sentence says of who acts, and with which values."""
        action = self._machine.actions[happening.number]
        return self.said(action, happening.binding)

    def said(self, action: Action, binding: tuple[Value, ...]) -> str:
        """The sentence of an action for some values of its binders."""
        values = {
            name: show(self._model, type_, value, name)
            for (name, type_), value in zip(action.binders, binding, strict=True)
        }
        if action.actor is not None:
            actor = action.actor
            values[actor.name] = show(self._model, actor.type, actor.value, actor.name)
        return action.note.words.format_map(values) if action.note.words else action.name

    def _permitted(self, enabling: Enabling) -> str:
        """What the guest reaches, in words."""
        permit = next(p for p in self._machine.permits if p.name == enabling.permit)
        return show(self._model, permit.subject.type, permit.value)

    def _inputs(self, inputs: Named) -> str:
        """What of the guest's is not as it is by default."""
        declared = self._model.inputs
        told = [
            f"{name}={show(self._model, declared[name].type, value, name)}"
            for name, value in inputs
            if declared[name].player == "guest"
            and not declared[name].stated
            and declared[name].default != value
        ]
        return ", ".join(told) or "as by default"
