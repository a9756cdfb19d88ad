"""What must happen in some admitted situation, or else a claim says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memattr.model.expressions import (
    And,
    Const,
    Equal,
    Expression,
    Global,
    Implies,
    Not,
    Or,
    Under,
)
from memattr.model.layout import values_of
from memattr.model.model import Claim, Model
from memattr.model.types import BOOL

# How an expression was reached: inside these changes, innermost first.
Around = tuple[Expression, ...]


def needed(model: Model, claim: Claim) -> Iterator[Expression]:
    """What a claim to prove says of each value of a stated input, it says of a situation; and the
    premise of each of its implications is true in one."""
    if claim.expected == "prove":
        yield from stated_values(model, claim)
    yield from premises(claim.body)


def stated_values(model: Model, claim: Claim) -> Iterator[Equal]:
    """Each of several values that the claim states of an input."""
    for name, values in claim.stated:
        type_ = model.inputs[name].type
        every = values or tuple(values_of(type_))
        if len(every) > 1:
            yield from (Equal(Global(name, type_), Const(type_, value)) for value in every)


def premises(body: Expression) -> Iterator[Expression]:
    """The premises of implications, each with those around it: of `A implies B` however it is
    written, as `not A or B`, `not (A and not B)`, `(A implies B) = 1`, `not not (A implies B)`, or
    in a changed situation. What must not be `A and B` together is no implication."""
    yield from _premises((), body, True)


def _premises(around: Around, body: Expression, positive: bool) -> Iterator[Expression]:
    """`positive`: the body is claimed; otherwise its negation is."""
    body, positive = _stripped(body, positive)
    match body, positive:
        case (And(operands), True) | (Or(operands), False):
            for operand in operands:
                yield from _premises(around, operand, positive)
        case Implies(left, right), True:
            yield from _implied((*around, left), [(right, True)])
        case Implies(left, right), False:
            yield from _premises(around, left, True)
            yield from _premises(around, right, False)
        case (Or(operands), True) | (And(operands), False):
            yield from _alternatives(around, operands, positive)
        case Under(operand, changes, cpu), _:
            for expression in _premises((), operand, positive):
                there = Under(expression, changes, cpu, expression.type)
                yield _all((*around, there))
        case _:
            return


def _alternatives(
    around: Around, operands: Sequence[Expression], positive: bool
) -> Iterator[Expression]:
    """One of them is claimed: the denied ones are a premise of the others."""
    sides = [_stripped(operand, positive) for operand in operands]
    denied = [body for body, is_claimed in sides if not is_claimed]
    claimed = [side for side in sides if side[1]]
    if not claimed and positive:  # not A or not B
        claimed = [(denied.pop(), False)]
    if not claimed:
        return
    if denied:
        yield from _implied((*around, *denied), claimed)
    else:
        for body, is_claimed in claimed:
            yield from _premises(around, body, is_claimed)


def _implied(around: Around, claimed: Sequence[tuple[Expression, bool]]) -> Iterator[Expression]:
    yield _all(around)
    for body, is_claimed in claimed:
        yield from _premises(around, body, is_claimed)


def _stripped(body: Expression, positive: bool) -> tuple[Expression, bool]:
    """Without negations and comparisons with a truth."""
    while True:
        match body:
            case Not(operand):
                body, positive = operand, not positive
            case Equal(operand, Const(type_, value)) | Equal(Const(type_, value), operand) if (
                type_ == BOOL
            ):
                body, positive = operand, positive == bool(value)
            case _:
                return body, positive


def _all(operands: Around) -> Expression:
    return operands[0] if len(operands) == 1 else And(operands)
