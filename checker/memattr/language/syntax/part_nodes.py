"""Parts of items as written: types, cases, assignments, clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from memattr.language.syntax.expression_nodes import Expression, Name
from memattr.place import Place


@dataclass(frozen=True)
class Meta:
    """The sentence, the references and the source of an item or a case."""

    words: str = ""
    refs: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class TypeRef:
    """A type by name, or `bits` of a width."""

    place: Place
    name: str
    width: int = 0


@dataclass(frozen=True)
class MemberPart:
    name: Name
    type: TypeRef


@dataclass(frozen=True)
class Shape:
    name: Name
    members: tuple[MemberPart, ...]


@dataclass(frozen=True)
class Choosing:
    """`for any BINDER: TYPE where CONDITION KIND NAME`"""

    binder: Name
    type: TypeRef
    condition: Expression | None
    kind: Literal["unpredictable", "implementation defined"]
    name: Name


@dataclass(frozen=True)
class IntermediatePart:
    """`where NAME = VALUE`: a name for a value that the cases of a function need."""

    name: Name
    value: Expression


@dataclass(frozen=True)
class CaseItem:
    """One case; `conditions` is None for `otherwise`."""

    name: Name
    conditions: tuple[Expression, ...] | None
    body: Expression
    choosing: Choosing | None
    meta: Meta


@dataclass(frozen=True)
class GridPart:
    """A two-dimensional table of two parameters."""

    row: Name
    column: Name
    headings: tuple[Expression, ...]
    rows: tuple[tuple[Expression, tuple[Expression, ...]], ...]


@dataclass(frozen=True)
class OriginPart:
    file: str
    line: str
    after: str


TargetForm = Literal["value", "returns", "sets", "passes"]


@dataclass(frozen=True)
class ReadingPart:
    """Where code computes a value: an expression, or what a function returns, sets or passes.

    `texts` are those of the form in their order; facts say what expressions of the code are."""

    file: str
    form: TargetForm
    texts: tuple[str, ...]
    argument: int
    layout: Name | None
    mask: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AssignmentPart:
    """`value` None is `any`."""

    name: Name
    value: Expression | None
    origins: tuple[OriginPart | ReadingPart, ...]


@dataclass(frozen=True)
class ReadPart:
    """A reading of several inputs, perhaps under a condition over features."""

    names: tuple[Name, ...]
    condition: Expression | None
    reading: ReadingPart


@dataclass(frozen=True)
class CodeTerms:
    """How a system's code is read: files first of all, macros, names that are none, and calls
    that change nothing that is read."""

    headers: tuple[str, ...] = ()
    defined: tuple[tuple[str, str], ...] = ()
    undefined: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhenPart:
    """The assignments that follow hold when the condition does; None is `otherwise`."""

    condition: Expression | None


@dataclass(frozen=True)
class PromisesPart:
    names: tuple[Name, ...]


@dataclass(frozen=True)
class ScopeChange:
    """After `@`: a setting, `value` None, or the value of an input."""

    name: Name
    value: Expression | None


@dataclass(frozen=True)
class ScopeName:
    """A policy or system, perhaps with inputs set otherwise than it says; `marked` by an `@`."""

    name: Name
    changes: tuple[ScopeChange, ...] = ()
    marked: bool = False


ClauseKind = Literal[
    "stated", "every stated", "every value", "each", "under", "under every", "given",
    "instances", "by choice", "every cpu", "procedures", "every procedure", "changed", "dropping",
]  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """One clause of a claim; which parts it uses depends on its kind."""

    kind: ClauseKind
    names: tuple[Name, ...] = ()
    type: TypeRef | None = None
    conditions: tuple[Expression, ...] = ()
    player: str = ""
    changes: tuple[tuple[Name, Expression], ...] = ()
    scopes: tuple[ScopeName, ...] = ()
