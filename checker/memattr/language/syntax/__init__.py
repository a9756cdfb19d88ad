"""The syntax tree: what an author wrote, as frozen nodes with places."""

from memattr.language.syntax.claim_nodes import (
    ClaimItem as ClaimItem,
)
from memattr.language.syntax.claim_nodes import (
    ExampleItem as ExampleItem,
)
from memattr.language.syntax.claim_nodes import (
    FindItem as FindItem,
)
from memattr.language.syntax.claim_nodes import (
    ScopeItem as ScopeItem,
)
from memattr.language.syntax.claim_nodes import (
    ScopePart as ScopePart,
)
from memattr.language.syntax.expression_nodes import (
    Alternatives as Alternatives,
)
from memattr.language.syntax.expression_nodes import (
    Apply as Apply,
)
from memattr.language.syntax.expression_nodes import (
    Argument as Argument,
)
from memattr.language.syntax.expression_nodes import (
    AsStrongAs as AsStrongAs,
)
from memattr.language.syntax.expression_nodes import (
    Conjunction as Conjunction,
)
from memattr.language.syntax.expression_nodes import (
    Disjunction as Disjunction,
)
from memattr.language.syntax.expression_nodes import (
    Equals as Equals,
)
from memattr.language.syntax.expression_nodes import (
    Expression as Expression,
)
from memattr.language.syntax.expression_nodes import (
    Implication as Implication,
)
from memattr.language.syntax.expression_nodes import (
    Is as Is,
)
from memattr.language.syntax.expression_nodes import (
    Name as Name,
)
from memattr.language.syntax.expression_nodes import (
    Negation as Negation,
)
from memattr.language.syntax.expression_nodes import (
    Number as Number,
)
from memattr.language.syntax.expression_nodes import (
    Path as Path,
)
from memattr.language.syntax.expression_nodes import (
    Pattern as Pattern,
)
from memattr.language.syntax.expression_nodes import (
    ShapePattern as ShapePattern,
)
from memattr.language.syntax.expression_nodes import (
    StrongestOf as StrongestOf,
)
from memattr.language.syntax.expression_nodes import (
    With as With,
)
from memattr.language.syntax.expression_nodes import (
    place_of as place_of,
)
from memattr.language.syntax.item_nodes import (
    AxisItem as AxisItem,
)
from memattr.language.syntax.item_nodes import (
    CodesItem as CodesItem,
)
from memattr.language.syntax.item_nodes import (
    ColumnItem as ColumnItem,
)
from memattr.language.syntax.item_nodes import (
    ConditionItem as ConditionItem,
)
from memattr.language.syntax.item_nodes import (
    DefaultItem as DefaultItem,
)
from memattr.language.syntax.item_nodes import (
    DefineItem as DefineItem,
)
from memattr.language.syntax.item_nodes import (
    DerivedItem as DerivedItem,
)
from memattr.language.syntax.item_nodes import (
    EncodingItem as EncodingItem,
)
from memattr.language.syntax.item_nodes import (
    EnumItem as EnumItem,
)
from memattr.language.syntax.item_nodes import (
    File as File,
)
from memattr.language.syntax.item_nodes import (
    Header as Header,
)
from memattr.language.syntax.item_nodes import (
    Heading as Heading,
)
from memattr.language.syntax.item_nodes import (
    IdentifierItem as IdentifierItem,
)
from memattr.language.syntax.item_nodes import (
    Import as Import,
)
from memattr.language.syntax.item_nodes import (
    InputItem as InputItem,
)
from memattr.language.syntax.item_nodes import (
    Item as Item,
)
from memattr.language.syntax.item_nodes import (
    LayoutItem as LayoutItem,
)
from memattr.language.syntax.item_nodes import (
    ManualItem as ManualItem,
)
from memattr.language.syntax.item_nodes import (
    PageItem as PageItem,
)
from memattr.language.syntax.item_nodes import (
    PreferItem as PreferItem,
)
from memattr.language.syntax.item_nodes import (
    RecordItem as RecordItem,
)
from memattr.language.syntax.item_nodes import (
    RefinementItem as RefinementItem,
)
from memattr.language.syntax.item_nodes import (
    Requires as Requires,
)
from memattr.language.syntax.item_nodes import (
    ShowItem as ShowItem,
)
from memattr.language.syntax.item_nodes import (
    SumItem as SumItem,
)
from memattr.language.syntax.item_nodes import (
    TableItem as TableItem,
)
from memattr.language.syntax.item_nodes import (
    ViewItem as ViewItem,
)
from memattr.language.syntax.part_nodes import (
    AssignmentPart as AssignmentPart,
)
from memattr.language.syntax.part_nodes import (
    CaseItem as CaseItem,
)
from memattr.language.syntax.part_nodes import (
    Choosing as Choosing,
)
from memattr.language.syntax.part_nodes import (
    Clause as Clause,
)
from memattr.language.syntax.part_nodes import (
    ClauseKind as ClauseKind,
)
from memattr.language.syntax.part_nodes import (
    CodeTerms as CodeTerms,
)
from memattr.language.syntax.part_nodes import (
    Grid as Grid,
)
from memattr.language.syntax.part_nodes import (
    Member as Member,
)
from memattr.language.syntax.part_nodes import (
    Meta as Meta,
)
from memattr.language.syntax.part_nodes import (
    OriginPart as OriginPart,
)
from memattr.language.syntax.part_nodes import (
    PromisesPart as PromisesPart,
)
from memattr.language.syntax.part_nodes import (
    ReadingPart as ReadingPart,
)
from memattr.language.syntax.part_nodes import (
    ReadPart as ReadPart,
)
from memattr.language.syntax.part_nodes import (
    Shape as Shape,
)
from memattr.language.syntax.part_nodes import (
    TargetForm as TargetForm,
)
from memattr.language.syntax.part_nodes import (
    TypeRef as TypeRef,
)
from memattr.language.syntax.part_nodes import (
    WhenPart as WhenPart,
)
