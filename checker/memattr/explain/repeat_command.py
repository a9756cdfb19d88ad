"""What a claim takes for granted, and how to see its example again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from shlex import quote

from memattr.engines.assumptions import scope_of
from memattr.engines.verdict import Example
from memattr.explain.report import Assuming, ShownValue
from memattr.language.attr_files import shipped
from memattr.model.expressions import Expression, Field, Global, walk
from memattr.model.model import Assignment, Claim, Input, Model
from memattr.model.show import show, source_text
from memattr.model.types import Bits, Value, plain

# A command that is no longer than this is told what it would assume anyway.
ROOM = 64

# One that would be longer than this decides the claim again instead.
MOST = 120


def assuming(model: Model, claim: Claim, controls: tuple[ShownValue, ...] = ()) -> Assuming:
    """The stated inputs, the scope with the controls that matter, and what is given."""
    stated = []
    for name, values in claim.stated:
        type_ = model.inputs[name].type
        shown = [show(model, type_, value, name) for value in values]
        stated.append(" or ".join(shown) or f"every {name}")
    return Assuming(tuple(stated), claim.scope or "", controls, claim.assumed)


def controls(
    model: Model, claim: Claim, example: Example, looked_at: Collection[object]
) -> tuple[ShownValue, ...]:
    """The controls that the scope fixes and that were looked at, as the scope writes them."""
    values = dict(example.inputs)
    shown = []
    for assignment in scope_of(model, claim):
        name = assignment.input
        declared = model.inputs[name]
        if assignment.values and declared.role == "control" and name in looked_at:
            text = _equation(assignment) or show(model, declared.type, values[name], name)
            shown.append(ShownValue(name, text))
    return tuple(shown)


def _equation(assignment: Assignment) -> str:
    """An expression over features, where it is a name."""
    if len(assignment.values) == 1:
        _, value = assignment.values[0]
        if isinstance(value, Global):
            return value.name
    return ""


def repeat(
    model: Model,
    claim: Claim,
    example: Example | None,
    shown: Sequence[str],
    choices: Sequence[ShownValue] = (),
) -> str:
    """A command that shows the failure again; where a situation does not say all, or there is
    none, or what the claim speaks of is no output, one that decides the claim again."""
    pattern = claim.name.replace("[", "?").replace("]", "?")
    again = " ".join(["memattr check", *_loaded(claim.note.place.file), "--only", quote(pattern)])
    subjects = [subject for part in claim.parts for _, subject in part.subjects]
    seen = bool(subjects) and all(_is_printed(model, subject) for subject in subjects)
    if example is None or claim.variables or not reads_inputs(claim) or not seen:
        return again
    fixed = {a.input for a in scope_of(model, claim) if a.values}
    command = " ".join(["memattr", "eval", *_scope(model, claim)])
    told, usual = list[str](), list[str]()
    for name, value in example.inputs:
        if name not in fixed:
            declared = model.inputs[name]
            into = usual if value == declared.default else told
            if into is told or name in shown:
                into.append(f"{name}={_typed(model, declared, value)}")
    told += [f"{choice.name}={choice.value}" for choice in choices]
    command = " ".join([command, *told])
    if len(command) > MOST:
        return again
    for text in usual:
        if len(command) + 1 + len(text) <= ROOM:
            command += f" {text}"
    return command


def _is_printed(model: Model, subject: Expression) -> bool:
    """True iff an evaluation prints it: an output, an input, or a part of one."""
    while isinstance(subject, Field):
        subject = subject.operand
    names = {*model.inputs, *(output.name for output in model.outputs())}
    return isinstance(subject, Global) and subject.name in names


def _typed(model: Model, declared: Input, value: Value) -> str:
    """The value as one types it."""
    if isinstance(plain(declared.type), Bits):
        return show(model, declared.type, value, declared.name)
    return source_text(declared.type, value)


def _scope(model: Model, claim: Claim) -> list[str]:
    """The policy with its system, and the file that declares it, or the inputs, unless that is
    loaded anyway."""
    if claim.scope is None:
        own = any(_loaded(declared.note.place.file) for declared in model.inputs.values())
        return _loaded(claim.note.place.file) if own else []
    scope = model.scope(claim.scope)
    name = f"{scope.system}:{scope.name}" if scope.system else scope.name
    return [*_loaded(scope.note.place.file), name]


def _loaded(file: str) -> list[str]:
    """The file as a word of a command; nothing if it is shipped, and so loaded anyway. Places in
    shipped files are relative to the folder that these lie in."""
    return [] if _is_shipped(file) else [quote(file)]


@cache
def _is_shipped(file: str) -> bool:
    known = any((shipped(part).parent / file).is_file() for part in ("spec", "rules"))
    return known and not Path(file).is_absolute()


def reads_inputs(claim: Claim) -> bool:
    """True iff the claim is about situations, not only about values."""
    nodes = (node for part in (claim.body, *claim.given) for node in walk(part))
    return any(isinstance(node, Global) for node in nodes)
