"""Tables that a text declares: what rows and columns run over, and what cells show."""

from __future__ import annotations

from dataclasses import dataclass

from memattr.model.expressions import Expression
from memattr.model.types import Type, Value
from memattr.place import Note


@dataclass(frozen=True)
class AxisPart:
    """What rows or columns run over: an input, a derived value, a view or a variable."""

    name: str
    heading: str
    expression: Expression


@dataclass(frozen=True)
class Axis:
    """The rows or the columns of a table: the joint values of its parts, or scopes."""

    parts: tuple[AxisPart, ...] = ()
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableCell:
    """What a cell shows."""

    heading: str
    expression: Expression


@dataclass(frozen=True)
class TableDeclaration:
    """A generated table. Without columns each of the cells is a column; with columns there is one
    cell. `variables` and `assumed` are as in a claim."""

    name: str
    rows: Axis
    columns: Axis | None
    cells: tuple[TableCell, ...]
    scope: str | None
    stated: tuple[tuple[str, tuple[Value, ...]], ...]
    given: tuple[Expression, ...]
    note: Note
    variables: tuple[tuple[str, Type], ...] = ()
    assumed: tuple[str, ...] = ()
