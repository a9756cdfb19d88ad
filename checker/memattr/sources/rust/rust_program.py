"""The files of Rust that a system names, as one program: its types, constants and functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memattr.sources.code_program import FunctionCode, Stated
from memattr.sources.code_types import (
    Aggregate,
    CodeType,
    Integer,
    Opaque,
    Pointer,
    StructMember,
    Void,
    size,
)
from memattr.sources.rust.rust_items import (
    Crate,
    Impl,
    RustItem,
    generics_of,
    module_path,
    segments,
)
from memattr.sources.rust.rust_paths import RustPaths
from memattr.sources.rust.rust_static import PRIMITIVES, WORD
from memattr.sources.rust.rust_syntax import CfgOptions, RustText, expression, source
from memattr.sources.store import Value
from memattr.sources.unread import CodePlace, NotRead, refuse

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True)
class StatedName:
    """What a system says a name of another crate stands for; `parameters` is None for a constant,
    and the names of numbers of 64 bits for a call."""

    parameters: tuple[str, ...] | None
    value: Node
    text: RustText


@dataclass
class RustProgram:
    """Files of Rust of one tree, read in order, under what is stated about them."""

    stated: Stated
    crate: Crate = field(init=False)
    names: dict[str, StatedName] = field(default_factory=dict)
    module: tuple[str, ...] = ("crate",)
    used: dict[CodePlace, dict[str, CodePlace]] = field(default_factory=dict)
    types: dict[str, RustItem] = field(default_factory=dict)
    making: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        on = frozenset(name for name, body in self.stated.defined if body)
        self.crate = Crate(CfgOptions(on, frozenset(self.stated.undefined)))
        place = self.stated.place
        for name, body in self.stated.defined:
            if "::" in name or "(" in name:
                text = RustText(place.file, ("crate",), default=WORD)
                node = expression(body, place.file, place.line)
                head, bracket, inner = name.partition("(")
                listed = tuple(p.strip() for p in inner.rstrip(")").split(",") if p.strip())
                key = "".join(head.split())
                self.names[key] = StatedName(listed if bracket else None, node, text)

    def add(self, files: Mapping[str, str]) -> None:
        """Reads more files, by name. Raises NotRead."""
        for file, text in files.items():
            self.crate.add(file, text)

    def with_files(self, files: Mapping[str, str]) -> RustProgram:
        """A program of these files after those read so far. Raises NotRead."""
        other = RustProgram(self.stated)
        other.crate.modules = {path: module.copy() for path, module in self.crate.modules.items()}
        other.crate.impls = [*self.crate.impls]
        other.add(files)
        for file in files:
            other.module = module_path(file)
        return other

    def seen_from(self, file: str) -> RustProgram:
        """The same program, of which names mean what they mean in a file of it."""
        other = self.with_files({})
        other.module = module_path(file)
        return other

    # ---- What a reading asks

    def function(self, name: str) -> FunctionCode | None:
        """A function's code, by its name in the module, or `TYPE::name`. Raises NotRead."""
        *before, last = name.replace(" ", "").split("::")
        item = self.crate.meaning(before or [last], self.module)
        if not before:
            return self.code(item, None) if isinstance(item, RustItem) else None
        if isinstance(item, RustItem):
            return self.method(self.named(item), last)
        inside = self.crate.meaning([*before, last], self.module)
        return self.code(inside, None) if isinstance(inside, RustItem) else None

    def written(self, written: str, place: CodePlace) -> tuple[RustText, Node]:
        """An expression that a reading holds: its numbers have 64 bits. Raises NotRead."""
        text = RustText(place.file, self.module, default=WORD)
        return text, expression(written, place.file, place.line)

    def paths(self, facts: dict[str, Value]) -> RustPaths:
        """The paths on which these expressions, by their text, have these values."""
        return RustPaths(self, facts)

    def defined_at(self, name: str) -> CodePlace | None:
        """Where the code defines a constant of that name."""
        *before, last = name.replace(" ", "").split("::")
        item = self.crate.meaning(before or [last], self.module)
        if before and isinstance(item, RustItem):
            item = self.constant_of(self.named(item), last)
        return item.place if isinstance(item, RustItem) else None

    def names_used(self, place: CodePlace) -> tuple[tuple[str, CodePlace], ...]:
        """The constants that the line uses, and where they are defined."""
        return tuple(self.used.get(place, {}).items())

    def forget_names(self, place: CodePlace) -> None:
        """Nothing is used any more by the line."""
        self.used.pop(place, None)

    # ---- Types

    def type_of(self, node: Node, text: RustText) -> CodeType:
        """The type that a node spells."""
        match node.type:
            case "primitive_type":
                return PRIMITIVES.get(source(node), Opaque(source(node)))
            case "unit_type" | "never_type":
                return Void()
            case "reference_type" | "pointer_type":
                inner = node.child_by_field_name("type")
                return Pointer(self.type_of(inner, text)) if inner else Opaque(text.text(node))
            case "type_identifier" | "scoped_type_identifier" | "identifier" | "scoped_identifier":
                return self._by_path(segments(node) or (), text)
            case _:
                return Opaque(text.text(node), "it was not understood")

    def _by_path(self, path: tuple[str, ...], text: RustText) -> CodeType:
        if path == ("Self",) and text.owner is not None:
            return text.owner
        written = "::".join(path)
        if len(path) == 1 and path[0] in text.generics:
            return Opaque(written, "it is a parameter")
        if len(path) == 1 and path[0] in PRIMITIVES:
            return PRIMITIVES[path[0]]
        item = self.crate.meaning(path, text.module) if path else None
        if isinstance(item, RustItem):
            return self.named(item)
        return Opaque(written, f"no file read defines the type '{written}'")

    def named(self, item: RustItem) -> CodeType:
        """The type that an item declares. Structures are words of their fields, in order."""
        if item.key in self.making:
            return Opaque(item.key, "it holds itself")
        self.making.add(item.key)
        try:
            type_ = self._named(item)
        finally:
            self.making.discard(item.key)
        self.types[item.key] = item
        return type_

    def _named(self, item: RustItem) -> CodeType:
        match item.kind:
            case "flags":
                type_node = item.node.child_by_field_name("type")
                bits = self.type_of(type_node, item.text) if type_node else Opaque("")
                return _laid_out(item.key, [("bits", bits)])
            case "enum":
                return self._enumeration(item)
            case "struct":
                if generics_of(item.node):
                    return Opaque(item.key, "it has parameters")
                return _laid_out(item.key, list(self._fields(item)))
            case "type":
                node = item.node.child_by_field_name("type")
                return self.type_of(node, item.text) if node else Opaque(item.key)
            case _:
                return Opaque(item.key, "it is no type")

    def _fields(self, item: RustItem) -> Iterator[tuple[str, CodeType]]:
        """The fields of a structure by name; those of a tuple are counted from 0."""
        body = item.node.child_by_field_name("body")
        if body is None:
            return
        position = 0
        for node, _, doubt in self.crate.compiled(body.children, item.text, None):
            if doubt is not None:
                raise NotRead(doubt)
            if node.type == "field_declaration":
                name, type_ = node.child_by_field_name("name"), node.child_by_field_name("type")
                assert name is not None and type_ is not None
                yield source(name), self.type_of(type_, item.text)
            elif body.type == "ordered_field_declaration_list" and _is_type(node):
                yield str(position), self.type_of(node, item.text)
                position += 1

    def _enumeration(self, item: RustItem) -> CodeType:
        """An enumeration without fields is its number; one with fields is not understood."""
        representation = WORD if generics_of(item.node) == frozenset() else None
        if representation is None or any(n.fields for n in self.variants(item)):
            return Opaque(item.key, "its variants have fields")
        width = 64
        for annotation in item.annotations:
            for name, type_ in PRIMITIVES.items():
                if f"repr ( {name} )" in annotation and isinstance(type_, Integer):
                    width = type_.width
        return Aggregate(item.key, width, width, ())

    def variants(self, item: RustItem) -> list[RustVariant]:
        """The variants of an enumeration, in order."""
        body = item.node.child_by_field_name("body")
        variants: list[RustVariant] = []
        for node, _, doubt in self.crate.compiled(body.children if body else (), item.text, None):
            if node.type == "enum_variant":
                if doubt is not None:
                    raise NotRead(doubt)
                name = node.child_by_field_name("name")
                assert name is not None
                value, fields = (node.child_by_field_name(part) for part in ("value", "body"))
                variants.append(RustVariant(source(name), value, fields is not None, node))
        return variants

    def item_of(self, type_: CodeType) -> RustItem | None:
        """The item that declares a type."""
        return self.types.get(type_.name) if isinstance(type_, Aggregate | Opaque) else None

    # ---- What belongs to a type

    def constant_of(self, type_: CodeType, name: str) -> RustItem | None:
        """A constant inside `impl TYPE`. Raises NotRead if there are two."""
        return self._one([i for _, i in self._members(type_, name) if i.kind == "const"])

    def method(
        self, type_: CodeType, name: str, given: CodeType | None = None
    ) -> FunctionCode | None:
        """A function inside `impl TYPE`, or `impl TRAIT<GIVEN> for TYPE`. Raises NotRead."""
        methods = [(i, item) for i, item in self._members(type_, name) if item.kind == "fn"]
        if len(methods) > 1 and given is not None:
            methods = [pair for pair in methods if self._takes(pair[0], given)]
        item = self._one([item for _, item in methods])
        return self.code(item, type_) if item is not None else None

    def conversion(self, to: CodeType, given: CodeType) -> FunctionCode | None:
        """`impl From<GIVEN> for TO`. Raises NotRead."""
        items = [
            item
            for impl, item in self._members(to, "from")
            if item.kind == "fn" and self._takes(impl, given)
        ]
        item = self._one(items)
        return self.code(item, to) if item is not None else None

    def _takes(self, impl: Impl, given: CodeType) -> bool:
        """Whether the trait's argument is this type."""
        arguments = impl.trait.child_by_field_name("type_arguments") if impl.trait else None
        if arguments is None or arguments.named_child_count != 1:
            return False
        return self.type_of(arguments.named_children[0], impl.text) == given

    def _members(self, type_: CodeType, name: str) -> list[tuple[Impl, RustItem]]:
        """The items of that name in all that is implemented for the type."""
        members: list[tuple[Impl, RustItem]] = []
        for impl in self.crate.impls:
            named = [item for item in impl.items if item.name == name]
            if named and self.type_of(impl.type, impl.text) == type_:
                members += [(impl, item) for item in named]
        return members

    def _one(self, items: Sequence[RustItem]) -> RustItem | None:
        if len(items) > 1:
            message = f"'{items[0].name}' is declared twice, there and at {items[0].place}"
            raise refuse(items[1].place, message, "Read another function.")
        if items and items[0].doubt is not None:
            raise NotRead(items[0].doubt)
        return items[0] if items else None

    def code(self, item: RustItem, owner: CodeType | None) -> FunctionCode | None:
        """The code of a function; None if it has no body."""
        node = item.node
        body, listed = node.child_by_field_name("body"), node.child_by_field_name("parameters")
        if item.kind != "fn" or body is None or listed is None:
            return None
        text = item.text.of(owner, generics_of(node))
        result = node.child_by_field_name("return_type")
        parameters = [self._parameter(child, text) for child in listed.named_children
                      if child.type in ("parameter", "self_parameter")]  # fmt: skip
        owner_words = "" if owner is None else f"{_short(owner)}::"
        returned = self.type_of(result, text) if result is not None else Void()
        name = f"{owner_words}{item.name}"
        return FunctionCode(name, text, body, tuple(parameters), returned, item.place)

    def _parameter(self, node: Node, text: RustText) -> tuple[str, CodeType]:
        if node.type == "self_parameter":
            owner = text.owner or Opaque("Self")
            by_reference = any(child.type == "&" for child in node.children)
            return "self", Pointer(owner) if by_reference else owner
        pattern, type_ = node.child_by_field_name("pattern"), node.child_by_field_name("type")
        assert pattern is not None and type_ is not None
        # A pattern that takes a value apart binds names of which nothing is known.
        name = source(pattern) if pattern.type == "identifier" else f"({text.text(pattern)})"
        return name, self.type_of(type_, text)


@dataclass(frozen=True)
class RustVariant:
    """A variant of an enumeration, with the number that is written for it, if one is."""

    name: str
    value: Node | None
    fields: bool
    node: Node


def _laid_out(key: str, fields: list[tuple[str, CodeType]]) -> CodeType:
    """The fields one after the other; those of unknown width leave the whole unknown."""
    members: list[StructMember] = []
    end = 0
    for name, type_ in fields:
        width = size(type_)
        if width is None:
            return Opaque(key, f"'{name}' has a type that was not read", tuple(fields))
        members.append(StructMember(name, end, width, type_))
        end += width
    return Aggregate(key, end, 8, tuple(members)) if end else Opaque(key, "it has no fields")


def _is_type(node: Node) -> bool:
    return node.is_named and node.type != "visibility_modifier"


def _short(type_: CodeType) -> str:
    """The type's name as one writes it."""
    return type_.name.split("::")[-1] if isinstance(type_, Aggregate | Opaque) else ""
