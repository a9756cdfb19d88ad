"""The places that expressions of C name, conversions, and what initializers give objects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from memattr.sources.c.c_syntax import TYPEDEF
from memattr.sources.code_program import child_of
from memattr.sources.code_types import (
    Aggregate,
    CodeType,
    Integer,
    Opaque,
    Pointer,
    Void,
    size,
    without_layout,
)
from memattr.sources.known_bits import Word, known, resized, unknown
from memattr.sources.paths import Paths
from memattr.sources.store import (
    UNTYPED,
    Address,
    Elsewhere,
    Location,
    Place,
    Unread,
    Value,
    as_word,
)
from memattr.sources.unread import NotRead

if TYPE_CHECKING:
    from tree_sitter import Node

    from memattr.sources.c.program import CProgram


class Places(Paths):
    """Finds places on one path, converts values to types, and reads initializers."""

    def __init__(self, program: CProgram, facts: dict[str, Value] | None = None) -> None:
        super().__init__(program, facts)
        self.program = program
        self.globals: dict[str, Location] = {}
        self.condition_width = 0
        self.only_types = False

    def spelled(self, node: Node) -> str:
        """The text of a node, as it is written in facts."""
        return spelled(self.frame.text.text(node))

    def tidy(self, text: str) -> str:
        """A text with single blanks, as one writes it."""
        return tidy(text)

    def root(self, node: Node) -> str | None:
        """The variable that an lvalue like `a->b.c` or `*a` begins with; None for others."""
        while node.type in ("field_expression", "pointer_expression", "parenthesized_expression"):
            node = node.child_by_field_name("argument") or node.named_children[0]
        text = node.text
        return text.decode() if node.type == "identifier" and text is not None else None

    # ---- Places

    def place(self, node: Node) -> Place:
        """The place that an expression names."""
        match node.type:
            case "parenthesized_expression":
                return self.place(node.named_children[0])
            case "identifier":
                location = self.variable(self.spelled(node))
                return location or Elsewhere(UNTYPED, self.unsaid(node))
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
        location = self.frame.find(name) or self.globals.get(name)
        if location is not None:
            return location
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
        location = member_place(place, name, place.type)
        if location is None:
            raise self.no(node, f"'{name}' is no member of the type that was read")
        return location

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

    # ---- Conversions

    def converted(self, value: Value, type_: CodeType, node: Node) -> Value:
        """The value as one of the type."""
        match type_:
            case Integer(width, signed, boolean):
                if boolean:
                    return self._boolean(value, node)
                word = value if isinstance(value, Word) else as_word(value, width)
                return resized(word, width, signed)
            case Pointer(target):
                if isinstance(value, Address) and isinstance(value.to, Location):
                    return Address(self._pointed_as(value.to, target, node))
                return Address(Elsewhere(target, self.unsaid(node)))
            case Aggregate(_, width):
                if isinstance(value, Word) and value.width == width:
                    return value
                return unknown(width, False, self.unsaid(node))
            case Void():
                return Unread(self.unsaid(node))
            case Opaque(name, why):
                way = "Name the header that defines it, or define it as a macro."
                return Unread(self.cause(node, f"the type '{name}' is not known: {why}", way))

    def _pointed_as(self, place: Location, target: CodeType, node: Node) -> Place:
        """An object that is pointed to as one of another type: its low bits, if it has as many."""
        width = size(target)
        if width is None or place.width is None or target == place.type:
            return place
        if width > place.width:
            return Elsewhere(target, self.unsaid(node))
        return Location(place.object, place.path, place.offset, width, target)

    def _boolean(self, value: Value, node: Node) -> Word:
        """The value as a bool: 0 or 1."""
        word = value if isinstance(value, Word) else as_word(value, 64)
        if word.truth is None:
            why = word.cause_of(word.unknown) or self.unsaid(node)
            return Word(8, False, 0, 1, ((1, why),))
        return known(int(word.truth), 8, False)

    # ---- Initial values

    def initial(self, node: Node, type_: CodeType) -> Value:
        """What an initializer gives an object of the type."""
        if node.type != "initializer_list":
            return self.converted(self.value(node), type_, node)
        if isinstance(type_, Integer) and len(node.named_children) == 1:
            return self.initial(node.named_children[0], type_)
        if not isinstance(type_, Aggregate):
            for child in node.named_children:
                self._evaluated_parts(child)
            return Unread(self.unsaid(node))
        place = self.new_object(type_, known(0, type_.width, False))
        position = 0
        for child in node.named_children:
            if child.type == "initializer_pair":
                designators, written = (
                    child.children_by_field_name("designator"),
                    child_of(child, "value"),
                )
                target = self._designated(place, designators)
                first = self.frame.text.text(designators[0]).strip(" .")
                names = [member.name for member in type_.members]
                # What stands after `.a.b` without a name goes on inside `a`.
                position = names.index(first) + 1 if first in names else -1
                position = position if len(designators) == 1 else -1
            elif position < 0:
                raise self.no(child, "where this value goes is not understood")
            elif position < len(type_.members):
                member = type_.members[position]
                target = member_place(place, member.name, type_)
                written, position = child, position + 1
            else:
                raise self.no(child, "there are more values than members")
            if target is None or isinstance(target, Elsewhere):
                raise self.no(child, f"'{tidy(self.spelled(child))}' names no member that was read")
            value = self.initial(written, target.type)
            self.state.put(target, value, self.frame.text.place(child))
        return self.state.load(place, self.unsaid(node))

    def _evaluated_parts(self, node: Node) -> None:
        """Carries out what the parts of an initializer do."""
        if node.type == "initializer_pair":
            node = child_of(node, "value")
        if node.type == "initializer_list":
            for child in node.named_children:
                self._evaluated_parts(child)
        else:
            self.value(node)

    def _designated(self, place: Location, designators: Sequence[Node]) -> Place | None:
        """The place that `.a.b` names."""
        target: Place | None = place
        for designator in designators:
            if designator.type != "field_designator" or not isinstance(target, Location):
                return None
            name = self.frame.text.text(designator.named_children[0]).strip()
            target = member_place(target, name, target.type)
        return target


def member_place(place: Location, name: str, type_: CodeType) -> Location | None:
    """The member of that name of an object at the place; None if it has none."""
    if isinstance(type_, Aggregate) and place.width is not None:
        member = type_.member(name)
        if member is None:
            return None
        offset = place.offset + member.offset
        return Location(place.object, place.path, offset, member.width, member.type)
    known_types = dict(type_.members) if isinstance(type_, Opaque) else {}
    aggregate = known_types.get(name, UNTYPED)
    if isinstance(type_, Aggregate) and (inner := type_.member(name)) is not None:
        aggregate = inner.type
    return Location(place.object, f"{place.path}.{name}", 0, size(aggregate), aggregate)


def spelled(text: str) -> str:
    """A text of the parser as code has it."""
    return text.strip().replace(f"struct {TYPEDEF}", "")


def tidy(text: str) -> str:
    """An expression for a reader: without the blanks that nobody writes."""
    text = re.sub(r" ?(->|\.) ?", r"\1", text)
    text = re.sub(r"\( ", "(", re.sub(r" (?=[),\]])", "", text))
    text = re.sub(r"(?<=\w) (?=[(\[])", "", text)
    return re.sub(r"(?<=[\[(!~]) |(?<=[(,] [*&]) |(?<=^[*&]) ", "", text)
