"""Type items and the signatures of functions -> types and functions without their cases.

They need one another: the condition of a refinement may call a function, whose parameters are of
types that may be refined. So each is elaborated when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from memattr.language import syntax
from memattr.language.elaborate.number_literals import literal
from memattr.language.elaborate.passes import Pass, PassResult
from memattr.language.elaborate.symbol_table import (
    Codes,
    SymbolTable,
    TypingContext,
    Unit,
    note_of,
)
from memattr.model.expressions import Local
from memattr.model.model import Function
from memattr.model.types import (
    Bits,
    Enum,
    Member,
    Record,
    Refined,
    Sum,
    Type,
    Variant,
    shapes,
    type_name,
)

T = TypeVar("T")
TypeItem = (
    syntax.EnumItem
    | syntax.RecordItem
    | syntax.SumItem
    | syntax.EncodingItem
    | syntax.RefinementItem
)
Definition = tuple[Unit, syntax.DefineItem]

MAX_DEPTH = 30
# The items of types, in the order in which they are declared, and what each is called.
KINDS: dict[type[TypeItem], str] = {
    syntax.EnumItem: "enum",
    syntax.RecordItem: "record",
    syntax.SumItem: "type",
    syntax.EncodingItem: "encoding",
    syntax.RefinementItem: "type",
}


def declared_types(before: SymbolTable) -> PassResult[tuple[Definition, ...]]:
    """Declares every type, every encoding of an enum and the name of every function; the result is
    the definitions whose signatures no type has asked for."""
    return _Types(before).run()


def signatures(before: SymbolTable, waiting: Iterable[Definition]) -> PassResult[None]:
    """Declares the functions with their parameters and results, and with no cases yet."""
    work = Pass(before)
    functions = dict(before.functions)
    for unit, item in waiting:
        with work.attempt():
            functions[item.name.text] = signature(work.table, unit, item)
    return work.result(None, replace(work.table, functions=functions))


class _Lazily(Mapping[str, T]):
    """What is elaborated so far; who asks for one that waits has it elaborated first."""

    def __init__(self, build: Callable[[str], T | None]) -> None:
        self.build = build
        self.ready: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        built = self.ready.get(name)
        if built is None:
            built = self.build(name)
            if built is None:
                raise KeyError(name)
            self.ready[name] = built
        return built

    def __iter__(self) -> Iterator[str]:
        return iter(self.ready)

    def __len__(self) -> int:
        return len(self.ready)


class _Types:
    """Resolves types and signatures in the order that they need, each once."""

    def __init__(self, before: SymbolTable) -> None:
        self.types: _Lazily[Type] = _Lazily(self.resolve)
        self.functions: _Lazily[Function] = _Lazily(self.sign)
        self.values: dict[str, list[Enum | Sum]] = {}
        self.codes: dict[str, Codes] = {}
        self.work = Pass(
            replace(
                before,
                types=self.types,
                values=self.values,
                codes=self.codes,
                functions=self.functions,
            )
        )
        self.table = self.work.table
        self.waiting: dict[str, tuple[Unit, TypeItem]] = {}
        self.unsigned: dict[str, Definition] = {}
        self.under_way: list[str] = []
        self.signing: list[str] = []
        self.failed: set[str] = set()
        self.depths: dict[str, int] = {}

    def run(self) -> PassResult[tuple[Definition, ...]]:
        """Functions are announced first: a refinement may call one. Enums are resolved before
        their codes."""
        self.work.each(syntax.DefineItem, self.announce)
        for kind, word in KINDS.items():
            for unit, item in self.table.items(kind):
                with self.work.attempt():
                    self.work.declare(unit, item.name, word)
                    self.waiting[item.name.text] = (unit, item)
        for name, (_, item) in self.waiting.items():
            if isinstance(item, syntax.EnumItem):
                with self.work.attempt():
                    self.types.get(name)
        self.work.each(syntax.CodesItem, self.encoding_of_enum)
        for name in self.waiting:
            with self.work.attempt():
                self.types.get(name)
        after = replace(
            self.table,
            types=self.types.ready,
            values={value: tuple(owners) for value, owners in self.values.items()},
            codes=self.codes,
            functions=self.functions.ready,
        )
        return self.work.result(tuple(self.unsigned.values()), after)

    def announce(self, unit: Unit, item: syntax.DefineItem) -> None:
        self.work.declare(unit, item.name, "function")
        self.unsigned[item.name.text] = (unit, item)

    def sign(self, name: str) -> Function | None:
        """The function, if its signature waits; None if there is none, or if it has failed."""
        if name in self.signing:
            message = f"'{name}' is called by the type of one of its own parameters or results"
            place = self.table.symbols[name].place
            self.table.fail(place, "recursion", message, "Give it a wider type.")
        definition = self.unsigned.pop(name, None)
        if definition is None:
            return None
        self.signing.append(name)
        try:
            return signature(self.table, *definition)
        finally:
            self.signing.pop()

    def resolve(self, name: str) -> Type | None:
        """The named type, if it waits."""
        if name not in self.waiting:
            return None
        unit, item = self.waiting[name]
        if name in self.under_way:
            around = self.under_way[self.under_way.index(name) + 1 :]
            message = f"'{name}' is a part of itself"
            if around:
                message += f", by way of {' and '.join(around)}"
            self.table.fail(item.name.place, "cyclic-type", message)
        if name in self.failed:
            self.table.skip()
        self.under_way.append(name)
        self.failed.add(name)
        try:
            type_ = self.build(unit, item)
        finally:
            self.under_way.pop()
        self.refuse_depth(item, type_)
        self.failed.discard(name)
        if isinstance(type_, Enum | Sum):
            for value in shapes(type_):
                self.values.setdefault(value, []).append(type_)
        return type_

    def refuse_depth(self, item: TypeItem, type_: Type) -> None:
        """A type is one deeper than the deepest of its parts."""
        parts = [type_name(part) for part in parts_of(type_)]
        depth = self.depths[item.name.text] = 1 + max(
            (self.depths.get(p, 0) for p in parts), default=0
        )
        if depth > MAX_DEPTH:
            message = f"types lie more than {MAX_DEPTH} deep in one another"
            self.table.fail(item.name.place, "too-deep", message, "Flatten them.")

    def build(self, unit: Unit, item: TypeItem) -> Type:
        name = item.name.text
        match item:
            case syntax.EnumItem(_, values, ordered, _):
                refuse_doubles(self.table, values, "value")
                return Enum(name, tuple(v.text for v in values), ordered)
            case syntax.RecordItem(_, members, _):
                return Record(name, self.members(unit, members))
            case syntax.SumItem(_, shape_items, ordered, _):
                refuse_doubles(self.table, [shape.name for shape in shape_items], "shape")
                variants = tuple(
                    Variant(shape.name.text, self.members(unit, shape.members))
                    for shape in shape_items
                )
                return Sum(name, variants, ordered)
            case syntax.EncodingItem(name_, width, _):
                check_width(self.table, name_, width)
                return Bits(width, name)
            case syntax.RefinementItem(_, ref, condition, _):
                base = referenced_type(self.table, unit, ref)
                context = TypingContext(unit, {"it": Local("it", base)})
                return Refined(name, base, self.work.expressions.truth(condition, context))

    def members(self, unit: Unit, members: tuple[syntax.MemberPart, ...]) -> tuple[Member, ...]:
        refuse_doubles(self.table, [member.name for member in members], "field")
        return tuple(
            Member(m.name.text, referenced_type(self.table, unit, m.type)) for m in members
        )

    def encoding_of_enum(self, unit: Unit, item: syntax.CodesItem) -> None:
        """`encoding NAME of ENUM in bits N: CODE VALUE, ...`"""
        self.work.declare(unit, item.name, "encoding of an enum")
        check_width(self.table, item.name, item.width)
        self.table.see(unit, item.enum)
        enum = self.types.ready.get(item.enum.text)
        if not isinstance(enum, Enum):
            enums = [name for name, type_ in self.types.items() if isinstance(type_, Enum)]
            self.table.unknown(item.enum, "enum", enums)
        refuse_doubles(self.table, [value for _, value in item.codes], "value")
        codes: dict[int, int] = {}
        for number, value in item.codes:
            code = literal(self.table, number, Bits(item.width))
            if code in codes:
                message = f"the code {number.text} is given twice"
                way = "Each value has its own."
                self.table.fail(number.place, "duplicate-code", message, way)
            if value.text not in enum.values:
                self.table.unknown(value, f"value of {enum.name}", enum.values)
            codes[code] = enum.values.index(value.text)
        missing = [v for i, v in enumerate(enum.values) if i not in codes.values()]
        if missing:
            message = f"no code is given for {', '.join(missing)}"
            self.table.fail(item.name.place, "missing-code", message, "Every value needs a code.")
        self.codes[item.name.text] = Codes(
            item.name.text, item.width, enum, tuple(sorted(codes.items()))
        )


def signature(table: SymbolTable, unit: Unit, item: syntax.DefineItem) -> Function:
    """The function without its cases."""
    refuse_doubles(table, [m.name for m in item.parameters], "parameter")
    for member in item.parameters:
        if member.name.text in table.values:
            table.refuse_hiding(unit, member.name)
    parameters = tuple((m.name.text, referenced_type(table, unit, m.type)) for m in item.parameters)
    result = referenced_type(table, unit, item.result)
    return Function(item.name.text, parameters, result, (), note_of(item.name.place, item.meta))


def referenced_type(table: SymbolTable, unit: Unit, ref: syntax.TypeRef) -> Type:
    """The type that a reference names."""
    if not ref.name:
        check_width(table, ref, ref.width)
        return Bits(ref.width)
    if ref.name == "bool":
        return Bits(1)
    name = syntax.Name(ref.place, ref.name)
    table.see(unit, name)
    type_ = table.types.get(ref.name)
    if type_ is None:
        declared = [text for text, s in table.symbols.items() if s.kind in KINDS.values()]
        table.unknown(name, "type", [*declared, "bool"])
    return type_


def check_width(table: SymbolTable, part: syntax.Name | syntax.TypeRef, width: int) -> None:
    """The width that is said there is one that bits can have."""
    if not 1 <= width <= 64:
        table.fail(part.place, "wrong-width", f"a width of {width} bits is not from 1 to 64")


def refuse_doubles(table: SymbolTable, names: Iterable[syntax.Name], what: str) -> None:
    """No two of the names are the same."""
    seen: set[str] = set()
    for name in names:
        if name.text in seen:
            message = f"the {what} '{name.text}' is given twice"
            table.fail(name.place, "duplicate-name", message, "Rename or remove one.")
        seen.add(name.text)


def parts_of(type_: Type) -> list[Type]:
    """The types directly inside a type."""
    match type_:
        case Record(_, fields):
            return [member.type for member in fields]
        case Sum(_, variants, _):
            return [member.type for variant in variants for member in variant.fields]
        case Refined(_, base, _):
            return [base]
        case _:
            return []
