"""How a policy, a system or a setting may be called: `NAME`, `SYSTEM:NAME` or `TEXT:NAME`, a policy
or a system perhaps with `@SETTING` or `@NAME=VALUE,...`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from memattr.answers.typed_meanings import meant_by, offered, typed_code
from memattr.language.attr_files import unit_name
from memattr.model.admissible import truths
from memattr.model.expressions import TRUE, Const
from memattr.model.model import Assignment, Model, Scope
from memattr.model.show import outside_parentheses, parse_value
from memattr.place import Place, Problem, SpecError, Unusable
from memattr.project.candidates import way_out
from memattr.readings.meant_codes import NoOneCode

NOUN = "policy"


def scope_named(model: Model, name: str) -> Scope | None:
    """The scope of that name; before a colon stands its system, or the text that declares it."""
    if name in model.scopes:
        return model.scopes[name]
    owner, colon, own = name.partition(":")
    scope = model.scopes.get(own) if colon else None
    return scope if scope is not None and owner in owners(scope) else None


def owners(scope: Scope) -> tuple[str, ...]:
    """What may stand before the colon."""
    text = unit_name(Path(scope.note.place.file))
    return (scope.system, text) if scope.system else (text,)


def names_of(model: Model) -> Iterator[str]:
    """Every name of every scope."""
    for name, scope in model.scopes.items():
        yield name
        if ":" not in name:
            yield from (f"{owner}:{name}" for owner in owners(scope))


@dataclass(frozen=True)
class Subject:
    """A policy or system, perhaps with some inputs set otherwise; `scope` is both together."""

    base: Scope
    changes: tuple[Assignment, ...]
    scope: Scope


@dataclass(frozen=True)
class Change:
    """What stands after `@`, or alone: the name of a setting, or an input with a `value`. `column`
    counts from 0 in the whole text."""

    name: str
    value: str | None
    column: int = 0


def split_name(text: str) -> tuple[str, tuple[Change, ...]]:
    """`NAME@SETTING,INPUT=VALUE,...` as it is written: the name, and the changes. Everybody who
    reads such a text reads it here."""
    name, at, rest = text.partition("@")
    changes: list[Change] = []
    column = len(name) + len(at)
    for part in outside_parentheses(rest, ",") if at else ():
        changes.append(change_of(part, column))
        column += len(part) + 1
    return name, tuple(changes)


def change_of(text: str, column: int = 0) -> Change:
    """One change."""
    name, equals, value = (piece.strip() for piece in text.partition("="))
    return Change(name, value if equals else None, column)


def inputs_set(text: str) -> tuple[str, ...]:
    """The inputs that `POLICY@NAME=VALUE,...` sets by name, each once."""
    _, changes = split_name(text)
    return tuple(dict.fromkeys(change.name for change in changes if change.value is not None))


def subject(model: Model, text: str) -> Subject:
    """What the text names. Raises SpecError, with its column in the text."""
    name, parts = split_name(text)
    base = scope_named(model, name)
    if base is None or base.kind == "setting":
        known = [s.name for s in model.scopes.values() if s.kind != "setting"]
        message = f"no policy or system is called '{name}'"
        raise _problem(text, 0, message, way_out(name, known, "policies"))
    plain = [part for part in parts if not _is_meaning(model, part)]
    changes = [assignment for part in plain for assignment in _assigned(model, text, part)]
    within = base.changed(text, changes)
    for part in parts:
        if part not in plain:
            changes.append(_encoded(model, text, part, within))
    return Subject(base, tuple(changes), base.changed(text, changes))


def with_scopes(model: Model, scopes: Iterable[Scope]) -> Model:
    """The model with more scopes."""
    return replace(model, scopes={**model.scopes, **{scope.name: scope for scope in scopes}})


def _assigned(model: Model, text: str, change: Change) -> tuple[Assignment, ...]:
    name, value, column = change.name, change.value, change.column
    if value is None:
        setting = model.scopes.get(name)
        if setting is None or setting.kind != "setting":
            known = [s.name for s in model.scopes.values() if s.kind == "setting"]
            way = way_out(name, known, "settings")
            raise _problem(text, column, f"no setting is called '{name}'", way)
        return setting.assignments
    declared = model.inputs.get(name)
    if declared is None:
        way = model.left_out(name) or way_out(name, model.inputs, "inputs")
        raise _problem(text, column, f"no input is called '{name}'", way)
    try:
        read = parse_value(declared.type, value)
    except Unusable as why:
        shown = f"{name}: {why.message}"
        raise _problem(text, column, shown, offered(model, name, value)) from None
    return (Assignment(name, ((TRUE, Const(declared.type, read)),)),)


def _is_meaning(model: Model, change: Change) -> bool:
    return change.value is not None and meant_by(model, change.name, change.value) is not None


def _encoded(model: Model, text: str, change: Change, within: Scope) -> Assignment:
    """An input by the meaning of its code, under what else the policy says."""
    name, value = change.name, change.value or ""
    assumed = [truth for truth, _ in truths(model.binding(within.note.place.file))]
    try:
        code = typed_code(model, name, value, within.assignments, {}, assumed)
    except NoOneCode as why:
        raise _problem(text, change.column, why.message, why.way, "no-code") from None
    return Assignment(name, ((TRUE, Const(model.inputs[name].type, code)),))


def _problem(
    text: str, column: int, message: str, way: str, code: str = "unknown-name"
) -> SpecError:
    place = Place(NOUN, 1, column + 1)
    return SpecError([Problem(place, code, message, text, way)])
