"""Machines, their procedures, and what is asked of them, as written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from memattr.language.syntax.expression_nodes import Expression, Name
from memattr.language.syntax.part_nodes import Clause, Meta, TypeRef


@dataclass(frozen=True)
class ConstantPart:
    """What is chosen once for a run, among the values for which the condition holds."""

    name: Name
    type: TypeRef
    condition: Expression | None
    meta: Meta


@dataclass(frozen=True)
class AxiomPart:
    """A truth that claims may drop."""

    name: Name
    meta: Meta


@dataclass(frozen=True)
class VariablePart:
    """A part of the state, and what it is at first."""

    name: Name
    type: TypeRef
    initial: Expression
    meta: Meta


@dataclass(frozen=True)
class AnyValue:
    """`for any NAME in TYPE`"""

    name: Name
    type: TypeRef


@dataclass(frozen=True)
class ActionPart:
    """What may happen at any time, or a step, which happens only in its turn in a procedure. The
    `actor` is a name for each value of a type."""

    name: Name
    is_step: bool
    actor: AnyValue | None
    meta: Meta
    values: tuple[AnyValue, ...]
    guard: tuple[Expression, ...]
    updates: tuple[tuple[Name, Expression], ...]


@dataclass(frozen=True)
class InvariantPart:
    """A truth about states with a name."""

    name: Name
    meta: Meta
    expression: Expression


@dataclass(frozen=True)
class RequiredPart:
    """Actions that happen in some run of each claim, by each actor."""

    names: tuple[Name, ...]


MachinePart: TypeAlias = (
    "ConstantPart | AxiomPart | VariablePart | ActionPart | InvariantPart | RequiredPart"
)


@dataclass(frozen=True)
class MachineItem:
    name: Name
    parts: tuple[MachinePart, ...]
    meta: Meta


@dataclass(frozen=True)
class ProcedureItem:
    name: Name
    machine: Name
    steps: tuple[Name, ...]
    meta: Meta


@dataclass(frozen=True)
class SurveyItem:
    """Invariants by name, in all combinations of the clauses; no verdict is expected."""

    name: Name
    clauses: tuple[Clause, ...]
    invariants: tuple[Name, ...]
    meta: Meta


@dataclass(frozen=True)
class FindProcedureItem:
    """Which procedures of the machine are safe. `answer` None: no stated answer; () is `none`."""

    name: Name
    machine: Name
    clauses: tuple[Clause, ...]
    body: Expression
    answer: tuple[tuple[Name, ...], ...] | None
    meta: Meta
