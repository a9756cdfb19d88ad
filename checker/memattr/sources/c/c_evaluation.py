"""Expressions of C -> values, and what they store on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from memattr.sources.c import c_operators
from memattr.sources.c.c_places import Places, tidy
from memattr.sources.c.c_syntax import Token
from memattr.sources.code_program import CodeText, FunctionCode, child_of
from memattr.sources.code_types import CodeType, Integer, Opaque, Void, size
from memattr.sources.known_bits import Word, known, resized, truth, unknown
from memattr.sources.paths import CallFrame
from memattr.sources.store import (
    Address,
    Elsewhere,
    Location,
    Place,
    Unread,
    Value,
    as_word,
    joined_values,
)
from memattr.sources.unread import NotRead

if TYPE_CHECKING:
    from tree_sitter import Node

    from memattr.sources.c.program import CProgram

SAME = ("__builtin_expect", "__builtin_assume_aligned")
FIRST_SET = ("__builtin_ffs", "__builtin_ffsl", "__builtin_ffsll")


class CEvaluator(Places):
    """Evaluates expressions on one path."""

    # ---- What statements do, and constants do not

    def ran(self, code: FunctionCode) -> Value:
        """Functions are run elsewhere."""
        raise NotImplementedError

    def statements(self, node: Node) -> Value:
        """The value of a statement expression."""
        raise self.no(node, "statements stand in a constant")

    def call(self, node: Node, name: str, arguments: list[Value]) -> Value:
        """The value of a call."""
        del arguments
        undetermined = self.program.macros.cause_of(name)
        if undetermined is not None:
            return Unread(undetermined)
        return Unread(self.cause(node, f"'{name}' is called", "Read a function instead."))

    # ---- Values

    def evaluated(self, node: Node) -> Value:
        """The value of an expression of which nothing is stated."""
        if node.type in ("true", "false"):
            return truth(node.type == "true")
        method = getattr(self, f"_{node.type}", None)
        if method is None:
            raise self.no(node, f"'{tidy(self.spelled(node))}' is not understood")
        value: Value = method(node)
        return value

    def _parenthesized_expression(self, node: Node) -> Value:
        inner = node.named_children[0]
        return self.statements(inner) if inner.type == "compound_statement" else self.value(inner)

    def _number_literal(self, node: Node) -> Value:
        number = c_operators.literal(self.spelled(node))
        if number is None:
            raise self.no(node, f"'{self.spelled(node)}' is no integer")
        return resized(number, max(number.width, self.condition_width), number.signed)

    def _char_literal(self, node: Node) -> Value:
        text = self.spelled(node)
        if len(text) != 3:
            raise self.no(node, f"{text} is not understood")
        return known(ord(text[1]))

    def _null(self, node: Node) -> Value:
        return Address(Elsewhere(Void(), self.cause(node, "it is NULL", "Read another path.")))

    def _string_literal(self, node: Node) -> Value:
        return Address(Elsewhere(Integer(8, False), self.cause(node, "it is a text", "")))

    def _identifier(self, node: Node) -> Value:
        name = self.spelled(node)
        if self.frame.find(name) is not None or name in self.globals:
            return self._loaded(node)
        undetermined = self.program.macros.cause_of(name)
        if undetermined is not None:
            return Unread(undetermined)
        try:
            number = self.program.number(name)
        except NotRead as error:
            return unknown(64, False, error.cause)
        if number is not None:
            return number
        if self.variable(name) is not None:
            return self._loaded(node)
        way = "Name the header that defines it, or define it."
        return Unread(self.cause(node, f"no file read defines '{name}'", way))

    def _unary_expression(self, node: Node) -> Value:
        operator, argument = node.child_by_field_name("operator"), child_of(node, "argument")
        assert operator is not None
        mark = operator.type
        if mark == "!":
            return self.negation(argument)
        return c_operators.unary(mark, self.word(argument))

    def _binary_expression(self, node: Node) -> Value:
        operator = child_of(node, "operator").type
        left, right = child_of(node, "left"), child_of(node, "right")
        if operator in ("&&", "||"):
            return self.logical(operator, left, right)
        one, other = self.value(left), self.value(right)
        if isinstance(one, Address) or isinstance(other, Address):
            return self._on_addresses(node, one, other)
        words = as_word(one, 64), as_word(other, 64)
        words = (
            (one if isinstance(one, Word) else words[0]),
            (other if isinstance(other, Word) else words[1]),
        )
        return c_operators.binary(operator, *words, self.unsaid(node))

    def _on_addresses(self, node: Node, one: Value, other: Value) -> Value:
        """Arithmetic with addresses: where the result points is not known."""
        if child_of(node, "operator").type in ("+", "-"):
            pointer = one if isinstance(one, Address) else other
            assert isinstance(pointer, Address)
            return Address(Elsewhere(pointer.to.type, self.unsaid(node)))
        return unknown(32, True, self.unsaid(node))

    def _conditional_expression(self, node: Node) -> Value:
        """`a ? b : c` is of the type that both have in common, whichever is chosen."""
        condition = child_of(node, "condition")
        chosen = node.child_by_field_name("consequence") or condition
        other = child_of(node, "alternative")
        which = self.truth(condition)
        if which is not None:
            one = self.value(chosen if which else other)
            beside = self._untaken(other if which else chosen)
            if isinstance(one, Word) and isinstance(beside, Word):
                return c_operators.converted(one, beside)[0]
            if isinstance(one, Word) and isinstance(beside, Unread) and (one.number or 0) < 0:
                return unknown(64, False, beside.cause)
            return one
        values: list[Value] = []

        def taken(node: Node) -> Value:
            values.append(self.value(node))
            return values[-1]

        why = self.why(condition)
        self.among((lambda: taken(chosen), lambda: taken(other)), why)
        one, beside = values
        if isinstance(one, Word) and isinstance(beside, Word):
            one, beside = c_operators.converted(one, beside)
        return joined_values(one, beside, why)

    def _untaken(self, node: Node) -> Value:
        """What an expression would be that is not carried out: for its type."""
        state, used = self.state, set(self.used)
        kept = (self.calls, self.returns, self.exits, self.live, len(self.frames), self.only_types)
        self.state = self.state.copy()
        self.state.forgotten, self.state.loaded = [], set()
        self.calls, self.returns, self.exits = [], [[] for _ in self.returns], []
        self.only_types = True
        try:
            return self.value(node)
        except NotRead as error:
            return Unread(error.cause)
        finally:
            self.calls, self.returns, self.exits, self.live, depth, self.only_types = kept
            del self.frames[depth:]
            self.state, self.used = state, used

    def _comma_expression(self, node: Node) -> Value:
        self.value(child_of(node, "left"))
        return self.value(child_of(node, "right"))

    def _cast_expression(self, node: Node) -> Value:
        type_ = self.type_of(child_of(node, "type"))
        return self.converted(self.value(child_of(node, "value")), type_, node)

    def _sizeof_expression(self, node: Node) -> Value:
        described = node.child_by_field_name("type")
        width = size(self.type_of(described)) if described is not None else None
        if width is None:
            return unknown(64, False, self.unsaid(node))
        return known(width // 8, 64, False)

    def _compound_literal_expression(self, node: Node) -> Value:
        return self.initial(child_of(node, "value"), self.type_of(child_of(node, "type")))

    def type_of(self, node: Node) -> CodeType:
        """The type that a node describes."""
        return self.program.layouts.of(self.frame.text, node)

    # ---- Places

    def _loaded(self, node: Node) -> Value:
        return self.state.load(self.place(node), self.unsaid(node))

    _field_expression = _loaded
    _subscript_expression = _loaded

    def _pointer_expression(self, node: Node) -> Value:
        if child_of(node, "operator").type == "&":
            return Address(self.place(child_of(node, "argument")))
        return self._loaded(node)

    # ---- Assignments and calls

    def _assignment_expression(self, node: Node) -> Value:
        left, right = child_of(node, "left"), child_of(node, "right")
        operator = child_of(node, "operator").type
        if self.spelled(left) in self.facts:
            raise self.no(node, f"'{tidy(self.spelled(left))}' is stated, and is assigned here")
        value = self.value(right)
        place = self.place(left)
        if operator != "=":
            before = self.state.load(place, self.unsaid(left))
            one, other = (v if isinstance(v, Word) else as_word(v, 64) for v in (before, value))
            value = c_operators.binary(operator.removesuffix("="), one, other, self.unsaid(node))
        return self._stored(place, value, left, operator != "=")

    def _stored(self, place: Place, value: Value, node: Node, updates: bool = False) -> Value:
        """Stores a value, converted to the type of the place if that is known."""
        if isinstance(place, Location) and not isinstance(place.type, Opaque):
            value = self.converted(value, place.type, node)
        elif isinstance(place, Location):
            message = f"the type of '{tidy(self.spelled(node))}' was not read"
            value = Unread(self.cause(node, message, "Name the header that declares it."))
        self.state.put(place, value, self.frame.text.place(node), updates)
        return value

    def _update_expression(self, node: Node) -> Value:
        argument = child_of(node, "argument")
        before = self.value(argument)
        if not isinstance(before, Word):
            self._stored(self.place(argument), Unread(self.unsaid(node)), argument)
            return Unread(self.unsaid(node))
        mark = child_of(node, "operator").type[0]
        after = c_operators.binary(mark, before, known(1), self.unsaid(node))
        self._stored(self.place(argument), after, argument)
        first = node.children[0].type in ("++", "--")
        return after if first else before

    def _call_expression(self, node: Node) -> Value:
        function, listed = child_of(node, "function"), child_of(node, "arguments")
        name = self.spelled(function)
        given = listed.named_children
        if name in SAME and given:
            return self.value(given[0])
        if name in ("sizeof", "typeof", "_Alignof"):
            return unknown(64, False, self.unsaid(node))
        arguments = [self.value(argument) for argument in given]
        if name in FIRST_SET and len(arguments) == 1 and isinstance(arguments[0], Word):
            number = arguments[0].number
            if number is not None:
                return known((number & -number).bit_length())
        if name == "__builtin_constant_p":
            return unknown(32, True, self.unsaid(node))
        return self.call(node, name, arguments)

    def _concatenated_string(self, node: Node) -> Value:
        return self._string_literal(node)

    def _gnu_asm_expression(self, node: Node) -> Value:
        cause = self.cause(node, "assembly stands on the path", "Read another path or expression.")
        self.state.forget(cause)
        return Unread(cause)

    def _offsetof_expression(self, node: Node) -> Value:
        return unknown(64, False, self.unsaid(node))


def constant(program: CProgram, text: CodeText, node: Node) -> Word:
    """The value of an expression without variables. Its unknown bits have causes."""
    evaluator = CEvaluator(program)
    evaluator.frames.append(CallFrame(text, []))
    return evaluator.word(node)


def truth_of(program: CProgram, condition: Sequence[Token]) -> bool | None:
    """Whether the condition of an `#if` holds, if that is known."""
    if not condition:
        return None
    try:
        text, node = program.expression(condition)
        evaluator = CEvaluator(program)
        evaluator.condition_width = 64
        evaluator.frames.append(CallFrame(text, []))
        return evaluator.truth(node)
    except NotRead:
        return None
