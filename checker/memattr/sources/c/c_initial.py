"""Conversions of C, and what initializers give objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from memattr.sources.c.c_places import Places, child_of, member_place, tidy
from memattr.sources.c.c_types import Aggregate, CType, Integer, Opaque, Pointer, Void
from memattr.sources.c.known_bits import Word, known, resized, unknown
from memattr.sources.c.store import Address, Elsewhere, Location, Place, Unread, Value, as_word

if TYPE_CHECKING:
    from tree_sitter import Node


class Initial(Places):
    """Converts values to types, and reads initializers."""

    def converted(self, value: Value, type_: CType, node: Node) -> Value:
        """The value as one of the type."""
        match type_:
            case Integer(width, signed, boolean):
                if boolean:
                    return self._boolean(value, node)
                word = value if isinstance(value, Word) else as_word(value, width)
                return resized(word, width, signed)
            case Pointer(target):
                if isinstance(value, Address) and isinstance(value.to, Location):
                    return value
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

    def _boolean(self, value: Value, node: Node) -> Word:
        """The value as a bool: 0 or 1."""
        word = value if isinstance(value, Word) else as_word(value, 64)
        if word.truth is None:
            why = word.cause_of(word.unknown) or self.unsaid(node)
            return Word(8, False, 0, 1, ((1, why),))
        return known(int(word.truth), 8, False)

    # ---- Initial values

    def initial(self, node: Node, type_: CType) -> Value:
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
