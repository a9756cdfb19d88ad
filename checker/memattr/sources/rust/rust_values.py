"""Expressions of Rust -> values, and what they store on the way.

Rust converts nothing by itself, so a number has the type that its place in the code asks for. Where
neither is written, it is refused rather than taken for one of 32 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memattr.sources import operators
from memattr.sources.code_program import NOWHERE, child_of
from memattr.sources.code_types import Aggregate, CodeType, Integer, Opaque
from memattr.sources.known_bits import Word, inverted, known, resized, unknown
from memattr.sources.paths import CallFrame
from memattr.sources.rust.rust_items import segments
from memattr.sources.rust.rust_places import RustPlaces
from memattr.sources.rust.rust_static import (
    BOOL,
    COMPARISONS,
    INT,
    LITERAL,
    WORD,
)
from memattr.sources.rust.rust_syntax import RustText, source
from memattr.sources.store import (
    Address,
    Location,
    Unread,
    Value,
    nothing,
)
from memattr.sources.unread import Cause, NotRead

if TYPE_CHECKING:
    from tree_sitter import Node

NO_VALUE = Unread(Cause(NOWHERE, "a statement has no value", "Read an expression."))


def bool_of(holds: bool) -> Word:
    """A bool."""
    return known(int(holds), BOOL.width, False)


class Values(RustPlaces):
    """Evaluates expressions on one path."""

    # ---- Values

    def evaluated(self, node: Node) -> Value:
        """The value of an expression of which nothing is stated."""
        return self._evaluated(node, self.static(node))

    def typed(self, node: Node, expected: CodeType | None) -> Value:
        """The value of an expression that is of this type, if it is known."""
        expected = expected or self.static(node)
        fact = self.fact(node)
        if fact is not None:
            return self.converted(fact, expected, node) if expected is not None else fact
        value = self._evaluated(node, expected)
        if not isinstance(value, Word) or not isinstance(expected, Integer | Aggregate):
            return value
        if value.width != expected.width:
            text = self.tidy(self.spelled(node))
            raise self.no(node, f"the type of '{text}' was not found")
        return value

    def effects(self, node: Node) -> Value:
        """Carries out an expression of which the value does not count: numbers may be of any
        type."""
        return self.typed(node, self.static(node) or WORD if _numeric(node) else None)

    def _evaluated(self, node: Node, expected: CodeType | None) -> Value:
        kind = "expression_block" if node.type == "block" else node.type
        method = getattr(self, f"_{kind}", None)
        if method is None:
            raise self.no(node, f"'{self.tidy(self.spelled(node))[:60]}' is not understood")
        value: Value = method(node, expected)
        return value

    def truth(self, node: Node) -> bool | None:
        """Whether a condition holds, if that is known."""
        value = self.typed(node, BOOL)
        return value.truth if isinstance(value, Word) else None

    def _parenthesized_expression(self, node: Node, expected: CodeType | None) -> Value:
        return self.typed(node.named_children[0], expected)

    def _integer_literal(self, node: Node, expected: CodeType | None) -> Value:
        matched = LITERAL.fullmatch(source(node))
        type_ = self.static(node) or expected or self.text.default
        if matched is None or not isinstance(type_, Integer) or type_.boolean:
            text = source(node)
            raise self.no(node, f"the type of the number {text} is not written, and was not found")
        number = int(matched[1].replace("_", ""), 0 if matched[1][:1] == "0" and len(matched[1]) > 1
                     and matched[1][1] in "xob" else 10)  # fmt: skip
        if number >= 1 << (type_.width - (1 if type_.signed else 0)):
            raise self.no(node, f"the number {source(node)} does not fit its type")
        return known(number, type_.width, type_.signed)

    def _boolean_literal(self, node: Node, expected: CodeType | None) -> Value:
        del expected
        return bool_of(source(node) == "true")

    def _char_literal(self, node: Node, expected: CodeType | None) -> Value:
        text = source(node)
        if len(text) != 3:
            raise self.no(node, f"{text} is not understood")
        del expected
        return known(ord(text[1]), 32, False)

    def _unary_expression(self, node: Node, expected: CodeType | None) -> Value:
        mark, argument = node.children[0].type, node.named_children[0]
        if mark == "*":
            return self._loaded(node, expected)
        if mark == "!" and expected == BOOL:
            return self.boolean(self.negation(argument))
        value = self.typed(argument, expected)
        if not isinstance(value, Word):
            return value
        if mark == "!":
            return self.complement(value, expected, node)
        if not value.signed:
            raise self.no(node, "a number without a sign is negated")
        return operators.applied("-", known(0, value.width, True), value, self.unsaid(node))

    def complement(self, value: Word, expected: CodeType | None, node: Node) -> Value:
        """`!` of a number"""
        del expected, node
        return inverted(value)

    def boolean(self, word: Word) -> Word:
        """A truth as a bool."""
        return word if word.width == BOOL.width else resized(word, BOOL.width, False)

    def _binary_expression(self, node: Node, expected: CodeType | None) -> Value:
        mark = child_of(node, "operator").type
        left, right = child_of(node, "left"), child_of(node, "right")
        if mark in ("&&", "||"):
            value = self.logical(mark, left, right)
            return self.boolean(value) if isinstance(value, Word) else value
        if mark in COMPARISONS:
            type_ = self.static(left) or self.static(right)
            type_ = type_ or (INT if _of_numbers(left) and _of_numbers(right) else None)
            one, other = self.typed(left, type_), self.typed(right, type_)
            return self._comparison(mark, one, other, node)
        if mark in ("<<", ">>"):
            one = self.typed(left, expected)
            other = self.typed(right, self.static(right) or INT)
        else:
            one, other = self.typed(left, expected), self.typed(right, expected)
        return self.operated(mark, one, other, node, expected)

    def operated(
        self, mark: str, one: Value, other: Value, node: Node, type_: CodeType | None
    ) -> Value:
        """An operator on two values of a type."""
        if not isinstance(one, Word) or not isinstance(other, Word):
            cause = next((v.cause for v in (one, other) if isinstance(v, Unread)), None)
            cause = cause or self.unsaid(node)
            return nothing(type_, cause) if type_ is not None else Unread(cause)
        result = operators.applied(mark, one, other, self.unsaid(node))
        exact = operators.exact(mark, one, other) if mark in operators.EXACT else None
        if exact is not None and exact != result.number:
            raise self.no(node, f"'{self.tidy(self.spelled(node))}' overflows")
        return result

    def _comparison(self, mark: str, one: Value, other: Value, node: Node) -> Value:
        if not isinstance(one, Word) or not isinstance(other, Word) or one.width != other.width:
            cause = next((v.cause for v in (one, other) if isinstance(v, Unread)), None)
            return unknown(BOOL.width, False, cause or self.unsaid(node))
        return self.boolean(operators.applied(mark, one, other, self.unsaid(node)))

    def compared(self, mark: str, one: Word, other: Word) -> bool | None:
        """A comparison of numbers of one type, if its result is known."""
        if one.width != other.width:
            return None
        return operators.compared(mark, one, other)

    def _type_cast_expression(self, node: Node, expected: CodeType | None) -> Value:
        argument = child_of(node, "value")
        type_ = self.type_of(child_of(node, "type")) or expected
        inner = argument
        while inner.type in ("parenthesized_expression", "unary_expression"):
            inner = inner.named_children[0]
        own = self.static(argument)
        if own is None:
            # A number takes the type that it is cast to; of a sum Rust takes the default.
            direct = inner.type == "integer_literal"
            own = type_ if direct and isinstance(type_, Integer) else None
            own = own or (INT if _of_numbers(argument) else None)
        value = self.typed(argument, own)
        if not isinstance(type_, Integer):
            cause = self.cause(node, "the type that is cast to was not found", "Read another path.")
            return Unread(cause)
        if not isinstance(value, Word):
            return nothing(type_, value.cause if isinstance(value, Unread) else self.unsaid(node))
        return resized(value, type_.width, type_.signed)

    def _reference_expression(self, node: Node, expected: CodeType | None) -> Value:
        del expected
        return Address(self.place(child_of(node, "value")))

    def _tuple_expression(self, node: Node, expected: CodeType | None) -> Value:
        del expected
        for child in node.named_children:
            self.effects(child)
        return Unread(self.unsaid(node))

    _array_expression = _tuple_expression

    def _unit_expression(self, node: Node, expected: CodeType | None) -> Value:
        del node, expected
        return NO_VALUE

    def _string_literal(self, node: Node, expected: CodeType | None) -> Value:
        del expected
        return Unread(self.cause(node, "it is a text", "Read a number."))

    _raw_string_literal = _string_literal

    def _range_expression(self, node: Node, expected: CodeType | None) -> Value:
        del expected
        return Unread(self.unsaid(node))

    # ---- Names

    def _identifier(self, node: Node, expected: CodeType | None) -> Value:
        if self.frame.find(source(node)) is not None:
            return self._loaded(node, expected)
        return self._scoped_identifier(node, expected)

    _self = _identifier

    def _scoped_identifier(self, node: Node, expected: CodeType | None) -> Value:
        written = "".join(self.spelled(node).split())
        stated = self.program.names.get(written)
        if stated is not None and stated.parameters is None:
            return self._in(stated.text, stated.value, WORD)
        path = segments(node)
        value = self.named(path, node) if path else None
        if value is None:
            way = f'Name the file that defines it, or state: defining "{written}" as "...".'
            cause = self.cause(node, f"no file read defines '{written}'", way)
            return nothing(expected, cause) if expected is not None else Unread(cause)
        return value

    def named(self, path: tuple[str, ...], node: Node) -> Value | None:
        """The value of what a path names; None if that was not read."""
        raise NotImplementedError

    def _in(self, text: RustText, node: Node, type_: CodeType) -> Value:
        """The value of an expression that stands elsewhere, where no variable of here is one."""
        self.frames.append(CallFrame(text, []))
        try:
            return self.typed(node, type_)
        finally:
            self.frames.pop()

    def constant(self, node: Node, type_: CodeType, text: RustText) -> Value:
        """The value of a constant, which is noted as one that the line uses."""
        facts, self.facts = self.facts, {}
        try:
            return self._in(text, node, type_)
        except NotRead as error:
            return nothing(type_, error.cause)
        finally:
            self.facts = facts

    # ---- Places

    def _loaded(self, node: Node, expected: CodeType | None) -> Value:
        del expected
        return self.state.load(self.place(node), self.unsaid(node))

    _field_expression = _loaded
    _index_expression = _loaded

    # ---- Assignments

    def _assignment_expression(self, node: Node, expected: CodeType | None) -> Value:
        del expected
        left, right = child_of(node, "left"), child_of(node, "right")
        if source(left) == "_":
            self.value(right)
            return NO_VALUE
        if left.type == "tuple_expression":
            raise self.no(node, "several values are assigned at once")
        self._store(left, self.typed(right, self.static(left)), node, updates=False)
        return NO_VALUE

    def _compound_assignment_expr(self, node: Node, expected: CodeType | None) -> Value:
        del expected
        left, right = child_of(node, "left"), child_of(node, "right")
        mark = child_of(node, "operator").type.removesuffix("=")
        type_ = self.static(left)
        shift = mark in ("<<", ">>")
        value = self.typed(right, (self.static(right) or INT) if shift else type_)
        before = self.state.load(self.place(left), self.unsaid(left))
        self._store(left, self.operated(mark, before, value, node, type_), node, updates=True)
        return NO_VALUE

    def _store(self, left: Node, value: Value, node: Node, updates: bool) -> None:
        if self.spelled(left) in self.facts:
            raise self.no(
                node, f"'{self.tidy(self.spelled(left))}' is stated, and is assigned here"
            )
        place = self.place(left)
        if isinstance(place, Location):
            if isinstance(place.type, Opaque) and isinstance(value, Word):
                message = f"the type of '{self.tidy(self.spelled(left))}' was not read"
                value = Unread(self.cause(node, message, "Name the file that declares it."))
            elif place.width is not None and isinstance(value, Word) and value.width != place.width:
                raise self.no(node, f"the type of '{self.tidy(self.spelled(left))}' was not found")
        self.state.put(place, value, self.text.place(node), updates)


def _numeric(node: Node) -> bool:
    """Whether an expression is a number of some type."""
    if node.type in ("parenthesized_expression", "unary_expression", "binary_expression"):
        return all(_numeric(child) for child in node.named_children)
    return node.type in ("integer_literal", "if_expression", "type_cast_expression")


def _of_numbers(node: Node) -> bool:
    """Whether an expression is one of numbers alone."""
    if node.type in ("parenthesized_expression", "unary_expression", "binary_expression"):
        return all(_of_numbers(child) for child in node.named_children)
    return node.type == "integer_literal"
