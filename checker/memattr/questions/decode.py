"""`decode`: what fields, registers and descriptors say, and which policies write just that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memattr.model.expressions import Const
from memattr.model.model import Model, Scope
from memattr.model.types import Value
from memattr.questions.meanings import Meaning, meanings
from memattr.questions.typed import Part, Typed, is_repeated, typed
from memattr.readings.evaluate import Evaluator


@dataclass(frozen=True)
class Reading:
    """Inputs with values, and what they mean. `part` is set if the reading is about one of several
    values that a register holds for the same input."""

    part: Part | None
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True)
class Match:
    """A policy or system that gives the typed inputs the typed values; `always` or only on some
    cpus."""

    scope: Scope
    always: bool


@dataclass(frozen=True)
class Decoded:
    """What was typed, what it means, and who writes it."""

    typed: tuple[Typed, ...]
    readings: tuple[Reading, ...]
    matches: tuple[Match, ...]


def decode(model: Model, texts: Sequence[str]) -> Decoded:
    """What `NAME=VALUE` texts say together. Raises SpecError for what cannot be read."""
    found = typed(model, texts)
    single = {
        part.input: part.value
        for one in found
        for part in one.parts
        if not is_repeated(one, part.input)
    }
    evaluator = Evaluator(model)
    readings = [Reading(None, tuple(meanings(evaluator, single)))] if single else []
    for one in found:
        for part in one.parts:
            if is_repeated(one, part.input):
                readings.append(_repeated(evaluator, single, part))
    return Decoded(found, tuple(readings), tuple(_matches(model, single)))


def _repeated(evaluator: Evaluator, single: dict[str, Value], part: Part) -> Reading:
    everything = meanings(evaluator, {**single, part.input: part.value})
    without = meanings(evaluator, single) if single else []
    return Reading(part, tuple(meaning for meaning in everything if meaning not in without))


def _matches(model: Model, given: dict[str, Value]) -> Iterator[Match]:
    """Policies by their fields, systems by their controls."""
    for scope in model.scopes.values():
        role = {"policy": "field", "system": "control"}.get(scope.kind)
        own = [
            a
            for a in scope.assignments
            if a.values and a.input in given and model.inputs[a.input].role == role
        ]
        if not own:
            continue
        hits = [[_is(value, given[a.input]) for _, value in a.values] for a in own]
        if all(any(hit) for hit in hits):
            yield Match(scope, all(all(hit) for hit in hits))


def _is(expression: object, value: Value) -> bool:
    return isinstance(expression, Const) and expression.value == value
