"""The places that expressions of C name, and what is said where nothing is known of one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memattr.sources.c.c_syntax import TYPEDEF, ParsedText
from memattr.sources.c.c_types import Aggregate, CType, Opaque, Pointer, Void, size, without_layout
from memattr.sources.c.store import UNTYPED, Address, Elsewhere, Location, Place, Store, Value
from memattr.sources.c.unread import Cause, NotRead, refuse

if TYPE_CHECKING:
    from tree_sitter import Node

    from memattr.sources.c.program import Program


@dataclass
class Frame:
    """One call of a function: its text, and its variables by scope, each with its place."""

    text: ParsedText
    scopes: list[dict[str, Location]]
    result: CType = field(default_factory=Void)

    def find(self, name: str) -> Location | None:
        """The variable of that name."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return None


class Places:
    """Finds places on one path. `facts` are values of expressions, by their text."""

    def __init__(self, program: Program, facts: dict[str, Value] | None = None) -> None:
        self.program = program
        self.facts = facts or {}
        self.used: set[str] = set()
        self.state = Store()
        self.frames: list[Frame] = []
        self.objects = 0
        self.globals: dict[str, Location] = {}
        self.condition_width = 0

    def value(self, node: Node) -> Value:
        """The value of an expression."""
        raise NotImplementedError

    # ---- Places and messages

    @property
    def frame(self) -> Frame:
        """The function that runs."""
        return self.frames[-1]

    def spelled(self, node: Node) -> str:
        """The text of a node, as it is written in facts."""
        return self.frame.text.text(node).strip().replace(f"struct {TYPEDEF}", "")

    def cause(self, node: Node, message: str, way: str) -> Cause:
        """Why something at this node is not known."""
        return Cause(self.frame.text.place(node), message, way)

    def no(self, node: Node, message: str) -> NotRead:
        """A refusal at this node."""
        return refuse(self.frame.text.place(node), message, "Read another path or expression.")

    def unsaid(self, node: Node, what: str = "") -> Cause:
        """The cause for a value that could be stated."""
        text = tidy(self.spelled(node))
        short = text if len(text) < 60 else f"{text[:56]} ..."
        return self.cause(
            node, what or f"nothing says what '{short}' is", f'State it: given "{short}" is "...".'
        )

    def new_object(self, type_: CType, value: Value | None) -> Location:
        """A new object, which holds the value."""
        self.objects += 1
        place = Location(self.objects, "", 0, size(type_), type_)
        if value is not None:
            self.state.cells[(self.objects, "")] = value
        return place

    def place(self, node: Node) -> Place:
        """The place that an expression names."""
        match node.type:
            case "parenthesized_expression":
                return self.place(node.named_children[0])
            case "identifier":
                found = self.variable(self.spelled(node))
                return found or Elsewhere(UNTYPED, self.unsaid(node))
            case "field_expression":
                return self._member(node)
            case "pointer_expression" if child_of(node, "operator").type == "*":
                return self._target(self.value(child_of(node, "argument")), node)
            case "subscript_expression":
                return self._element(node)
            case _:
                return Elsewhere(UNTYPED, self.unsaid(node))

    def variable(self, name: str) -> Location | None:
        """The variable of that name: of the function, or of the file."""
        found = self.frame.find(name) or self.globals.get(name)
        if found is not None:
            return found
        try:
            type_ = self.program.variable_type(name)
        except NotRead:
            return None
        if type_ is None:
            return None
        self.globals[name] = self.new_object(type_, None)
        return self.globals[name]

    def _member(self, node: Node) -> Place:
        """`a.b` and `a->b`"""
        base, name = child_of(node, "argument"), self.spelled(child_of(node, "field"))
        arrow = any(child.type == "->" for child in node.children)
        if arrow:
            held = self._pointed(base)
            place = held if held is not None else self._target(self.value(base), node)
        else:
            place = self.place(base)
        if isinstance(place, Elsewhere):
            type_ = place.type
            inner = type_.member(name) if isinstance(type_, Aggregate) else None
            return Elsewhere(inner.type if inner else UNTYPED, place.cause)
        found = member_place(place, name, place.type)
        if found is None:
            raise self.no(node, f"'{name}' is no member of the type that was read")
        return found

    def _pointed(self, base: Node) -> Place | None:
        """What a pointer inside an object of unknown layout points to: a path goes on there."""
        if base.type not in ("field_expression", "parenthesized_expression"):
            return None
        place = self.place(base)
        if isinstance(place, Elsewhere) or not place.path:
            return None
        held = self.state.cells.get((place.object, place.path))
        if held is not None:
            return None
        target = place.type.target if isinstance(place.type, Pointer) else UNTYPED
        return Location(place.object, f"{place.path}->", 0, None, without_layout(target))

    def _target(self, value: Value, node: Node) -> Place:
        """What an address points to."""
        if isinstance(value, Address):
            return value.to
        return Elsewhere(UNTYPED, self.unsaid(node))

    def _element(self, node: Node) -> Place:
        """An element of an array: of which nothing is known."""
        base = self.place(child_of(node, "argument"))
        self.value(child_of(node, "index"))
        if isinstance(base, Location) and isinstance(base.type, Opaque):
            return Location(base.object, f"{base.path}[]", 0, None, UNTYPED)
        return Elsewhere(UNTYPED, self.unsaid(node))


def member_place(place: Location, name: str, type_: CType) -> Location | None:
    """The member of that name of an object at the place; None if it has none."""
    if isinstance(type_, Aggregate) and place.width is not None:
        member = type_.member(name)
        if member is None:
            return None
        offset = place.offset + member.offset
        return Location(place.object, place.path, offset, member.width, member.type)
    known_types = dict(type_.members) if isinstance(type_, Opaque) else {}
    found = known_types.get(name, UNTYPED)
    if isinstance(type_, Aggregate) and (inner := type_.member(name)) is not None:
        found = inner.type
    return Location(place.object, f"{place.path}.{name}", 0, size(found), found)


def child_of(node: Node, name: str) -> Node:
    """The child that the grammar has for every node of this type."""
    child = node.child_by_field_name(name)
    assert child is not None
    return child


def tidy(text: str) -> str:
    """An expression for a reader: without the blanks that nobody writes."""
    text = re.sub(r" ?(->|\.) ?", r"\1", text)
    text = re.sub(r"\( ", "(", re.sub(r" (?=[),\]])", "", text))
    text = re.sub(r"(?<=\w) (?=[(\[])", "", text)
    return re.sub(r"(?<=[\[(!~]) |(?<=[(,] [*&]) |(?<=^[*&]) ", "", text)
