"""Items as written, and the file that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from memattr.language.syntax.claim_nodes import ClaimItem, ExampleItem, FindItem, ScopeItem
from memattr.language.syntax.expression_nodes import Expression, Name, Number
from memattr.language.syntax.machine_nodes import (
    FindProcedureItem,
    MachineItem,
    ProcedureItem,
    SurveyItem,
)
from memattr.language.syntax.part_nodes import (
    AssignmentPart,
    CaseItem,
    Clause,
    GridPart,
    IntermediatePart,
    MemberPart,
    Meta,
    Shape,
    TypeRef,
)
from memattr.place import Place


@dataclass(frozen=True)
class Requires:
    tool: Name
    version: Name
    manual: Name


@dataclass(frozen=True)
class HeaderItem:
    kind: Literal["spec", "rules"]
    name: Name
    meta: Meta


@dataclass(frozen=True)
class Import:
    names: tuple[Name, ...]


@dataclass(frozen=True)
class ManualItem:
    issue: Name


@dataclass(frozen=True)
class IdentifierItem:
    """Identifiers of the manual with what they say, or with the reason why they are left out."""

    names: tuple[Name, ...]
    words: str
    out_of_scope: bool


@dataclass(frozen=True)
class EnumItem:
    name: Name
    values: tuple[Name, ...]
    ordered: bool
    meta: Meta


@dataclass(frozen=True)
class RecordItem:
    name: Name
    members: tuple[MemberPart, ...]
    meta: Meta


@dataclass(frozen=True)
class SumItem:
    name: Name
    shapes: tuple[Shape, ...]
    ordered: bool
    meta: Meta


@dataclass(frozen=True)
class RefinementItem:
    name: Name
    base: TypeRef
    condition: Expression
    meta: Meta


@dataclass(frozen=True)
class EncodingItem:
    name: Name
    width: int
    meta: Meta


@dataclass(frozen=True)
class CodesItem:
    name: Name
    enum: Name
    width: int
    codes: tuple[tuple[Number, Name], ...]
    meta: Meta


@dataclass(frozen=True)
class InputItem:
    name: Name
    type: TypeRef
    player: Literal["guest", "hypervisor", "cpu"]
    role: Literal["field", "control"] | None
    stated: bool
    meta: Meta


@dataclass(frozen=True)
class DerivedItem:
    """An effective value (`type` None) or an output."""

    name: Name
    type: TypeRef | None
    expression: Expression
    meta: Meta


@dataclass(frozen=True)
class ConditionItem:
    """A requirement on cpus (no name) or an impossible situation."""

    name: Name | None
    expression: Expression
    meta: Meta


@dataclass(frozen=True)
class DefineItem:
    name: Name
    parameters: tuple[MemberPart, ...]
    result: TypeRef
    meta: Meta
    intermediates: tuple[IntermediatePart, ...]
    rules: tuple[CaseItem, ...] | GridPart


@dataclass(frozen=True)
class DefaultItem:
    assignments: tuple[AssignmentPart, ...]


@dataclass(frozen=True)
class PreferItem:
    preferences: tuple[tuple[Name, tuple[Expression, ...]], ...]


@dataclass(frozen=True)
class ShowItem:
    """How a name prints: a radix, or words."""

    name: Name
    radix: Name | None
    words: str


@dataclass(frozen=True)
class SpellingItem:
    """Texts that people write in place of words that are shown."""

    texts: tuple[tuple[Place, str], ...]
    words: str


@dataclass(frozen=True)
class ViewItem:
    name: Name
    kind: Literal["view", "behaviour", "support"]
    expression: Expression
    meta: Meta


@dataclass(frozen=True)
class ColumnItem:
    name: Name
    expression: Expression
    when: Expression | None
    meta: Meta


@dataclass(frozen=True)
class MeaningItem:
    """What codes of an input mean, where the condition holds."""

    input: Name
    expression: Expression
    when: Expression | None
    meta: Meta


@dataclass(frozen=True)
class GroupItem:
    """Columns that may be left out together, or shown by a function that tells less apart."""

    name: Name
    members: tuple[tuple[Name, Name | None], ...]
    meta: Meta


@dataclass(frozen=True)
class LayoutItem:
    name: Name
    width: int
    parts: tuple[tuple[Name, int, int], ...]
    meta: Meta


@dataclass(frozen=True)
class HeadingPart:
    """An expression, and the words that stand over it if they are not its own."""

    expression: Expression
    text: str


@dataclass(frozen=True)
class AxisItem:
    """The rows or the columns of a table: names, or every policy, perhaps of one system."""

    headings: tuple[HeadingPart, ...]
    every_policy: bool = False
    of: Name | None = None


@dataclass(frozen=True)
class TableItem:
    name: Name
    clauses: tuple[Clause, ...]
    rows: AxisItem
    columns: AxisItem | None
    cells: tuple[HeadingPart, ...]
    meta: Meta


@dataclass(frozen=True)
class PageItem:
    name: Name
    offered: tuple[Name, ...]
    meta: Meta


Item: TypeAlias = (
    Requires
    | HeaderItem
    | Import
    | ManualItem
    | IdentifierItem
    | EnumItem
    | RecordItem
    | SumItem
    | RefinementItem
    | EncodingItem
    | CodesItem
    | InputItem
    | DerivedItem
    | ConditionItem
    | DefineItem
    | DefaultItem
    | PreferItem
    | ShowItem
    | SpellingItem
    | ScopeItem
    | ClaimItem
    | ExampleItem
    | FindItem
    | ViewItem
    | ColumnItem
    | MeaningItem
    | GroupItem
    | LayoutItem
    | TableItem
    | PageItem
    | MachineItem
    | ProcedureItem
    | SurveyItem
    | FindProcedureItem
)


@dataclass(frozen=True)
class File:
    """A parsed file: its items in order, and its lines for messages."""

    path: str
    items: tuple[Item, ...]
    lines: tuple[str, ...]
