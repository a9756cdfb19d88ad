"""Items as written: scopes, and what is claimed, shown by example, or asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from memattr.language.syntax.expression_nodes import Expression, Name
from memattr.language.syntax.part_nodes import (
    AssignmentPart,
    Clause,
    CodeTerms,
    Meta,
    PromisesPart,
    ReadPart,
    ScopeName,
    WhenPart,
)

ScopePart: TypeAlias = "AssignmentPart | ReadPart | WhenPart | PromisesPart"


NO_TERMS = CodeTerms()


@dataclass(frozen=True)
class ScopeItem:
    """A system, a policy (`system` names its system) or a setting."""

    name: Name
    kind: Literal["system", "policy", "setting"]
    system: Name | None
    tree: tuple[Name, str] | None
    parts: tuple[ScopePart, ...]
    meta: Meta
    code: CodeTerms = NO_TERMS


@dataclass(frozen=True)
class ClaimItem:
    name: Name
    kind: Literal["prove", "refute", "cover", "promise"]
    clauses: tuple[Clause, ...]
    body: Expression
    because: tuple[tuple[Name, Name], ...]
    counts: tuple[int, int] | None
    meta: Meta


@dataclass(frozen=True)
class ExampleItem:
    name: Name
    under: tuple[ScopeName, ...]
    assignments: tuple[AssignmentPart, ...]
    conditions: tuple[Expression, ...]
    meta: Meta


@dataclass(frozen=True)
class FindItem:
    """`answer` None: no stated answer; () is `none`."""

    name: Name
    found: tuple[Name, ...]
    clauses: tuple[Clause, ...]
    body: Expression
    answer: tuple[tuple[Expression, ...], ...] | None
    meta: Meta
