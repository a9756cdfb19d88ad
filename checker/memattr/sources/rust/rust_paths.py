"""Statements and expressions of Rust on every path that what is stated leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from memattr.sources.code_program import FunctionCode, child_of, inside
from memattr.sources.known_bits import Word, stored
from memattr.sources.rust.rust_calls import Calls
from memattr.sources.rust.rust_items import RustItem
from memattr.sources.rust.rust_static import BOOL
from memattr.sources.rust.rust_syntax import COMMENTS, expression, leaves, source
from memattr.sources.rust.rust_values import NO_VALUE, bool_of
from memattr.sources.store import UNTYPED, Unread, Value, nothing
from memattr.sources.unread import Cause

if TYPE_CHECKING:
    from tree_sitter import Node

    from memattr.sources.code_types import CodeType

ASSERTIONS = ("assert", "assert_eq", "assert_ne",
              "debug_assert", "debug_assert_eq", "debug_assert_ne")  # fmt: skip
PANICS = ("panic", "unreachable", "todo", "unimplemented")
ITEMS = ("function_item", "struct_item", "enum_item", "impl_item", "mod_item", "use_declaration",
         "static_item", "trait_item", "type_item", "macro_definition", "union_item")  # fmt: skip


class RustPaths(Calls):
    """Runs functions."""

    def ran(self, code: FunctionCode) -> Value:
        """Runs the body, whose last expression is its value."""
        for name, _ in code.parameters:
            if name.startswith("("):
                self._bind_all(name)
        return self._block(code.body, code.result)

    def _bind_all(self, pattern: str) -> None:
        """The names of a pattern, of whose values nothing is known."""
        for name in re.findall(r"[a-z_]\w*", pattern):
            self.frame.scopes[-1][name] = self.new_object(UNTYPED, None)

    # ---- Blocks and statements

    def _block(self, node: Node, expected: CodeType | None) -> Value:
        """The statements of a block, and the value of its last expression."""
        self.frame.scopes.append({})
        value: Value = NO_VALUE
        last = next((child for child in reversed(node.named_children)
                     if child.type not in COMMENTS), None)  # fmt: skip
        for child, _, doubt in self.program.crate.compiled(node.children, self.text, None):
            if not self.live or not child.is_named:
                continue
            if doubt is not None:
                raise self.doubtful(doubt)
            value = self._statement(child, expected if child == last else None)
        self.frame.scopes.pop()
        return value

    def _statement(self, node: Node, expected: CodeType | None) -> Value:
        """A statement, or the expression that a block ends in."""
        match node.type:
            case "let_declaration":
                self._let(node)
            case "const_item":
                self._local_constant(node)
            case "expression_statement":
                inner = node.named_children[0]
                if not any(child.type == ";" for child in node.children):
                    return self.typed(inner, expected)
                self.effects(inner)
            case "empty_statement" | "label" | "attribute_item":
                return NO_VALUE
            case kind if kind in ITEMS:
                raise self.no(node, "an item stands inside a function")
            case _:
                return self.typed(node, expected)
        return NO_VALUE

    def _let(self, node: Node) -> None:
        pattern, written = child_of(node, "pattern"), node.child_by_field_name("value")
        type_node = node.child_by_field_name("type")
        if node.child_by_field_name("alternative") is not None:
            raise self.no(node, "'let ... else' is not understood")
        type_ = self.type_of(type_node) if type_node is not None else None
        if type_ is None and written is not None:
            type_ = self.static(written)
        name = source(pattern)
        unset = self.cause(node, f"'{name}' is not set on this path", "Read another path.")
        value: Value = nothing(type_, unset) if type_ is not None else Unread(unset)
        if written is not None:
            value = self.typed(written, type_)
        if pattern.type != "identifier":
            self._bind_all(name if pattern.type != "_" else "")
            return
        if type_ is None and written is not None:
            message = f"the type of '{name}' is not written, and was not found"
            value = Unread(self.cause(node, message, "Read another path or expression."))
        if isinstance(value, Word):
            value = stored(value, None, self.text.place(node))
        self.frame.scopes[-1][name] = self.new_object(type_ or UNTYPED, value)

    def _local_constant(self, node: Node) -> None:
        """A constant that a function declares for itself."""
        type_ = self.type_of(child_of(node, "type")) or UNTYPED
        value = self.typed(child_of(node, "value"), type_)
        self.frame.scopes[-1][source(child_of(node, "name"))] = self.new_object(type_, value)

    # ---- Expressions that are statements elsewhere

    def _unsafe_block(self, node: Node, expected: CodeType | None) -> Value:
        return self._block(node.named_children[-1], expected)

    def _expression_block(self, node: Node, expected: CodeType | None) -> Value:
        return self._block(node, expected)

    _const_block = _unsafe_block

    def _return_expression(self, node: Node, expected: CodeType | None) -> Value:
        del expected
        cause = self.cause(node, "the function returns here", "Read what it sets.")
        value: Value = Unread(cause)
        if node.named_children:
            value = self.typed(node.named_children[0], self.frame.result)
        if self.live:
            self.ended(value, cause)
        return NO_VALUE

    def _try_expression(self, node: Node, expected: CodeType | None) -> Value:
        """`x?` may return here, with a value of which nothing is known."""
        del expected
        self.value(node.named_children[0])
        cause = self.unsaid(node, "the function may return here, by '?'")
        self._may_end(cause)
        return Unread(cause)

    def _may_end(self, cause: Cause) -> None:
        kept = self.state.copy()
        self.ended(Unread(cause), cause)
        self.state, self.live = kept, True

    def _if_expression(self, node: Node, expected: CodeType | None) -> Value:
        condition, chosen = child_of(node, "condition"), child_of(node, "consequence")
        clause = node.child_by_field_name("alternative")
        other = clause.named_children[0] if clause is not None else None
        if condition.type == "let_condition":
            return self._if_let(condition, chosen, other, expected)
        if condition.type == "let_chain":
            raise self.no(condition, "a chain of 'let' is not understood")
        which = self.truth(condition)
        if not self.live:
            return NO_VALUE
        return self.either(
            which,
            lambda: self.depends(condition),
            lambda: self._block(chosen, expected),
            lambda: self.typed(other, expected) if other is not None else NO_VALUE,
        )

    def _if_let(
        self, condition: Node, chosen: Node, other: Node | None, expected: CodeType | None
    ) -> Value:
        node, pattern = child_of(condition, "value"), child_of(condition, "pattern")
        type_, value = self.static(node), self.value(node)

        def matched() -> Value:
            self.frame.scopes.append({})
            self._bound(pattern, value, type_)
            result = self._block(chosen, expected)
            self.frame.scopes.pop()
            return result

        return self.either(
            self._matches(pattern, value, type_),
            lambda: self.depends(node),
            matched,
            lambda: self.typed(other, expected) if other is not None else NO_VALUE,
        )

    # ---- Match

    def _match_expression(self, node: Node, expected: CodeType | None) -> Value:
        scrutinee, body = child_of(node, "value"), child_of(node, "body")
        type_, value = self.static(scrutinee), self.value(scrutinee)
        if not self.live:
            return NO_VALUE
        ways, sure = [], False
        for arm, _, doubt in self.program.crate.compiled(body.children, self.text, None):
            if arm.type != "match_arm" or sure:
                continue
            if doubt is not None:
                raise self.doubtful(doubt)
            holds = self._arm_holds(arm, value, type_)
            if holds is not False:
                ways.append(partial(self._arm, arm, value, type_, expected))
            sure = holds is True
        if sure and len(ways) == 1:
            return ways[0]()
        if not ways:
            raise self.no(node, "no arm matches on this path")
        return self.among(ways, self.depends(scrutinee))

    def _arm_holds(self, arm: Node, value: Value, type_: CodeType | None) -> bool | None:
        """Whether an arm is taken by this value, its condition included."""
        pattern = child_of(arm, "pattern")
        holds = self._matches(pattern.named_children[0] if pattern.named_children else pattern,
                              value, type_)  # fmt: skip
        condition = pattern.child_by_field_name("condition")
        if condition is None or holds is False:
            return holds
        kept = self.state.copy()
        self.frame.scopes.append({})
        self._bound(pattern.named_children[0], value, type_)
        truth = self.truth(condition) if condition.type != "let_condition" else None
        self.frame.scopes.pop()
        self.state = kept
        return False if truth is False else True if holds and truth else None

    def _arm(
        self, arm: Node, value: Value, type_: CodeType | None, expected: CodeType | None
    ) -> Value:
        self.frame.scopes.append({})
        pattern = child_of(arm, "pattern")
        if pattern.named_children:
            self._bound(pattern.named_children[0], value, type_)
        result = self.typed(child_of(arm, "value"), expected)
        self.frame.scopes.pop()
        return result

    def _matches(self, pattern: Node, value: Value, type_: CodeType | None) -> bool | None:
        """Whether a value is one of the pattern, if that is known."""
        match pattern.type:
            case "_":
                return True
            case "match_pattern" if not pattern.named_children:
                return True if source(pattern) == "_" else None
            case "or_pattern":
                every = [self._matches(p, value, type_) for p in pattern.named_children]
                return True if True in every else None if None in every else False
            case "identifier" if self.binds(pattern):
                return True
            case "integer_literal" | "negative_literal" | "boolean_literal" | "char_literal":
                return self._is(pattern, value, type_)
            case "identifier" | "scoped_identifier":
                return self._is(pattern, value, type_)
            case "range_pattern":
                return self._in_range(pattern, value, type_)
            case _:
                return None

    def _is(self, pattern: Node, value: Value, type_: CodeType | None) -> bool | None:
        expected = self.typed(pattern, type_)
        if not isinstance(expected, Word) or not isinstance(value, Word):
            return None
        return self.compared("==", value, expected)

    def _in_range(self, pattern: Node, value: Value, type_: CodeType | None) -> bool | None:
        """`a..=b` and `a..b`"""
        if len(pattern.named_children) != 2 or not isinstance(value, Word):
            return None
        low, high = (self.typed(end, type_) for end in pattern.named_children)
        if not isinstance(low, Word) or not isinstance(high, Word):
            return None
        mark = "<=" if any(child.type in ("..=", "...") for child in pattern.children) else "<"
        every = (self.compared(">=", value, low), self.compared(mark, value, high))
        return False if False in every else None if None in every else True

    def _bound(self, pattern: Node, value: Value, type_: CodeType | None) -> None:
        """Gives the names of a pattern what they stand for, as far as that is known."""
        if pattern.type == "identifier" and self.binds(pattern):
            place = self.new_object(type_ or UNTYPED, value)
            self.frame.scopes[-1][source(pattern)] = place
            return
        for node in inside(pattern):
            if node.type in ("identifier", "shorthand_field_identifier") and self.binds(node):
                self.frame.scopes[-1][source(node)] = self.new_object(UNTYPED, None)

    def binds(self, node: Node) -> bool:
        """Whether a name in a pattern is a new variable: what is declared is compared."""
        if node.parent is not None and node.parent.type in (
            "scoped_identifier", "tuple_struct_pattern"
        ) and node.parent.named_children[0] == node:  # fmt: skip
            return False
        item = self.program.crate.meaning((source(node),), self.text.module)
        return not (isinstance(item, RustItem) and item.kind in ("const", "static", "struct"))

    # ---- Loops

    def _loop_expression(self, node: Node, expected: CodeType | None) -> Value:
        """A loop: nothing is known after it, nor whether the path ends in it."""
        del expected
        cause = self.cause(node, "a loop stands on the path", "Read another path or expression.")
        self.calls_inside(node, {"call_expression": self._call_told}, cause)
        self.state.forget(cause)
        if any(part.type in ("return_expression", "try_expression") for part in inside(node)):
            self._may_end(cause)
        return Unread(cause)

    _while_expression = _loop_expression
    _for_expression = _loop_expression

    def _call_told(self, node: Node) -> tuple[str, int]:
        listed = child_of(node, "arguments")
        return self.called(child_of(node, "function")), listed.named_child_count

    def _closure_expression(self, node: Node, expected: CodeType | None) -> Value:
        del expected
        return Unread(self.cause(node, "a closure is no value that is read", "Read another."))

    # ---- Macros

    def _macro_invocation(self, node: Node, expected: CodeType | None) -> Value:
        name = source(node.children[0]).split("::")[-1]
        tree = next(child for child in node.children if child.type == "token_tree")
        if name == "matches":
            return self._matches_macro(node, tree)
        if name in PANICS:
            self.live = False
            return NO_VALUE
        if name == "cfg":
            return self._cfg(node, tree)
        if name in ASSERTIONS:
            for part in self._arguments(tree)[: 2 if name.endswith(("eq", "ne")) else 1]:
                self.value(part)
            return NO_VALUE
        del expected
        if "asm" in name:
            cause = self.cause(node, "assembly stands on the path",
                               "Read another path or expression.")  # fmt: skip
            self.state.forget(cause)
            return Unread(cause)
        return self.followed(node, f"{name}!", None, ())

    def _matches_macro(self, node: Node, tree: Node) -> Value:
        """`matches!(a, P)` is what `match a { P => true, _ => false }` is."""
        parts = list(_parts(tree))
        if len(parts) < 2:
            raise self.no(node, "this matches! is not understood")
        scrutinee, pattern = parts[0], ", ".join(parts[1:])
        written = f"match {scrutinee} {{ {pattern} => true, _ => false }}"
        line = self.text.place(node).line
        return self.value(expression(written, self.text.file, line))

    def _cfg(self, node: Node, tree: Node) -> Value:
        """`cfg!(...)`"""
        holds = self.program.crate.configuration.holds(list(leaves(tree))[1:-1])
        if holds is None:
            cause = self.unsaid(node)
            return nothing(BOOL, cause)
        return bool_of(holds)

    def _arguments(self, tree: Node) -> list[Node]:
        line = tree.start_point[0] + 1
        return [expression(part, self.text.file, line) for part in _parts(tree)]


def _parts(tree: Node) -> Iterator[str]:
    """What stands between the commas of a macro's arguments, on one line."""
    held: list[str] = []
    for child in tree.children[1:-1]:
        if child.type in COMMENTS:
            continue
        if source(child) == ",":
            yield " ".join(held)
            held = []
        else:
            held += leaves(child)
    if held:
        yield " ".join(held)
