"""Expressions of the model. Patterns, priorities and labels are gone; every node knows its type.

A node is partial where it says so: the totality check proves that no admitted value reaches it
outside its domain, so the readings need not ask.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from memattr.model.types import BOOL, Type, Value, hashed_once


@hashed_once
@dataclass(frozen=True)
class Const:
    """A value of its type."""

    type: Type
    value: Value


@hashed_once
@dataclass(frozen=True)
class Local:
    """A parameter, the binder of a choice, `it`, or a variable of a claim."""

    name: str
    type: Type


@hashed_once
@dataclass(frozen=True)
class Global:
    """An input, or a derived value (effective or output)."""

    name: str
    type: Type


@hashed_once
@dataclass(frozen=True)
class Field:
    """A field. `variants` lists the shapes that have it, None for a record: partial elsewhere."""

    operand: Expression
    name: str
    type: Type
    variants: tuple[int, ...] | None
    place: object = None


@hashed_once
@dataclass(frozen=True)
class Slice:
    """Bits low .. low + width - 1 of a bits operand, bit 0 the least significant."""

    operand: Expression
    low: int
    type: Type


@hashed_once
@dataclass(frozen=True)
class Join:
    """Bits put together, the most significant part first."""

    parts: tuple[Expression, ...]
    type: Type


@hashed_once
@dataclass(frozen=True)
class Make:
    """A record (`variant` None) or one shape of a sum, fields in declared order."""

    type: Type
    variant: int | None
    fields: tuple[Expression, ...]


@hashed_once
@dataclass(frozen=True)
class Call:
    """A function of the model applied to arguments in order."""

    function: str
    arguments: tuple[Expression, ...]
    type: Type


@hashed_once
@dataclass(frozen=True)
class Convert:
    """Through a table of (from, to) integers: bits to enum or enum to bits; partial outside it."""

    encoding: str
    table: tuple[tuple[int, int], ...]
    operand: Expression
    type: Type
    place: object = None


@hashed_once
@dataclass(frozen=True)
class Not:
    operand: Expression
    type: Type = BOOL


@hashed_once
@dataclass(frozen=True)
class And:
    operands: tuple[Expression, ...]
    type: Type = BOOL


@hashed_once
@dataclass(frozen=True)
class Or:
    operands: tuple[Expression, ...]
    type: Type = BOOL


@hashed_once
@dataclass(frozen=True)
class Implies:
    """Kept apart from Or, since a premise that nothing meets makes a claim vacuous."""

    left: Expression
    right: Expression
    type: Type = BOOL


@hashed_once
@dataclass(frozen=True)
class Equal:
    left: Expression
    right: Expression
    type: Type = BOOL


@hashed_once
@dataclass(frozen=True)
class IsVariant:
    """True iff the operand, of a sum type, has the shape with that index."""

    operand: Expression
    variant: int
    type: Type = BOOL


@hashed_once
@dataclass(frozen=True)
class AtLeast:
    """Left is at least as strong as right: enums by position, sums by shape and then by their
    ordered fields (partial order), records by their ordered fields, unordered fields ignored."""

    left: Expression
    right: Expression
    type: Type = BOOL


@hashed_once
@dataclass(frozen=True)
class Strongest:
    """The stronger of two values of one ordered enum."""

    left: Expression
    right: Expression
    type: Type


@hashed_once
@dataclass(frozen=True)
class Under:
    """`operand`, with the named inputs replaced everywhere in what it derives from.

    `cpu` names the cpu whose choices it takes; None is the claim's own cpu. The replacing
    expressions are read outside, before the replacement."""

    operand: Expression
    changes: tuple[tuple[str, Expression], ...]
    cpu: str | None
    type: Type


Expression: TypeAlias = (
    Const
    | Local
    | Global
    | Field
    | Slice
    | Join
    | Make
    | Call
    | Convert
    | Not
    | And
    | Or
    | Implies
    | Equal
    | IsVariant
    | AtLeast
    | Strongest
    | Under
)


def is_instance(under: Under) -> bool:
    """True iff it puts an instance `a` of a player in place: each of its inputs NAME is `a.NAME`.
    No other variable has a point in its name."""
    return all(
        isinstance(value, Local) and value.name.partition(".")[2] == name
        for name, value in under.changes
    )


TRUE = Const(BOOL, 1)
FALSE = Const(BOOL, 0)


def children(expression: Expression) -> tuple[Expression, ...]:
    """The direct operands, the replacing expressions of `Under` included."""
    match expression:
        case Const() | Local() | Global():
            return ()
        case (
            Field(operand)
            | Slice(operand)
            | IsVariant(operand)
            | Not(operand)
            | Convert(_, _, operand)
        ):
            return (operand,)
        case (
            Make(_, _, operands) | Call(_, operands) | Join(operands) | And(operands) | Or(operands)
        ):
            return operands
        case (
            Implies(left, right)
            | Equal(left, right)
            | AtLeast(left, right)
            | Strongest(left, right)
        ):
            return (left, right)
        case Under(operand, changes):
            return (operand, *(value for _, value in changes))


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything below it, outermost first."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def called(expression: Expression) -> frozenset[str]:
    """The functions that the expression calls."""
    return frozenset(node.function for node in walk(expression) if isinstance(node, Call))


# Readings go as deep as expressions are nested, diagrams as there are bits of inputs.
FRAMES = 10_000


def allow_deep_recursion() -> None:
    """Lets Python call itself as deep as any text that is not refused needs."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), FRAMES))
