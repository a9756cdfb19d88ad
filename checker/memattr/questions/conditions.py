"""What an assignment says, in words."""

from __future__ import annotations

from memattr.model.expressions import TRUE, And, Const, Expression, Global, Implies, Not, Or
from memattr.model.model import Assignment, Model
from memattr.model.show import show


def value_text(model: Model, assignment: Assignment) -> str:
    """The value, or each value with its condition; `any` if it is left free."""
    if not assignment.values:
        return "any"
    texts = []
    for condition, value in assignment.values:
        text = _value(model, assignment.input, value)
        texts.append(text if condition == TRUE else f"{text} if {condition_text(condition)}")
    return ", ".join(texts)


def _value(model: Model, name: str, value: Expression) -> str:
    if isinstance(value, Const):
        return show(model, model.inputs[name].type, value.value, name)
    return condition_text(value)


def condition_text(condition: Expression) -> str:
    """A condition over features, as an author would write it."""
    match condition:
        case Global(name, _):
            return name
        case And((only,), _) | Or((only,), _):
            return condition_text(only)
        case Not(operand, _):
            inner = condition_text(operand)
            return f"not ({inner})" if " " in inner else f"not {inner}"
        case And(operands, _):
            return " and ".join(_wrapped(operand) for operand in operands)
        case Or(operands, _):
            return " or ".join(_wrapped(operand) for operand in operands)
        case Implies(left, right, _):
            return f"{_wrapped(left)} implies {_wrapped(right)}"
        case Const(_, value):
            return str(value)
        case _:
            return "its condition"


def _wrapped(condition: Expression) -> str:
    text = condition_text(condition)
    return f"({text})" if isinstance(condition, And | Or | Implies) else text
