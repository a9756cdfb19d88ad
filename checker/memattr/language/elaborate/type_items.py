"""Type items -> types of the model."""

from __future__ import annotations

from collections.abc import Callable

from memattr.language import syntax
from memattr.language.elaborate.number_literals import literal
from memattr.language.elaborate.symbol_table import Codes, Unit, Work
from memattr.model.expressions import Expression
from memattr.model.types import (
    Bits,
    Enum,
    Member,
    Record,
    Refined,
    Sum,
    Type,
    Variant,
    type_name,
)
from memattr.place import Place

TypeItem = (
    syntax.EnumItem
    | syntax.RecordItem
    | syntax.SumItem
    | syntax.EncodingItem
    | syntax.RefinementItem
)
Refine = Callable[[Unit, syntax.Expression, Type], Expression]


MAX_DEPTH = 30


class Types:
    """Resolves type items in the order that they need, each once."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.refine: Refine | None = None
        self.waiting: dict[str, tuple[Unit, TypeItem]] = {}
        self.under_way: list[str] = []
        self.failed: set[str] = set()
        self.depths: dict[str, int] = {}

    def run(self, refine: Refine) -> None:
        """Declares and resolves every type, then the codes of enums. `refine` elaborates the
        condition of a refinement over `it`; it may not call functions."""
        self.refine = refine
        kinds: dict[type[TypeItem], str] = {
            syntax.EnumItem: "enum",
            syntax.RecordItem: "record",
            syntax.SumItem: "type",
            syntax.EncodingItem: "encoding",
            syntax.RefinementItem: "type",
        }
        for kind, word in kinds.items():
            for unit, item in self.work.items(kind):
                with self.work.attempt():
                    self.work.declare(unit, item.name, word)
                    self.waiting[item.name.text] = (unit, item)
        for name, (_, item) in self.waiting.items():
            if isinstance(item, syntax.EnumItem):
                with self.work.attempt():
                    self.resolve(name)
        self.work.each(syntax.CodesItem, self.codes)
        for name in self.waiting:
            with self.work.attempt():
                self.resolve(name)

    def resolve(self, name: str) -> Type | None:
        """The named type, resolving it first if it waits."""
        if name in self.work.types:
            return self.work.types[name]
        if name not in self.waiting:
            return None
        unit, item = self.waiting[name]
        if name in self.under_way:
            around = self.under_way[self.under_way.index(name) + 1 :]
            message = f"'{name}' is a part of itself"
            if around:
                message += f", by way of {' and '.join(around)}"
            self.work.fail(item.name.place, "cyclic-type", message)
        if name in self.failed:
            self.work.skip()
        self.under_way.append(name)
        self.failed.add(name)
        try:
            kind = self.build(unit, item)
        finally:
            self.under_way.pop()
        self.refuse_depth(item, kind)
        self.failed.discard(name)
        self.work.types[name] = kind
        if isinstance(kind, Enum | Sum):
            for value in shapes(kind):
                self.work.values.setdefault(value, []).append(kind)
        return kind

    def refuse_depth(self, item: TypeItem, kind: Type) -> None:
        """A type is one deeper than the deepest of its parts."""
        parts = [type_name(part) for part in parts_of(kind)]
        depth = self.depths[item.name.text] = 1 + max(
            (self.depths.get(p, 0) for p in parts), default=0
        )
        if depth > MAX_DEPTH:
            message = f"types lie more than {MAX_DEPTH} deep in one another"
            self.work.fail(item.name.place, "too-deep", message, "Flatten them.")

    def build(self, unit: Unit, item: TypeItem) -> Type:
        name = item.name.text
        match item:
            case syntax.EnumItem(_, values, ordered, _):
                self.distinct(values, "value")
                return Enum(name, tuple(v.text for v in values), ordered)
            case syntax.RecordItem(_, members, _):
                return Record(name, self.members(unit, members))
            case syntax.SumItem(_, shape_items, ordered, _):
                self.distinct(tuple(shape.name for shape in shape_items), "shape")
                variants = tuple(
                    Variant(shape.name.text, self.members(unit, shape.members))
                    for shape in shape_items
                )
                return Sum(name, variants, ordered)
            case syntax.EncodingItem(_, width, _):
                self.check_width(item.name.place, width)
                return Bits(width, name)
            case syntax.RefinementItem(_, ref, condition, _):
                base = self.reference(unit, ref)
                assert self.refine is not None
                return Refined(name, base, self.refine(unit, condition, base))

    def check_width(self, place: Place, width: int) -> None:
        if not 1 <= width <= 64:
            self.work.fail(place, "wrong-width", f"a width of {width} bits is not from 1 to 64")

    def members(self, unit: Unit, members: tuple[syntax.MemberPart, ...]) -> tuple[Member, ...]:
        self.distinct(tuple(member.name for member in members), "field")
        return tuple(Member(m.name.text, self.reference(unit, m.type)) for m in members)

    def reference(self, unit: Unit, ref: syntax.TypeRef) -> Type:
        """The type that a reference names."""
        if not ref.name:
            self.check_width(ref.place, ref.width)
            return Bits(ref.width)
        if ref.name == "bool":
            return Bits(1)
        name = syntax.Name(ref.place, ref.name)
        self.work.see(unit, name)
        kind = self.resolve(ref.name)
        if kind is None:
            self.work.unknown(name, "type", [*self.work.types, *self.waiting, "bool"])
        return kind

    def distinct(self, names: tuple[syntax.Name, ...], what: str) -> None:
        seen: set[str] = set()
        for name in names:
            if name.text in seen:
                message = f"the {what} '{name.text}' is given twice"
                self.work.fail(name.place, "duplicate-name", message, "Rename or remove one.")
            seen.add(name.text)

    def codes(self, unit: Unit, item: syntax.CodesItem) -> None:
        """`encoding NAME of ENUM in bits N: CODE VALUE, ...`"""
        self.work.declare(unit, item.name, "encoding of an enum")
        self.check_width(item.name.place, item.width)
        self.work.see(unit, item.enum)
        enum = self.work.types.get(item.enum.text)
        if not isinstance(enum, Enum):
            enums = [name for name, kind in self.work.types.items() if isinstance(kind, Enum)]
            self.work.unknown(item.enum, "enum", enums)
        self.distinct(tuple(value for _, value in item.codes), "value")
        table: dict[int, int] = {}
        for number, value in item.codes:
            code = literal(self.work, number, Bits(item.width))
            if code in table:
                message = f"the code {number.text} is given twice"
                self.work.fail(number.place, "duplicate-code", message, "Each value has its own.")
            if value.text not in enum.values:
                self.work.unknown(value, f"value of {enum.name}", enum.values)
            table[code] = enum.values.index(value.text)
        missing = [v for i, v in enumerate(enum.values) if i not in table.values()]
        if missing:
            message = f"no code is given for {', '.join(missing)}"
            self.work.fail(item.name.place, "missing-code", message, "Every value needs a code.")
        self.work.codes[item.name.text] = Codes(
            item.name.text, item.width, enum, tuple(sorted(table.items()))
        )


def shapes(kind: Enum | Sum) -> tuple[str, ...]:
    """The names of an enum's values or a sum's shapes."""
    if isinstance(kind, Enum):
        return kind.values
    return tuple(variant.name for variant in kind.variants)


def parts_of(kind: Type) -> list[Type]:
    """The types directly inside a type."""
    match kind:
        case Record(_, fields):
            return [member.type for member in fields]
        case Sum(_, variants, _):
            return [member.type for variant in variants for member in variant.fields]
        case Refined(_, base, _):
            return [base]
        case _:
            return []


def members_text(members: tuple[Member, ...]) -> str:
    """Fields as an author writes them."""
    return ", ".join(f"{member.name}: {type_name(member.type)}" for member in members)


def fields_text(kind: Enum | Sum, shape: str) -> str:
    """A shape of a sum with its fields as an author writes them."""
    assert isinstance(kind, Sum), "the values of an enum have no fields"
    return f"{shape}({members_text(kind.variants[shapes(kind).index(shape)].fields)})"
