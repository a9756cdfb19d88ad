"""Sets of flags as `bitflags!` declares them, and calls whose code was not read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from memattr.sources.code_program import child_of
from memattr.sources.code_types import Aggregate, CodeType, Pointer
from memattr.sources.known_bits import (
    Word,
    conjunction,
    difference,
    disjunction,
    equal,
    inverted,
    known,
    resized,
    unknown,
)
from memattr.sources.rust.rust_items import RustItem
from memattr.sources.rust.rust_static import BOOL, OF_BITS, TO_BOOL, TO_FLAGS
from memattr.sources.rust.rust_values import Values
from memattr.sources.store import UNTYPED, Address, Elsewhere, Unread, Value, nothing
from memattr.sources.unread import Cause, CodePlace, NotRead

if TYPE_CHECKING:
    from tree_sitter import Node

IN_PLACE = ("insert", "remove", "toggle")


class Flags(Values):
    """Evaluates what is asked of sets of flags."""

    def unfollowed(
        self, node: Node, name: str, listed: Sequence[Node], expected: CodeType | None
    ) -> Value:
        """A call of which no file read has the code."""
        arguments = [self.effects(child) for child in listed]
        value = self.followed(node, name, None, arguments)
        if expected is not None and isinstance(value, Unread):
            return nothing(expected, value.cause)
        return value

    def receiver(self, node: Node, type_: CodeType | None, by_reference: bool) -> Value:
        """What a method is called on: a value, or a reference to it."""
        if by_reference:
            return self.value(node) if isinstance(type_, Pointer) else Address(self.place(node))
        value = self.value(node)
        if isinstance(type_, Pointer) and isinstance(value, Address):
            return self.state.load(value.to, self.unsaid(node))
        return value

    def noted(self, node: Node, place: CodePlace) -> None:
        used = self.program.used.setdefault(self.text.place(node), {})
        used["".join(self.spelled(node).split())] = place

    def flag(self, item: RustItem, owner: CodeType, name: str, node: Node) -> Value | None:
        """A constant of bitflags!"""
        assert isinstance(owner, Aggregate)
        for constant, written, doubt in item.constants:
            if constant == name:
                if doubt is not None:
                    raise NotRead(doubt)
                self.noted(node, item.text.place(written))
                return self.constant(
                    written, owner.members[0].type, item.text.of(owner, frozenset())
                )
        return None

    def _bits(self, item: RustItem, owner: Aggregate, written: Node) -> Value:
        """The value of one constant of bitflags!"""
        return self.constant(written, owner.members[0].type, item.text.of(owner, frozenset()))

    def _all_flags(self, item: RustItem, owner: CodeType, node: Node) -> Word:
        """All bits that constants of bitflags! have."""
        assert isinstance(owner, Aggregate)
        every = known(0, owner.width, False)
        for _, written, doubt in item.constants:
            if doubt is not None:
                raise NotRead(doubt)
            value = self._bits(item, owner, written)
            if not isinstance(value, Word):
                raise self.no(node, "not every constant of these flags is known")
            every = disjunction(every, value)
        return every

    # ---- Flags

    def of_flags(
        self, node: Node, item: RustItem, owner: CodeType, name: str, listed: list[Node]
    ) -> Value:
        """`FLAGS::f(a)` of bitflags!"""
        assert isinstance(owner, Aggregate)
        if name == "empty" and not listed:
            return known(0, owner.width, False)
        if name == "all" and not listed:
            return self._all_flags(item, owner, node)
        if name in OF_BITS and len(listed) == 1:
            value = self.typed(listed[0], owner.members[0].type)
            value = self.converted(value, owner, node)
            assert isinstance(value, Word)
            truncated = name == "from_bits_truncate"
            return conjunction(value, self._all_flags(item, owner, node)) if truncated else value
        return self.unfollowed(node, self.called(child_of(node, "function")), listed, None)

    def flags_method(
        self, node: Node, item: RustItem, owner: CodeType, call: tuple[Node, str, list[Node]]
    ) -> Value:
        """`flags.f(a)` of bitflags!"""
        receiver, name, listed = call
        one = self.receiver(receiver, self.static(receiver), False)
        assert isinstance(owner, Aggregate)
        one = one if isinstance(one, Word) else nothing(owner, self.unsaid(receiver))
        assert isinstance(one, Word)
        if name == "bits" and not listed:
            return resized(one, owner.width, False)
        if name in ("is_empty", "is_all") and not listed:
            every = self._all_flags(item, owner, node)
            whole = every if name == "is_all" else known(0, owner.width, False)
            one = conjunction(one, every) if name == "is_all" else one
            return self._truth_of(equal(one, whole), one, node)
        if name == "complement" and not listed:
            return conjunction(inverted(one), self._all_flags(item, owner, node))
        if len(listed) != 1 or name not in (*TO_FLAGS, *TO_BOOL, *IN_PLACE):
            return self.unfollowed(node, self.called(child_of(node, "function")), listed, None)
        other = self.typed(listed[0], owner)
        other = other if isinstance(other, Word) else nothing(owner, self.unsaid(listed[0]))
        assert isinstance(other, Word)
        match name:
            case "contains":
                return self._truth_of(equal(conjunction(one, other), other), one, node)
            case "intersects":
                common = equal(conjunction(one, other), known(0, owner.width, False))
                return self._truth_of(None if common is None else not common, one, node)
        word = _combined(name, one, other)
        if name not in IN_PLACE:
            return word
        place = self.place(receiver)
        if not isinstance(place, Elsewhere) and isinstance(place.type, Pointer):
            held = self.state.load(place, self.unsaid(receiver))
            place = held.to if isinstance(held, Address) else Elsewhere(UNTYPED, self.unsaid(node))
        self.state.put(place, word, self.text.place(node), updates=True)
        return Unread(self.unsaid(node))

    def _truth_of(self, holds: bool | None, word: Word, node: Node) -> Word:
        if holds is None:
            cause: Cause = word.cause_of(word.unknown) or self.unsaid(node)
            return unknown(BOOL.width, False, cause)
        return known(int(holds), BOOL.width, False)

    def complement(self, value: Word, expected: CodeType | None, node: Node) -> Value:
        """`!` of a number; of flags only those stay that there are."""
        item = self.program.item_of(expected) if expected is not None else None
        if item is not None and item.kind == "flags" and expected is not None:
            return conjunction(inverted(value), self._all_flags(item, expected, node))
        return inverted(value)

    def operated(
        self, mark: str, one: Value, other: Value, node: Node, type_: CodeType | None
    ) -> Value:
        """An operator on two values of a type."""
        item = self.program.item_of(type_) if type_ is not None else None
        if item is None:
            return super().operated(mark, one, other, node, type_)
        if item.kind == "flags" and isinstance(one, Word) and isinstance(other, Word):
            return _combined(mark, one, other)
        if item.kind == "flags" and type_ is not None:
            cause = next(
                (v.cause for v in (one, other) if isinstance(v, Unread)), self.unsaid(node)
            )
            return nothing(type_, cause)
        raise self.no(node, "an operator of a type is not understood")


def _combined(name: str, one: Word, other: Word) -> Word:
    """Two sets of flags as one."""
    match name:
        case "|" | "union" | "insert":
            return disjunction(one, other)
        case "&" | "intersection":
            return conjunction(one, other)
        case "^" | "symmetric_difference" | "toggle":
            return difference(one, other)
        case _:
            return conjunction(one, inverted(other))
