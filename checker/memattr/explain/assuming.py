"""What a claim takes for granted, and how to see its example again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from memattr.engines.admission import scope_of
from memattr.engines.verdict import Example
from memattr.explain.report import Assuming, Setting
from memattr.model.expressions import Global
from memattr.model.model import Assignment, Claim, Model
from memattr.model.show import show


def assuming(model: Model, claim: Claim, controls: tuple[Setting, ...] = ()) -> Assuming:
    """The stated inputs, the scope with the controls that matter, and what is given."""
    stated = []
    for name, values in claim.stated:
        kind = model.inputs[name].type
        shown = [show(model, kind, value, name) for value in values]
        stated.append(" or ".join(shown) or f"every {name}")
    return Assuming(tuple(stated), claim.scope or "", controls, claim.assumed)


def controls(
    model: Model, claim: Claim, example: Example, looked_at: Collection[object]
) -> tuple[Setting, ...]:
    """The controls that the scope fixes and that were looked at, as the scope writes them."""
    values = dict(example.inputs)
    found = []
    for assignment in scope_of(model, claim):
        name = assignment.input
        declared = model.inputs[name]
        if assignment.values and declared.role == "control" and name in looked_at:
            text = _equation(assignment) or show(model, declared.type, values[name], name)
            found.append(Setting(name, text))
    return tuple(found)


def _equation(assignment: Assignment) -> str:
    """An expression over features, where it is a name."""
    if len(assignment.values) == 1:
        _, value = assignment.values[0]
        if isinstance(value, Global):
            return value.name
    return ""


def repeat(model: Model, claim: Claim, example: Example | None, shown: Sequence[str]) -> str:
    """A command that shows the example again, or decides the claim again."""
    if example is None or claim.variables:
        return f"memattr check {claim.note.place.file} --only {claim.name}"
    fixed = {a.input for a in scope_of(model, claim) if a.values}
    words = ["memattr", "eval", *([claim.scope] if claim.scope else [])]
    for name, value in example.inputs:
        declared = model.inputs[name]
        if name not in fixed and (name in shown or value != declared.default):
            words.append(f"{name}={show(model, declared.type, value, name)}")
    return " ".join(words)
