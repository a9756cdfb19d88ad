"""Walking over expressions, and models made from models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from memattr.model.expressions import (
    And,
    AtLeast,
    Call,
    Const,
    Convert,
    Equal,
    Expression,
    Field,
    Global,
    Implies,
    IsVariant,
    Join,
    Local,
    Make,
    Not,
    Or,
    Slice,
    Strongest,
    Under,
)
from memattr.model.model import Case, Choice, Function, Model


def rebuilt(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The same node with `change` applied to what is directly below it."""
    match expression:
        case Const() | Local() | Global():
            return expression
        case Field() | Slice() | Convert() | Not() | IsVariant():
            return replace(expression, operand=change(expression.operand))
        case Join():
            return replace(expression, parts=tuple(map(change, expression.parts)))
        case Make():
            return replace(expression, fields=tuple(map(change, expression.fields)))
        case Call():
            return replace(expression, arguments=tuple(map(change, expression.arguments)))
        case And() | Or():
            return replace(expression, operands=tuple(map(change, expression.operands)))
        case Implies() | Equal() | AtLeast() | Strongest():
            return replace(expression, left=change(expression.left), right=change(expression.right))
        case Under():
            changes = tuple((name, change(value)) for name, value in expression.changes)
            return replace(expression, operand=change(expression.operand), changes=changes)
        case _:
            assert_never(expression)


def substituted(expression: Expression, values: Mapping[str, Expression]) -> Expression:
    """The expression with locals replaced."""
    if isinstance(expression, Local):
        return values.get(expression.name, expression)
    return rebuilt(expression, lambda node: substituted(node, values))


def freed_choice(function: str, case: str) -> str:
    """The name of the choice that stands for the result of a freed case."""
    return f"any result of {function}.{case}"


def with_freed_cases(model: Model, freed: Iterable[tuple[str, str]]) -> Model:
    """The model in which each (function, case) keeps its guard and may have any result."""
    functions = dict(model.functions)
    for function, case in freed:
        functions[function] = _with_freed_case(functions[function], case)
    return replace(model, functions=functions)


def _with_freed_case(function: Function, name: str) -> Function:
    assert any(case.name == name for case in function.cases), f"no case {function.name}.{name}"
    cases = tuple(_freed(function, case) if case.name == name else case for case in function.cases)
    return replace(function, cases=cases)


def _freed(function: Function, case: Case) -> Case:
    choice = any_result(function, case)
    return replace(case, body=Local(choice.binder, function.result), choice=choice)


def any_result(function: Function, case: Case) -> Choice:
    """The choice that a freed case makes."""
    name = freed_choice(function.name, case.name)
    return Choice(name, "implementation defined", name, function.result, None)
