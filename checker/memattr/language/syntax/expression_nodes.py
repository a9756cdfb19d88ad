"""Expressions and patterns as written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from memattr.place import Place


@dataclass(frozen=True)
class Name:
    """A name where it stands."""

    place: Place
    text: str


# ---- Expressions


@dataclass(frozen=True)
class Number:
    """A literal as written: decimal, 0x..., or 0b... with letters and x in patterns."""

    place: Place
    text: str


@dataclass(frozen=True)
class Argument:
    label: Name | None
    value: Expression


@dataclass(frozen=True)
class Apply:
    """A function, an encoding, a shape or a record applied to arguments."""

    name: Name
    arguments: tuple[Argument, ...]


@dataclass(frozen=True)
class PathNode:
    operand: Expression
    field: Name


@dataclass(frozen=True)
class Is:
    operand: Expression
    pattern: Pattern
    negated: bool


@dataclass(frozen=True)
class Equals:
    left: Expression
    right: Expression


@dataclass(frozen=True)
class AsStrongAs:
    left: Expression
    right: Expression


@dataclass(frozen=True)
class MayBe:
    """`LEFT may be RIGHT`: in some situation that is admitted, left is right."""

    left: Expression
    right: Expression


@dataclass(frozen=True)
class StrongestOf:
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Negation:
    operand: Expression


@dataclass(frozen=True)
class Conjunction:
    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Disjunction:
    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Implication:
    left: Expression
    right: Expression


@dataclass(frozen=True)
class With:
    """The operand evaluated anew under changed inputs."""

    operand: Expression
    changes: tuple[tuple[Name, Expression], ...]


@dataclass(frozen=True)
class Updated:
    """A record with some fields changed."""

    operand: Expression
    fields: tuple[tuple[Name, Expression], ...]


Expression: TypeAlias = (
    Name
    | Number
    | Apply
    | PathNode
    | Is
    | Equals
    | AsStrongAs
    | MayBe
    | StrongestOf
    | Negation
    | Conjunction
    | Disjunction
    | Implication
    | With
    | Updated
)


def place_of(node: Expression | Pattern) -> Place:
    """Where the node begins, or for an operator where its first operand begins."""
    match node:
        case Name(place, _) | Number(place, _):
            return place
        case Apply(name, _) | ShapePattern(name, _):
            return name.place
        case PathNode(operand, _) | Is(operand, _, _) | Negation(operand):
            return place_of(operand)
        case With(operand, _) | Updated(operand, _):
            return place_of(operand)
        case (
            Equals(left, _)
            | AsStrongAs(left, _)
            | MayBe(left, _)
            | StrongestOf(left, _)
            | Implication(left, _)
        ):
            return place_of(left)
        case Conjunction(operands) | Disjunction(operands):
            return place_of(operands[0])
        case Alternatives(patterns):
            return place_of(patterns[0])


# ---- Patterns


@dataclass(frozen=True)
class ShapePattern:
    name: Name
    fields: tuple[tuple[Name, Pattern], ...]


@dataclass(frozen=True)
class Alternatives:
    patterns: tuple[Pattern, ...]


Pattern: TypeAlias = "Name | Number | ShapePattern | Alternatives"
