"""What a claim assumes, as expressions that every reading can read: the `adm` of the meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from memattr.engines.verdict import Narrowing
from memattr.model.admissible import assumptions, instance_assumptions
from memattr.model.expressions import (
    Const,
    Equal,
    Expression,
    Global,
    Local,
    Or,
)
from memattr.model.model import Assignment, Claim, Condition, Model
from memattr.model.types import Type, Value


def admission(model: Model, claim: Claim) -> tuple[Expression, ...]:
    """All of them true is `adm`, apart from the types of inputs and variables.

    Of situations that the claim looks at by a change, nothing is assumed: elaboration has shown
    that they are admitted wherever they are looked at."""
    file = claim.note.place.file
    expressions = [assumption.truth for assumption in assumptions(model, file)]
    expressions += instance_assumptions(model, file, claim.instances)
    for assignment in scope_of(model, claim):
        expressions += assignment.equations(model.inputs[assignment.input].type)
    stated = [(name, values) for name, values in claim.stated if values]  # none: for every value
    for name, values in (*stated, *((n, (v,)) for n, v in claim.fixed)):
        expressions.append(_is_one_of(_named(model, claim, name), values))
    expressions += claim.given
    return tuple(expressions)


def scope_of(model: Model, claim: Claim) -> tuple[Assignment, ...]:
    """The equations of the claim's system, policy or setting."""
    return () if claim.scope is None else model.scope(claim.scope).assignments


def variables_of(model: Model, claim: Claim) -> Mapping[str, Type]:
    """The inputs, then the variables of the claim."""
    inputs = {name: declared.type for name, declared in model.inputs.items()}
    return {**inputs, **dict(claim.variables)}


def _named(model: Model, claim: Claim, name: str) -> Expression:
    if name in model.inputs:
        return Global(name, model.inputs[name].type)
    return Local(name, dict(claim.variables)[name])


def _is_one_of(subject: Expression, values: tuple[Value, ...]) -> Expression:
    ways = tuple(Equal(subject, Const(subject.type, value)) for value in values)
    return ways[0] if len(ways) == 1 else Or(ways)


def foreign_assumptions(model: Model, file: str) -> Iterator[Narrowing]:
    """What is taken for granted in the file, and is not the shipped specification's."""
    for condition in model.foreign(file):
        yield Narrowing("assumption", condition.note.place, assumption_words(condition))


def assumption_words(condition: Condition) -> str:
    """The assumption as a sentence, with its place."""
    kind = "impossible" if condition.name else "of every cpu"
    place = condition.note.place.short
    return f"assumes '{condition.written}' {kind} ({place}): not in the shipped specification"
