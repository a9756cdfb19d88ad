"""The types of expressions of Rust, as far as they are written in the code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memattr.sources.code_program import FunctionCode, child_of
from memattr.sources.code_types import (
    Aggregate,
    CodeType,
    Integer,
    Opaque,
    Pointer,
    StructMember,
    Void,
)
from memattr.sources.known_bits import Word, known
from memattr.sources.paths import Paths
from memattr.sources.rust.rust_items import RustItem, segments
from memattr.sources.rust.rust_syntax import RustText, source
from memattr.sources.store import UNTYPED, Value

if TYPE_CHECKING:
    from tree_sitter import Node

    from memattr.sources.rust.rust_program import RustProgram

BOOL, CHAR, WORD = Integer(8, False, True), Integer(32, False), Integer(64, False)
PRIMITIVES: dict[str, CodeType] = {
    **{f"u{n}": Integer(n, False) for n in (8, 16, 32, 64, 128)},
    **{f"i{n}": Integer(n, True) for n in (8, 16, 32, 64, 128)},
    "usize": WORD,
    "isize": Integer(64, True),
    "bool": BOOL,
    "char": CHAR,
}
LITERAL = re.compile(
    r"(0x[\da-fA-F_]+|0o[0-7_]+|0b[01_]+|\d[\d_]*?)_*([iu](?:8|16|32|64|128|size))?"
)
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
INT = Integer(32, True)
"""What Rust takes numbers for of which nothing says a type, as under `as`."""


OF_BITS = ("from_bits_truncate", "from_bits_retain", "from_bits_unchecked")
TO_FLAGS = ("union", "intersection", "difference", "symmetric_difference", "complement")
TO_BOOL = ("contains", "intersects", "is_empty", "is_all")


class StaticTypes(Paths):
    """Knows where code stands, and what types its expressions have."""

    def __init__(self, program: RustProgram, facts: dict[str, Value] | None = None) -> None:
        super().__init__(program, facts)
        self.program = program

    @property
    def text(self) -> RustText:
        """Where the code that runs stands."""
        text = self.frame.text
        assert isinstance(text, RustText)
        return text

    def type_of(self, node: Node) -> CodeType | None:
        """The type that a node spells; None for `_`."""
        return None if source(node) == "_" else self.program.type_of(node, self.text)

    def called(self, function: Node) -> str:
        """The name of a call as it is written, without blanks."""
        return "".join(self.spelled(function).split())

    def owner_of(self, path: tuple[str, ...]) -> CodeType | None:
        """The type that a path names, if it names one."""
        if path == ("Self",):
            return self.text.owner
        item = self.program.crate.meaning(path, self.text.module)
        if not isinstance(item, RustItem) or item.kind not in ("flags", "enum", "struct", "type"):
            return None
        return self.program.named(item)

    def limit_of(self, name: str, limit: str) -> Word | None:
        """`u64::MAX` and the like."""
        type_ = PRIMITIVES.get(name)
        if not isinstance(type_, Integer) or type_.boolean:
            return None
        high = (1 << (type_.width - type_.signed)) - 1
        if limit == "BITS":
            return known(type_.width, 32, False)
        low = -high - 1 if type_.signed else 0
        return known(high if limit == "MAX" else low, type_.width, type_.signed)

    def static(self, node: Node) -> CodeType | None:
        """The type of an expression, as far as it is written in the code."""
        method = getattr(self, f"_type_of_{node.type}", None)
        type_: CodeType | None = method(node) if method is not None else None
        return None if type_ == UNTYPED else type_

    def _type_of_integer_literal(self, node: Node) -> CodeType | None:
        matched = LITERAL.fullmatch(source(node))
        return PRIMITIVES[matched[2]] if matched is not None and matched[2] else None

    def _type_of_boolean_literal(self, node: Node) -> CodeType | None:
        del node
        return BOOL

    def _type_of_char_literal(self, node: Node) -> CodeType | None:
        del node
        return Integer(32, False)

    def _type_of_parenthesized_expression(self, node: Node) -> CodeType | None:
        return self.static(node.named_children[0])

    def _type_of_identifier(self, node: Node) -> CodeType | None:
        location = self.frame.find(source(node))
        return location.type if location is not None else self._type_of_scoped_identifier(node)

    _type_of_self = _type_of_identifier

    def _type_of_scoped_identifier(self, node: Node) -> CodeType | None:
        if "".join(self.spelled(node).split()) in self.program.names:
            return Integer(64, False)
        *before, last = segments(node) or ("",)
        if len(before) == 1 and last in ("MAX", "MIN", "BITS"):
            limit = self.limit_of(before[0], last)
            if limit is not None:
                return Integer(limit.width, limit.signed)
        owner = self.owner_of(tuple(before)) if before else None
        if owner is not None:
            constant = self.program.constant_of(owner, last)
            if constant is None:
                item = self.program.item_of(owner)
                return owner if item is not None and item.kind in ("flags", "enum") else None
            return self._declared(constant, owner)
        target = self.program.crate.meaning((*before, last), self.text.module)
        return self._declared(target, None) if isinstance(target, RustItem) else None

    def _declared(self, item: RustItem, owner: CodeType | None) -> CodeType | None:
        node = item.node.child_by_field_name("type")
        if item.kind not in ("const", "static") or node is None:
            return None
        return self.program.type_of(node, item.text.of(owner, frozenset()))

    def _type_of_unary_expression(self, node: Node) -> CodeType | None:
        inner = self.static(node.named_children[0])
        if node.children[0].type == "*":
            return inner.target if isinstance(inner, Pointer) else None
        return inner

    def _type_of_reference_expression(self, node: Node) -> CodeType | None:
        inner = self.static(child_of(node, "value"))
        return Pointer(inner) if inner is not None else None

    def _type_of_binary_expression(self, node: Node) -> CodeType | None:
        mark = child_of(node, "operator").type
        if mark in COMPARISONS or mark in ("&&", "||"):
            return BOOL
        left = self.static(child_of(node, "left"))
        return left if mark in ("<<", ">>") else left or self.static(child_of(node, "right"))

    def _type_of_type_cast_expression(self, node: Node) -> CodeType | None:
        return self.type_of(child_of(node, "type"))

    def _type_of_field_expression(self, node: Node) -> CodeType | None:
        base = self.static(child_of(node, "value"))
        while isinstance(base, Pointer):
            base = base.target
        member = member_of(base, source(child_of(node, "field"))) if base is not None else None
        return member.type if member is not None else None

    def _type_of_if_expression(self, node: Node) -> CodeType | None:
        clause = node.child_by_field_name("alternative")
        type_ = self.static(child_of(node, "consequence"))
        return type_ or (self.static(clause.named_children[0]) if clause is not None else None)

    def _type_of_block(self, node: Node) -> CodeType | None:
        last = node.named_children[-1] if node.named_children else None
        if last is None or last.type in ("let_declaration", "expression_statement"):
            return None
        declares = any(child.type == "let_declaration" for child in node.named_children)
        return None if declares else self.static(last)

    def _type_of_match_expression(self, node: Node) -> CodeType | None:
        for arm in child_of(node, "body").named_children:
            value = arm.child_by_field_name("value")
            type_ = self.static(value) if value is not None else None
            if type_ is not None:
                return type_
        return None

    def _type_of_macro_invocation(self, node: Node) -> CodeType | None:
        return BOOL if source(node.children[0]) in ("matches", "cfg") else None

    def _type_of_struct_expression(self, node: Node) -> CodeType | None:
        path = segments(child_of(node, "name"))
        return self.owner_of(path) if path else None

    def _type_of_call_expression(self, node: Node) -> CodeType | None:
        function = child_of(node, "function")
        if function.type == "generic_function":
            function = child_of(function, "function")
        if self.called(function) in self.program.names:
            return Integer(64, False)
        if function.type == "field_expression":
            return self._type_of_method(function)
        path = segments(function)
        if path is None:
            return None
        constructed = self.owner_of(path)
        if constructed is not None:
            return constructed
        *before, last = path
        owner = self.owner_of(tuple(before)) if before else None
        if owner is None:
            target = self.program.crate.meaning(path, self.text.module)
            code = self.program.code(target, None) if isinstance(target, RustItem) else None
        else:
            listed = child_of(node, "arguments").named_children
            code = self.program.method(owner, last, self.static(listed[0]) if listed else None)
            item = self.program.item_of(owner)
            if code is None and item is not None and item.kind == "flags":
                return owner if last in ("empty", "all", *OF_BITS) else None
        return _known_result(code)

    def _type_of_method(self, function: Node) -> CodeType | None:
        receiver, name = child_of(function, "value"), source(child_of(function, "field"))
        type_ = self.static(receiver)
        type_ = type_.target if isinstance(type_, Pointer) else type_
        if type_ is None:
            return None
        code = self.program.method(type_, name)
        if code is not None:
            return _known_result(code)
        item = self.program.item_of(type_)
        if item is not None and item.kind == "flags" and isinstance(type_, Aggregate):
            if name == "bits":
                return type_.members[0].type
            return BOOL if name in TO_BOOL else type_ if name in TO_FLAGS else None
        return type_ if name == "clone" else None


def _known_result(code: FunctionCode | None) -> CodeType | None:
    return None if code is None or isinstance(code.result, Void | Opaque) else code.result


def member_of(type_: CodeType, name: str) -> StructMember | None:
    """The field of that name; of a type of unknown layout only its type counts."""
    if isinstance(type_, Aggregate):
        return type_.member(name)
    known_types = dict(type_.members) if isinstance(type_, Opaque) else {}
    return StructMember(name, 0, 0, known_types[name]) if name in known_types else None
