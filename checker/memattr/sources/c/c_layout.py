"""Declarations of types -> types, and where the members of a structure lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memattr.sources.c.c_evaluation import constant
from memattr.sources.c.c_syntax import TYPEDEF, Token, parsed
from memattr.sources.code_program import CodeText
from memattr.sources.code_types import (
    Aggregate,
    CodeType,
    Integer,
    Opaque,
    Pointer,
    StructMember,
    Void,
    alignment,
    size,
)
from memattr.sources.unread import NotRead, refuse

if TYPE_CHECKING:
    from tree_sitter import Node

    from memattr.sources.c.program import CProgram

INT, UNSIGNED, LONG = Integer(32, True), Integer(32, False), Integer(64, False)
BOOL = Integer(8, False, True)
STANDARD = {
    "bool": BOOL,
    "_Bool": BOOL,
    "size_t": LONG,
    "uintptr_t": LONG,
    "intptr_t": Integer(64, True),
    "ptrdiff_t": Integer(64, True),
    "ssize_t": Integer(64, True),
    **{f"uint{n}_t": Integer(n, False) for n in (8, 16, 32, 64)},
    **{f"int{n}_t": Integer(n, True) for n in (8, 16, 32, 64)},
}
"""The names of the standard's headers."""


def builtin(words: list[str]) -> CodeType | None:
    """The type that words like `unsigned long` name; None if they name none."""
    if words == ["void"]:
        return Void()
    if len(words) == 1 and words[0] in STANDARD:
        return STANDARD[words[0]]
    if not words or set(words) - {"unsigned", "signed", "int", "long", "short", "char"}:
        return None
    if "char" in words:
        # Plain char is unsigned where this is used; bits of it are what matters.
        return Integer(8, "signed" in words)
    width = 16 if "short" in words else 64 if "long" in words else 32
    return Integer(width, "unsigned" not in words)


STORAGE = ("static", "inline", "extern", "register", "const", "volatile", "restrict", "__inline",
           "__inline__", "__restrict", "__extension__", "_Noreturn", "auto")  # fmt: skip
QUALIFIERS = ("type_qualifier", "storage_class_specifier", "attribute_specifier", "comment",
              "attribute_declaration", "ms_declspec_modifier", ";")  # fmt: skip


@dataclass
class Layouts:
    """The types of a program."""

    program: CProgram
    made: dict[str, CodeType] = field(default_factory=dict)
    making: set[str] = field(default_factory=set)

    def specified(self, some: Sequence[Token]) -> CodeType:
        """The type that tokens before a name spell, as `static inline unsigned long *`."""
        kept = [token for token in some if token.text not in STORAGE]
        if not kept:
            return INT
        try:
            text, root = parsed(kept, _no_type, "", "x ;")
        except NotRead:
            spelled = " ".join(token.text for token in kept)
            return Opaque(spelled, f"the type '{spelled}' was not understood")
        return self.declared(text, root.children[0])[1]

    def typedef(self, text: CodeText, node: Node, name: str) -> CodeType:
        """The type of a typedef's declaration."""
        if name in self.making:
            return Opaque(name, f"'{name}' is defined by itself")
        if name not in self.made:
            self.making.add(name)
            try:
                self.made[name] = self.declared(text, node)[1]
            finally:
                self.making.discard(name)
        return self.made[name]

    def declared(self, text: CodeText, node: Node) -> tuple[str, CodeType]:
        """The name and the type of a declaration, a parameter or a field with one declarator."""
        specifier = node.child_by_field_name("type")
        if specifier is None:
            raise refuse(text.place(node), "a type is missing", "Correct the code.")
        declarator = node.child_by_field_name("declarator")
        return self.declarator(text, declarator, self.of(text, specifier))

    def declarator(self, text: CodeText, node: Node | None, base: CodeType) -> tuple[str, CodeType]:
        """The name and the type that a declarator makes of a type."""
        if node is None:
            return "", base
        inner = node.child_by_field_name("declarator")
        match node.type:
            case "identifier" | "field_identifier" | "type_identifier" | "primitive_type":
                return text.text(node), base
            case "pointer_declarator" | "abstract_pointer_declarator":
                return self.declarator(text, inner, Pointer(base))
            case "init_declarator":
                return self.declarator(text, inner, base)
            case "parenthesized_declarator":
                return self.declarator(text, node.named_children[0], base)
            case _:
                name, _ = self.declarator(text, inner, base)
                return name, Opaque(node.type, "it is an array or a function")

    def of(self, text: CodeText, node: Node) -> CodeType:
        """The type of a specifier or of a type descriptor."""
        match node.type:
            case "type_descriptor":
                specifier = node.child_by_field_name("type")
                assert specifier is not None
                declarator = node.child_by_field_name("declarator")
                return self.declarator(text, declarator, self.of(text, specifier))[1]
            case "primitive_type" | "sized_type_specifier":
                words = text.text(node).split()
                type_ = builtin(words)
                return type_ or Opaque(" ".join(words), "it is no integer")
            case "type_identifier":
                return self.program.typedef(text.text(node))
            case "struct_specifier" | "union_specifier":
                return self._structure(text, node)
            case "enum_specifier":
                return self._enumeration(text, node)
            case _:
                return Opaque(text.text(node), "it was not understood")

    def _enumeration(self, text: CodeText, node: Node) -> CodeType:
        """An enumeration, by its body or by its tag: unsigned unless a number needs more."""
        tag = node.child_by_field_name("name")
        if node.child_by_field_name("body") is not None:
            return self.program.enumeration(text, node)
        if tag is None or text.text(tag) in self.making:
            return UNSIGNED
        key = f"enum {text.text(tag)}"
        if key not in self.made:
            type_ = self.program.tag(text.text(tag))
            self.made[key] = type_ if isinstance(type_, Integer) else UNSIGNED
        return self.made[key]

    def parameters(self, text: CodeText, declarator: Node) -> tuple[tuple[str, CodeType], ...]:
        """The parameters of a function."""
        listed = declarator.child_by_field_name("parameters")
        assert listed is not None
        nodes = [n for n in listed.named_children if n.type == "parameter_declaration"]
        pairs = tuple(self.declared(text, node) for node in nodes)
        return () if pairs and pairs[0] == ("", Void()) else pairs

    def _structure(self, text: CodeText, node: Node) -> CodeType:
        """A structure or a union, by its body or by its tag."""
        tag, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        name = text.text(tag) if tag is not None else ""
        if body is None:
            if name.startswith(TYPEDEF):
                return self.program.typedef(name.removeprefix(TYPEDEF))
            key = f"struct {name}"
            if key in self.making:
                return Opaque(name, "it holds itself")
            if key not in self.made:
                self.making.add(key)
                try:
                    self.made[key] = self.program.tag(name)
                except NotRead as error:
                    self.made[key] = Opaque(name, f"{error.cause.message} at {error.cause.place}")
                finally:
                    self.making.discard(key)
            return self.made[key]
        members = self._members(text, body)
        if isinstance(members, str):
            return Opaque(name, members)
        return laid_out(name, members, node.type == "union_specifier")

    def _members(self, text: CodeText, body: Node) -> list[tuple[str, CodeType, int | None]] | str:
        """Each member with its width if it is a bit-field; or why that is not known."""
        members: list[tuple[str, CodeType, int | None]] = []
        for node in body.named_children:
            if node.type != "field_declaration":
                continue
            specifier = node.child_by_field_name("type")
            assert specifier is not None
            base = self.of(text, specifier)
            bits = [n for n in node.named_children if n.type == "bitfield_clause"]
            declarators: list[Node | None] = [*node.children_by_field_name("declarator")] or [None]
            if bits and len(declarators) > 1:
                return "bit-fields share a declaration"
            width = constant(self.program, text, bits[0].named_children[0]).number if bits else None
            for declarator in declarators:
                name, type_ = self.declarator(text, declarator, base)
                members.append((name, type_, width))
        return members


def _no_type(_: str) -> bool:
    return False


def laid_out(
    name: str, members: list[tuple[str, CodeType, int | None]], is_union: bool
) -> Aggregate | Opaque:
    """Where each member lies; members of unknown width leave the whole unknown."""
    types = {member: type_ for member, type_, _ in members if member}
    placed: list[StructMember] = []
    end, align = 0, 8
    for member, type_, bits in members:
        whole = size(type_)
        if whole is None:
            return Opaque(name, f"'{member}' has a type that was not read", tuple(types.items()))
        start = 0 if is_union else end
        if bits is None:
            start = -(-start // alignment(type_)) * alignment(type_)
        elif start // whole != (start + bits - 1) // whole:
            return Opaque(name, f"the bit-field '{member}' crosses a unit", tuple(types.items()))
        width = whole if bits is None else bits
        if member or isinstance(type_, Aggregate):
            signed = isinstance(type_, Integer) and type_.signed
            part = Integer(width, signed) if bits is not None else type_
            placed.append(StructMember(member, start, width, part))
        end = max(end, start + width)
        align = max(align, alignment(type_))
    return Aggregate(name, -(-end // align) * align, align, tuple(placed))
