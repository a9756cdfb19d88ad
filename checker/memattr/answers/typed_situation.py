"""A situation as a user types it: `POLICY`, `SYSTEM:POLICY`, `POLICY@NAME=VALUE,...`, settings by
name and `NAME=VALUE`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from memattr.answers.scope_names import Change, change_of, names_of, scope_named, split_name
from memattr.answers.typed_meanings import meant_by, offered, typed_code
from memattr.model.expressions import TRUE, Expression
from memattr.model.model import Assignment, Choice, Model
from memattr.model.show import parse_value
from memattr.model.types import Enum, Refined, Type, Value, plain
from memattr.place import Unusable, near
from memattr.project.candidates import way_out
from memattr.readings.dependencies import facts_of
from memattr.readings.evaluate import Evaluator
from memattr.readings.meant_codes import NoOneCode


@dataclass(frozen=True)
class TypedSituation:
    """A policy or system, settings, and the inputs and choices that are given by name.

    What is given by name counts, then a setting, then the policy or system. Situations in which
    `assumed` is false are left out; it is `written` so."""

    scope: str | None
    settings: tuple[str, ...]
    inputs: Mapping[str, Value]
    choices: Mapping[str, Value]
    assumed: Expression = TRUE
    written: tuple[str, ...] = ()

    def bound(self, model: Model) -> Model:
        """The model with the assumptions that bind the policy's text; without a policy, all."""
        return model.binding(model.scopes[self.scope].note.place.file if self.scope else "")

    def assignments(self, model: Model) -> dict[str, tuple[Assignment, str]]:
        """What settings and scope say of an input, and which of them it was."""
        typed: dict[str, tuple[Assignment, str]] = {}
        for name in (*self.settings, *((self.scope,) if self.scope else ())):
            for assignment in model.scopes[name].assignments:
                if assignment.values:
                    typed.setdefault(assignment.input, (assignment, name))
        return typed


def typed_situation(evaluator: Evaluator, words: Iterable[str]) -> TypedSituation:
    """What the words say; raises Unusable."""
    reading = _SituationReader(evaluator)
    for word in words:
        reading.read(word)
    return reading.result()


def typed_value(evaluator: Evaluator, name: str, type_: Type, text: str) -> Value:
    """The value of an input or a choice, refinements obeyed; raises Unusable."""
    try:
        value = parse_value(type_, text)
    except Unusable as problem:
        raise Unusable(f"{name}={text}: {problem.message}", _way(type_, text)) from None
    if not evaluator.is_value(type_, value):
        assert isinstance(type_, Refined), "only a refinement excludes values that can be typed"
        raise Unusable(f"{name}={text}: this is no {type_.name}")
    return value


def _way(type_: Type, text: str) -> str:
    """`Did you mean ...?` for a word that is no value of an enum."""
    bare = plain(type_)
    return near(text, bare.values) if isinstance(bare, Enum) else ""


class _SituationReader:
    def __init__(self, evaluator: Evaluator) -> None:
        self._model = model = evaluator.model
        self._evaluator = evaluator
        self._choices: Mapping[str, Choice] = facts_of(model).choices
        self._scopes: list[str] = []
        self._settings: list[str] = []
        self._values: dict[str, Value] = {}
        self._meanings: dict[str, str] = {}

    def read(self, word: str) -> None:
        """One word of the command line."""
        name, changes = split_name(word)
        if not changes or "=" in name:
            changes = (change_of(word),)
        else:
            self._name(name)
        for change in changes:
            self._change(change)

    def result(self) -> TypedSituation:
        """All of it, if no two words contradict one another."""
        if len(self._scopes) > 1:
            first, second = self._scopes[:2]
            raise Unusable(f"{first} and {second} are two policies: a situation has one")
        self._agreeing()
        scope = self._scopes[0] if self._scopes else None
        self._encode(scope)
        inputs = {n: self._values[n] for n in self._model.inputs if n in self._values}
        choices = {n: v for n, v in self._values.items() if n in self._choices}
        return TypedSituation(scope, tuple(self._settings), inputs, choices)

    def _encode(self, scope: str | None) -> None:
        """Puts codes for meanings, each the one that means it in the situation that is typed."""
        model = self._model
        for name, text in self._meanings.items():
            typed = TypedSituation(scope, tuple(self._settings), self._values, {})
            said = [
                assignment
                for input_name, (assignment, _) in typed.assignments(model).items()
                if input_name not in self._values
            ]
            spoken = {*(assignment.input for assignment in said), *self._meanings}
            defaults = {n: i.default for n, i in model.inputs.items() if n not in spoken}
            fixed = {n: value for n, value in defaults.items() if value is not None}
            given = {n: value for n, value in self._values.items() if n in model.inputs}
            try:
                self._values[name] = typed_code(model, name, text, said, {**fixed, **given})
            except NoOneCode as why:
                raise Unusable(f"{name}={text}: {why.message}", why.way) from None

    def _agreeing(self) -> None:
        said: dict[str, tuple[str, Assignment]] = {}
        for name in self._settings:
            for assignment in self._model.scopes[name].assignments:
                other, first = said.setdefault(assignment.input, (name, assignment))
                if first.values != assignment.values:
                    raise Unusable(f"{other} and {name} contradict one another: {assignment.input}")

    def _change(self, change: Change) -> None:
        if change.value is None:
            self._name(change.name)
        else:
            self._given(change.name, change.value)

    def _given(self, name: str, text: str) -> None:
        type_ = self._kind(name)
        if meant_by(self._model, name, text) is not None:
            if name in self._values or self._meanings.setdefault(name, text) != text:
                raise Unusable(f"{name} is given twice, with different values")
            return
        try:
            value = typed_value(self._evaluator, name, type_, text)
        except Unusable as problem:
            if way := offered(self._model, name, text):
                raise Unusable(problem.message, way) from None
            raise
        if name in self._meanings or self._values.setdefault(name, value) != value:
            raise Unusable(f"{name} is given twice, with different values")

    def _kind(self, name: str) -> Type:
        if name in self._model.inputs:
            return self._model.inputs[name].type
        if name in self._choices:
            return self._choices[name].type
        if name in self._model.derived:
            raise Unusable(f"{name} follows from the inputs: it cannot be given")
        raise Unusable(
            f"there is no input or choice '{name}'",
            self._model.left_out(name)
            or way_out(name, [*self._model.inputs, *self._choices], "inputs"),
        )

    def _name(self, text: str) -> None:
        scope = scope_named(self._model, text) or self._unknown(text)
        name = scope.name
        names = self._settings if scope.kind == "setting" else self._scopes
        if name not in names:
            names.append(name)

    def _unknown(self, name: str) -> NoReturn:
        owner, colon, own = name.rpartition(":")
        scope = self._model.scopes.get(own) if colon else None
        if scope is not None:
            what = f"of {scope.system}" if scope.system else f"a {scope.kind}"
            raise Unusable(f"{own} is {what}, not of '{owner}'")
        way = way_out(name, names_of(self._model), "policies")
        if name in self._model.inputs or name in self._choices:
            way = f"Give it a value: {name}=..."
        raise Unusable(f"there is no policy, system or setting '{name}'", way)
