"""The places that expressions of Rust name, and what is said where nothing is known of one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memattr.sources.code_program import child_of
from memattr.sources.code_types import Aggregate, CodeType, Integer, Opaque, Pointer, Void
from memattr.sources.known_bits import Word, known, resized
from memattr.sources.rust.rust_static import StaticTypes, member_of
from memattr.sources.rust.rust_syntax import source
from memattr.sources.store import (
    UNTYPED,
    Address,
    Elsewhere,
    Location,
    Place,
    Unread,
    Value,
    as_word,
    nothing,
)
from memattr.sources.unread import Cause, NotRead

if TYPE_CHECKING:
    from tree_sitter import Node


class RustPlaces(StaticTypes):
    """Finds places on one path."""

    def typed(self, node: Node, expected: CodeType | None) -> Value:
        """The value of an expression that is of this type, if it is known."""
        raise NotImplementedError

    def effects(self, node: Node) -> Value:
        """Carries out an expression of which the value does not count."""
        raise NotImplementedError

    def tidy(self, text: str) -> str:
        """A text with single blanks, as one writes it."""
        text = re.sub(r" ?(::|\.) ?", r"\1", text)
        text = re.sub(r"(?<=[\w!]) (?=[(\[])|(?<=\w) (?=!)", "", text)
        text = re.sub(r"(?<=[(\[!]) | (?=[,)\];])", "", text)
        return re.sub(r"(?<=[(,] [*&]) |(?<=^[*&]) ", "", text)

    def root(self, node: Node) -> str | None:
        """The variable that `a.b` or `*a` begins with; None for others."""
        while True:
            match node.type:
                case "identifier" | "self":
                    return source(node)
                case "field_expression":
                    node = child_of(node, "value")
                case "parenthesized_expression" | "unary_expression":
                    node = node.named_children[0]
                case _:
                    return None

    def doubtful(self, cause: Cause) -> NotRead:
        """A refusal of what may not be compiled."""
        return NotRead(cause)

    def converted(self, value: Value, type_: CodeType, node: Node) -> Value:
        """The value as one of the type: Rust converts none, but what is stated has 64 bits."""
        match type_:
            case Integer(width, signed, boolean):
                word = value if isinstance(value, Word) else as_word(value, width)
                if boolean and word.truth is not None:
                    return known(int(word.truth), width, signed)
                return resized(word, width, signed)
            case Aggregate(_, width):
                if isinstance(value, Word):
                    return resized(value, width, False)
                return nothing(
                    type_, value.cause if isinstance(value, Unread) else self.unsaid(node)
                )
            case Pointer(target):
                if isinstance(value, Address):
                    return value
                return Address(Elsewhere(target, self.unsaid(node)))
            case Opaque() | Void():
                return value

    # ---- Places

    def place(self, node: Node) -> Place:
        """The place that an expression names."""
        match node.type:
            case "parenthesized_expression":
                return self.place(node.named_children[0])
            case "identifier" | "self":
                location = self.frame.find(source(node))
                if location is not None:
                    return location
            case "field_expression":
                return self._member(node)
            case "unary_expression" if node.children[0].type == "*":
                value = self.value(node.named_children[0])
                if isinstance(value, Address):
                    return value.to
                return Elsewhere(UNTYPED, self.unsaid(node))
            case "index_expression":
                for child in node.named_children:
                    self.effects(child)
                return Elsewhere(UNTYPED, self.unsaid(node))
        type_ = self.static(node)
        return self.new_object(type_ or UNTYPED, self.typed(node, type_))

    def _member(self, node: Node) -> Place:
        """`a.b`, through references too."""
        base, name = child_of(node, "value"), source(child_of(node, "field"))
        place = self.place(base)
        while not isinstance(place, Elsewhere) and isinstance(place.type, Pointer):
            held = self.state.load(place, self.unsaid(base))
            place = held.to if isinstance(held, Address) else Elsewhere(UNTYPED, self.unsaid(base))
        if isinstance(place, Elsewhere):
            return Elsewhere(UNTYPED, place.cause)
        member = member_of(place.type, name)
        if isinstance(place.type, Aggregate):
            if member is None:
                raise self.no(node, f"'{name}' is no field of the type that was read")
            offset = place.offset + member.offset
            return Location(place.object, place.path, offset, member.width, member.type)
        type_ = member.type if member is not None else UNTYPED
        return Location(place.object, f"{place.path}.{name}", 0, None, type_)
