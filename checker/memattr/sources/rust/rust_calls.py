"""Calls of Rust, what names stand for, and the types of expressions as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from memattr.sources.code_program import FunctionCode, child_of
from memattr.sources.code_types import Aggregate, CodeType, Integer, Opaque, Pointer, Void
from memattr.sources.known_bits import (
    Word,
    known,
    resized,
    unknown,
)
from memattr.sources.paths import CallFrame
from memattr.sources.rust.rust_flags import Flags
from memattr.sources.rust.rust_items import RustItem, segments
from memattr.sources.rust.rust_static import WORD
from memattr.sources.rust.rust_syntax import COMMENTS, source
from memattr.sources.store import Location, Unread, Value, nothing

if TYPE_CHECKING:
    from tree_sitter import Node


class Calls(Flags):
    """Evaluates names and calls on one path."""

    # ---- Names

    def named(self, path: tuple[str, ...], node: Node) -> Value | None:
        """The value of what a path names; None if that was not read."""
        *before, last = path
        if not before:
            target = self.program.crate.meaning(path, self.text.module)
            return self._item(target, node) if isinstance(target, RustItem) else None
        if len(before) == 1 and last in ("MAX", "MIN", "BITS"):
            limit = self.limit_of(before[0], last)
            if limit is not None:
                return limit
        owner = self.owner_of(tuple(before))
        if owner is None:
            target = self.program.crate.meaning(path, self.text.module)
            return self._item(target, node) if isinstance(target, RustItem) else None
        constant = self.program.constant_of(owner, last)
        if constant is not None:
            return self._item(constant, node, owner)
        item = self.program.item_of(owner)
        if item is not None and item.kind == "flags":
            return self.flag(item, owner, last, node)
        if item is not None and item.kind == "enum":
            return self._variant(item, owner, last, node)
        return None

    def _item(self, item: RustItem, node: Node, owner: CodeType | None = None) -> Value | None:
        """The value of a constant. What is static may be changed by anyone."""
        written, spelled = (
            item.node.child_by_field_name("value"),
            item.node.child_by_field_name("type"),
        )
        if item.kind not in ("const", "static") or written is None or spelled is None:
            return None
        if item.kind == "static":
            type_ = self.program.type_of(spelled, item.text)
            fixed = (
                isinstance(type_, Integer) and "mut" not in source(item.node).split("=")[0].split()
            )
            if not fixed:
                return nothing(type_, self.unsaid(node))
        text = item.text.of(owner, frozenset())
        self.noted(node, item.place)
        return self.constant(written, self.program.type_of(spelled, text), text)

    def _variant(self, item: RustItem, owner: CodeType, name: str, node: Node) -> Value | None:
        """The number of a variant: the one that is written, or one more than that before."""
        if not isinstance(owner, Aggregate):
            return None
        number: int | None = -1
        for variant in self.program.variants(item):
            if variant.value is not None:
                value = self.constant(variant.value, Integer(owner.width, True), item.text)
                if not isinstance(value, Word):
                    value = unknown(owner.width, True, self.unsaid(node))
                number = value.number
                if number is not None and number < 0:
                    raise self.no(node, "a variant has a negative number")
            elif number is not None:
                number += 1
            if variant.name == name:
                self.noted(node, item.text.place(variant.node))
                if number is None:
                    return unknown(owner.width, False, self.unsaid(node))
                return known(number, owner.width, False)
        return None

    # ---- Calls

    def _call_expression(self, node: Node, expected: CodeType | None) -> Value:
        function, listed = child_of(node, "function"), child_of(node, "arguments").named_children
        listed = [child for child in listed if child.type not in COMMENTS]
        if function.type == "generic_function":
            function = child_of(function, "function")
        name = self.called(function)
        stated = self.program.names.get(name)
        if stated is not None and stated.parameters is not None:
            return self._stated(node, name, listed)
        if function.type == "field_expression":
            return self._method(node, function, listed, expected)
        path = segments(function)
        if path is None:
            return self.unfollowed(node, name, listed, expected)
        return self._by_path(node, path, name, listed, expected)

    def _stated(self, node: Node, name: str, listed: Sequence[Node]) -> Value:
        """A call of which the system says what it gives."""
        stated = self.program.names[name]
        parameters = stated.parameters
        assert parameters is not None
        if len(parameters) != len(listed):
            raise self.no(node, f"'{name}' takes {len(parameters)} arguments, not {len(listed)}")
        word = WORD
        values = [self.converted(self.typed(child, self.static(child) or word), word, child)
                  for child in listed]  # fmt: skip
        scope = {p: self.new_object(word, v) for p, v in zip(parameters, values, strict=True)}
        self.frames.append(CallFrame(stated.text, [scope]))
        value = self.typed(stated.value, word)
        self.frames.pop()
        return value

    def _by_path(
        self, node: Node, path: tuple[str, ...], name: str, listed: list[Node],
        expected: CodeType | None,
    ) -> Value:  # fmt: skip
        """`f(a)`, `TYPE::f(a)` and `TYPE(a)`"""
        *before, last = path
        owner = self.owner_of(tuple(before)) if before else None
        constructed = self.owner_of(path)
        if constructed is not None:
            return self._constructed(node, constructed, listed)
        if owner is not None:
            item = self.program.item_of(owner)
            given = self.static(listed[0]) if listed else None
            code = self.program.method(owner, last, given)
            if code is None and item is not None and item.kind == "flags":
                return self.of_flags(node, item, owner, last, listed)
        else:
            target = self.program.crate.meaning(path, self.text.module)
            code = self.program.code(target, None) if isinstance(target, RustItem) else None
        if code is None:
            return self.unfollowed(node, name, listed, expected)
        return self._follow(node, code, name, listed)

    def _follow(
        self,
        node: Node,
        code: FunctionCode,
        name: str,
        listed: list[Node],
        first: Value | None = None,
    ) -> Value:
        """Follows a call; `first` is what a method is called on."""
        parameters = code.parameters[1:] if first is not None else code.parameters
        if len(parameters) != len(listed):
            raise self.no(node, f"'{name}' takes {len(parameters)} arguments, not {len(listed)}")
        arguments = [
            self.typed(child, None if isinstance(type_, Opaque) else type_)
            for child, (_, type_) in zip(listed, parameters, strict=True)
        ]
        whole = [*([first] if first is not None else []), *arguments]
        own = name if name in self.program.stated.passed else code.name
        value = self.followed(node, own, code, whole)
        if isinstance(value, Unread) and not isinstance(code.result, Void | Opaque):
            return nothing(code.result, value.cause)
        return value

    def _constructed(self, node: Node, type_: CodeType, listed: list[Node]) -> Value:
        """`TYPE(a, b)`: a structure whose fields are counted."""
        if not isinstance(type_, Aggregate) or len(type_.members) != len(listed):
            for child in listed:
                self.effects(child)
            return Unread(self.unsaid(node))
        place = self.new_object(type_, known(0, type_.width, False))
        for member, child in zip(type_.members, listed, strict=True):
            self._filled(place.object, member.name, type_, self.typed(child, member.type), child)
        return self.state.load(place, self.unsaid(node))

    def _filled(self, number: int, name: str, type_: Aggregate, value: Value, node: Node) -> None:
        member = type_.member(name)
        if member is None:
            raise self.no(node, f"'{name}' is no field of the type that was read")
        place = Location(number, "", member.offset, member.width, member.type)
        self.state.put(place, self.converted(value, member.type, node), self.text.place(node))

    def _struct_expression(self, node: Node, expected: CodeType | None) -> Value:
        """`TYPE { a: 1, b }`"""
        path = segments(child_of(node, "name"))
        type_ = (self.owner_of(path) if path else None) or expected
        fields = child_of(node, "body").named_children
        if not isinstance(type_, Aggregate) or any(
            f.type == "base_field_initializer" for f in fields
        ):
            for field in fields:
                written = field.child_by_field_name("value")
                self.effects(written if written is not None else field.named_children[0])
            return Unread(self.unsaid(node))
        place = self.new_object(type_, known(0, type_.width, False))
        for field in fields:
            if field.type in COMMENTS:
                continue
            named = field.child_by_field_name("field") or field.named_children[0]
            written = field.child_by_field_name("value") or named
            member = type_.member(source(named))
            value = self.typed(written, member.type if member else None)
            self._filled(place.object, source(named), type_, value, field)
        return self.state.load(place, self.unsaid(node))

    # ---- Methods

    def _method(
        self, node: Node, function: Node, listed: list[Node], expected: CodeType | None
    ) -> Value:
        """`a.f(b)`"""
        receiver, name = child_of(function, "value"), source(child_of(function, "field"))
        written = self.called(function)
        type_ = self.static(receiver)
        plain = type_.target if isinstance(type_, Pointer) else type_
        if plain is None:
            return self.unfollowed(node, written, listed, expected)
        code = self.program.method(plain, name)
        item = self.program.item_of(plain)
        if code is not None:
            by_reference = isinstance(code.parameters[0][1], Pointer) if code.parameters else False
            first = self.receiver(receiver, type_, by_reference)
            return self._follow(node, code, written, listed, first)
        if name == "into" and not listed:
            return self._into(node, receiver, plain, expected)
        if item is not None and item.kind == "flags":
            return self.flags_method(node, item, plain, (receiver, name, listed))
        if name == "clone" and not listed:
            return self.receiver(receiver, type_, False)
        return self.unfollowed(node, written, listed, expected)

    def _into(
        self, node: Node, receiver: Node, type_: CodeType, expected: CodeType | None
    ) -> Value:
        """`a.into()`: by the `From` of the type that is asked for."""
        value = self.value(receiver)
        if expected is None:
            cause = self.cause(node, "the type of 'into' was not found", "Read another path.")
            self.state.forget(cause)
            return Unread(cause)
        if isinstance(expected, Integer) and isinstance(type_, Integer) and isinstance(value, Word):
            return resized(value, expected.width, expected.signed)
        code = self.program.conversion(expected, type_)
        if code is None:
            return self.unfollowed(node, self.called(child_of(node, "function")), [], expected)
        return self.followed(node, code.name, code, [value])
