"""Small words for models made by hand, without the language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from memattr.model.expressions import (
    TRUE,
    And,
    Const,
    Expression,
    Field,
    Global,
    IsVariant,
    Local,
    Not,
    Or,
)
from memattr.model.model import (
    Assignment,
    Case,
    Choice,
    ChoiceKind,
    Claim,
    Condition,
    Derived,
    Function,
    Input,
    Model,
    Player,
    Scope,
)
from memattr.model.types import BOOL, Type, Value, field_of
from memattr.place import Note, Place

NOTE = Note(Place("model", 1, 1))


def local(name: str, kind: Type = BOOL) -> Local:
    return Local(name, kind)


def given(name: str, kind: Type = BOOL) -> Global:
    return Global(name, kind)


def const(kind: Type, value: Value) -> Const:
    return Const(kind, value)


def both(*operands: Expression) -> Expression:
    return And(operands)


def either(*operands: Expression) -> Expression:
    return Or(operands)


def is_not(operand: Expression) -> Expression:
    return Not(operand)


def shape(operand: Expression, variant: int) -> Expression:
    return IsVariant(operand, variant)


def field(operand: Expression, name: str) -> Field:
    found = field_of(operand.type, name)
    assert found is not None
    return Field(operand, name, found[0], found[1])


def declared(
    name: str,
    kind: Type,
    player: Player = "guest",
    default: Value | None = None,
    stated: bool = False,
) -> Input:
    role: Literal["field"] | None = "field" if player == "hypervisor" else None
    return Input(name, kind, player, role, stated, NOTE, default)


def case(name: str, guard: Expression, body: Expression, choice: Choice | None = None) -> Case:
    return Case(name, guard, body, choice, NOTE)


def choice(
    name: str,
    kind: ChoiceKind,
    binder: str,
    of: Type,
    condition: Expression | None = None,
) -> Choice:
    return Choice(name, kind, binder, of, condition)


def function(
    name: str, parameters: Sequence[tuple[str, Type]], result: Type, *cases: Case
) -> Function:
    return Function(name, tuple(parameters), result, cases, NOTE)


def derived(name: str, expression: Expression) -> Derived:
    return Derived(name, expression.type, expression, "output", NOTE)


def condition(name: str, expression: Expression) -> Condition:
    return Condition(name, expression, NOTE)


def policy(name: str, *assignments: Assignment) -> Scope:
    return Scope(name, "policy", None, None, assignments, (), NOTE)


def always(name: str, value: Expression) -> Assignment:
    return Assignment(name, ((TRUE, value),))


def model(
    inputs: Sequence[Input],
    functions: Sequence[Function] = (),
    values: Sequence[Derived] = (),
    **rest: Any,
) -> Model:
    return Model(
        types={},
        functions={f.name: f for f in functions},
        inputs={i.name: i for i in inputs},
        derived={d.name: d for d in values},
        **rest,
    )


def claim(expected: str, body: Expression, mode: str = "", **rest: Any) -> Claim:
    settings: dict[str, Any] = {
        "expected": expected,
        "mode": mode,
        "scope": None,
        "stated": (),
        "given": (),
        "variables": (),
        "because": (),
        "counts": None,
        **rest,
    }
    return Claim(
        name="claim",
        body=body,
        note=NOTE,
        **settings,
    )
