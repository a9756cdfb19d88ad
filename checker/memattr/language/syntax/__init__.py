"""The syntax tree: what an author wrote, as frozen nodes with places."""

from memattr.language.syntax.claims import (
    ClaimItem as ClaimItem,
)
from memattr.language.syntax.claims import (
    ExampleItem as ExampleItem,
)
from memattr.language.syntax.claims import (
    FindItem as FindItem,
)
from memattr.language.syntax.claims import (
    ScopeItem as ScopeItem,
)
from memattr.language.syntax.claims import (
    ScopePart as ScopePart,
)
from memattr.language.syntax.expressions import (
    Alternatives as Alternatives,
)
from memattr.language.syntax.expressions import (
    Apply as Apply,
)
from memattr.language.syntax.expressions import (
    Argument as Argument,
)
from memattr.language.syntax.expressions import (
    AsStrongAs as AsStrongAs,
)
from memattr.language.syntax.expressions import (
    Conjunction as Conjunction,
)
from memattr.language.syntax.expressions import (
    Disjunction as Disjunction,
)
from memattr.language.syntax.expressions import (
    Equals as Equals,
)
from memattr.language.syntax.expressions import (
    Expression as Expression,
)
from memattr.language.syntax.expressions import (
    Implication as Implication,
)
from memattr.language.syntax.expressions import (
    Is as Is,
)
from memattr.language.syntax.expressions import (
    Name as Name,
)
from memattr.language.syntax.expressions import (
    Negation as Negation,
)
from memattr.language.syntax.expressions import (
    Number as Number,
)
from memattr.language.syntax.expressions import (
    Path as Path,
)
from memattr.language.syntax.expressions import (
    Pattern as Pattern,
)
from memattr.language.syntax.expressions import (
    ShapePattern as ShapePattern,
)
from memattr.language.syntax.expressions import (
    StrongestOf as StrongestOf,
)
from memattr.language.syntax.expressions import (
    With as With,
)
from memattr.language.syntax.expressions import (
    place_of as place_of,
)
from memattr.language.syntax.items import (
    AxisItem as AxisItem,
)
from memattr.language.syntax.items import (
    CodesItem as CodesItem,
)
from memattr.language.syntax.items import (
    ColumnItem as ColumnItem,
)
from memattr.language.syntax.items import (
    ConditionItem as ConditionItem,
)
from memattr.language.syntax.items import (
    DefaultItem as DefaultItem,
)
from memattr.language.syntax.items import (
    DefineItem as DefineItem,
)
from memattr.language.syntax.items import (
    DerivedItem as DerivedItem,
)
from memattr.language.syntax.items import (
    EncodingItem as EncodingItem,
)
from memattr.language.syntax.items import (
    EnumItem as EnumItem,
)
from memattr.language.syntax.items import (
    File as File,
)
from memattr.language.syntax.items import (
    Header as Header,
)
from memattr.language.syntax.items import (
    Heading as Heading,
)
from memattr.language.syntax.items import (
    IdentifierItem as IdentifierItem,
)
from memattr.language.syntax.items import (
    Import as Import,
)
from memattr.language.syntax.items import (
    InputItem as InputItem,
)
from memattr.language.syntax.items import (
    Item as Item,
)
from memattr.language.syntax.items import (
    LayoutItem as LayoutItem,
)
from memattr.language.syntax.items import (
    ManualItem as ManualItem,
)
from memattr.language.syntax.items import (
    PageItem as PageItem,
)
from memattr.language.syntax.items import (
    PreferItem as PreferItem,
)
from memattr.language.syntax.items import (
    RecordItem as RecordItem,
)
from memattr.language.syntax.items import (
    RefinementItem as RefinementItem,
)
from memattr.language.syntax.items import (
    Requires as Requires,
)
from memattr.language.syntax.items import (
    ShowItem as ShowItem,
)
from memattr.language.syntax.items import (
    SumItem as SumItem,
)
from memattr.language.syntax.items import (
    TableItem as TableItem,
)
from memattr.language.syntax.items import (
    ViewItem as ViewItem,
)
from memattr.language.syntax.parts import (
    AssignmentPart as AssignmentPart,
)
from memattr.language.syntax.parts import (
    CaseItem as CaseItem,
)
from memattr.language.syntax.parts import (
    Choosing as Choosing,
)
from memattr.language.syntax.parts import (
    Clause as Clause,
)
from memattr.language.syntax.parts import (
    ClauseKind as ClauseKind,
)
from memattr.language.syntax.parts import (
    Grid as Grid,
)
from memattr.language.syntax.parts import (
    Member as Member,
)
from memattr.language.syntax.parts import (
    Meta as Meta,
)
from memattr.language.syntax.parts import (
    OriginPart as OriginPart,
)
from memattr.language.syntax.parts import (
    PromisesPart as PromisesPart,
)
from memattr.language.syntax.parts import (
    Shape as Shape,
)
from memattr.language.syntax.parts import (
    TypeRef as TypeRef,
)
from memattr.language.syntax.parts import (
    WhenPart as WhenPart,
)
