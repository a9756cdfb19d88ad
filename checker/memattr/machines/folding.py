"""Expressions with some locals known: what is left of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from memattr.model.expressions import (
    FALSE,
    TRUE,
    And,
    Const,
    Expression,
    Global,
    Implies,
    Local,
    Not,
    Or,
    children,
    walk,
)
from memattr.model.transform import rebuilt
from memattr.model.types import Value
from memattr.readings.evaluate import Evaluator, Situation


@cache
def reads(expression: Expression) -> frozenset[str]:
    """The locals that it names."""
    return frozenset(node.name for node in walk(expression) if isinstance(node, Local))


def lowered(expression: Expression) -> Expression:
    """The expression with locals in place of the inputs and derived values that it names."""
    if isinstance(expression, Global):
        return Local(expression.name, expression.type)
    return rebuilt(expression, lowered)


class ConstantFolder:
    """Puts values in place of names, and values in place of what they decide."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def folded(self, expression: Expression, known: Mapping[str, Value]) -> Expression:
        """What is left; an expression that names nothing else is its value. Inputs count as names
        too."""
        match expression:
            case Const():
                return expression
            case Local(name, type_) | Global(name, type_):
                return Const(type_, known[name]) if name in known else expression
            case And(operands):
                return self._joined(operands, known, FALSE)
            case Or(operands):
                return self._joined(operands, known, TRUE)
            case Not(operand):
                inner = self.folded(operand, known)
                return _negated(inner)
            case Implies(left, right):
                return self._joined((Not(left), right), known, TRUE)
            case _:
                new = rebuilt(expression, lambda node: self.folded(node, known))
                if all(isinstance(child, Const) for child in children(new)):
                    return Const(new.type, self._evaluator.value(new, Situation({})))
                return new

    def _joined(
        self, operands: tuple[Expression, ...], known: Mapping[str, Value], decides: Const
    ) -> Expression:
        """And, Or: one operand that decides is enough, the other constants say nothing."""
        left: list[Expression] = []
        for operand in operands:
            inner = self.folded(operand, known)
            if inner == decides:
                return decides
            if not isinstance(inner, Const):
                left.append(inner)
        if len(left) <= 1:
            return left[0] if left else _negated(decides)
        return Or(tuple(left)) if decides == TRUE else And(tuple(left))


def _negated(expression: Expression) -> Expression:
    if isinstance(expression, Const):
        return TRUE if not expression.value else FALSE
    return Not(expression)
