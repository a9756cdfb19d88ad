"""Statements of C on every path that what is stated leaves open.

A loop or an unknown call leaves nothing known of anything that it may store; a jump is refused."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from memattr.sources.c.c_evaluation import CEvaluator
from memattr.sources.c.c_operators import promoted
from memattr.sources.c.c_places import tidy
from memattr.sources.code_program import NOWHERE, FunctionCode, child_of, inside
from memattr.sources.code_types import Integer, Void
from memattr.sources.known_bits import Word, resized, stored
from memattr.sources.paths import Exits
from memattr.sources.store import Location, Unread, Value, nothing
from memattr.sources.unread import Cause, NotRead

if TYPE_CHECKING:
    from tree_sitter import Node

NO_VALUE = Unread(Cause(NOWHERE, "a statement has no value", "Read an expression."))


class Execution(CEvaluator):
    """Runs functions."""

    # ---- Functions

    def ran(self, code: FunctionCode) -> Value:
        """Runs the body; a value is returned by a statement alone."""
        self._block(code.body)
        message = f"'{code.name}' returns no value"
        return Unread(self.cause(code.body, message, "Read what it sets."))

    def call(self, node: Node, name: str, arguments: list[Value]) -> Value:
        """The value of a call."""
        missing = None
        try:
            code = self.program.function(name)
        except NotRead as error:
            code, missing = None, error.cause
        missing = missing or self.program.macros.cause_of(name)
        if self.only_types:
            return nothing(code.result, self.unsaid(node)) if code else Unread(self.unsaid(node))
        return self.followed(node, name, code, arguments, missing)

    # ---- Statements

    def statements(self, node: Node) -> Value:
        """The value of `({ ... })` is that of its last expression."""
        self.frame.scopes.append({})
        value: Value = Unread(self.unsaid(node))
        for child in node.named_children:
            if child.type == "expression_statement" and child.named_children and self.live:
                value = self.value(child.named_children[0])
            else:
                self.statement(child)
        self.frame.scopes.pop()
        return value

    def statement(self, node: Node) -> None:
        """Runs one statement, if the path goes on."""
        if not self.live or node.type in ("comment", ";"):
            return
        match node.type:
            case "compound_statement":
                self._block(node)
            case "expression_statement":
                for child in node.named_children:
                    self._effects(child)
            case "declaration":
                self._declaration(node)
            case "if_statement":
                self._if(node)
            case "switch_statement":
                self._switch(node)
            case "return_statement":
                self._return(node)
            case "break_statement" if self.exits:
                self.exits[-1].breaks.append(self.stopped())
            case "continue_statement" if self.exits:
                self.exits[-1].continues.append(self.stopped())
            case "do_statement":
                self._do(node)
            case "while_statement" | "for_statement":
                self._loop(node)
            case "case_statement":
                raise self.no(node, "a case label stands inside another statement")
            case "goto_statement" | "labeled_statement":
                raise self.no(node, "a jump stands on the path")
            case "enum_specifier":
                self._local_enumerators(node)
            case "type_definition" | "struct_specifier" | "union_specifier":
                raise self.no(node, "a type is declared inside a function")
            case _:
                raise self.no(node, f"'{tidy(self.spelled(node))[:40]}' is not understood")

    def _effects(self, node: Node) -> None:
        """Carries out an expression; a bare name may be a macro that does anything."""
        value = self.value(node)
        if node.type == "identifier" and isinstance(value, Unread):
            self.state.forget(value.cause)

    def _block(self, node: Node) -> None:
        self.frame.scopes.append({})
        for child in node.named_children:
            self.statement(child)
        self.frame.scopes.pop()

    def _declaration(self, node: Node) -> None:
        specifier = node.child_by_field_name("type")
        assert specifier is not None
        if specifier.child_by_field_name("body") is not None:
            if specifier.type == "enum_specifier":
                self._local_enumerators(specifier)
            elif specifier.child_by_field_name("name") is not None:
                raise self.no(specifier, "a type is declared inside a function")
        base = self.type_of(specifier)
        words = [self.spelled(child) for child in node.named_children]
        for declarator in node.children_by_field_name("declarator"):
            name, type_ = self.program.layouts.declarator(self.frame.text, declarator, base)
            unset = self.cause(declarator, f"'{name}' is not set on this path",
                               "Read another path.")  # fmt: skip
            value = nothing(type_, unset)
            written = declarator.child_by_field_name("value")
            if "static" in words:
                value = nothing(type_, self.unsaid(declarator))
            elif declarator.type == "init_declarator" and written is not None:
                value = self.initial(written, type_)
            if isinstance(value, Word):
                value = stored(value, None, self.frame.text.place(declarator))
            self.frame.scopes[-1][name] = self.new_object(type_, value)

    def _local_enumerators(self, node: Node) -> None:
        """Enumerators that a function declares for itself."""
        kept = dict(self.program.numbers)
        for name, word in self.program.enumerators(self.frame.text, node).items():
            type_ = Integer(word.width, word.signed)
            self.frame.scopes[-1][name] = self.new_object(type_, word)
        self.program.numbers = kept

    def _return(self, node: Node) -> None:
        given = node.named_children
        cause = self.cause(node, "the function returns here", "Read what it sets.")
        value: Value = Unread(cause)
        if given:
            value = self.value(given[0])
            if not isinstance(self.frame.result, Void):
                value = self.converted(value, self.frame.result, node)
        if self.live:
            self.ended(value, cause)

    def _if(self, node: Node) -> None:
        condition = node.child_by_field_name("condition")
        chosen = node.child_by_field_name("consequence")
        clause = node.child_by_field_name("alternative")
        assert condition is not None and chosen is not None
        other = clause.named_children[0] if clause is not None else None
        which = self.truth(condition)
        if self.live:
            self.either(
                which,
                lambda: self.depends(condition),
                lambda: self._run(chosen),
                lambda: self._run(other),
            )

    def _run(self, node: Node | None) -> Value:
        """Runs a statement, if there is one, which has no value."""
        if node is not None:
            self.statement(node)
        return NO_VALUE

    def _switch(self, node: Node) -> None:
        asked, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
        assert asked is not None and body is not None
        value = promoted(self.word(asked))
        cases = [child for child in body.named_children if child.type == "case_statement"]
        why = self.depends(asked)
        starts: list[int | None]
        if value.number is not None:
            starts = [self._chosen(value.number, [self._label(case, value) for case in cases])]
        else:
            default = any(case.child_by_field_name("value") is None for case in cases)
            starts = [*range(len(cases)), *([] if default else [None])]
        self.exits.append(Exits())
        self.among([partial(self._from, cases, start) for start in starts], why)
        ends = [self.state] if self.live else []
        exits = self.exits.pop()
        if exits.continues:
            if not self.exits:
                raise self.no(node, "'continue' stands outside a loop that is followed")
            self.exits[-1].continues += exits.continues
        self.resume(ends + exits.breaks, why)

    def _label(self, case: Node, asked: Word) -> int | None:
        """The number of a case label, as one of the type that is asked; None for `default`."""
        written = case.child_by_field_name("value")
        if written is None:
            return None
        word = self.word(written)
        if word.number is None:
            why = word.cause_of(word.unknown)
            raise NotRead(why) if why else self.no(written, "a case label is not known")
        return resized(word, asked.width, asked.signed).number

    def _chosen(self, number: int, numbers: list[int | None]) -> int | None:
        """Which case the number has; None if none."""
        if number in numbers:
            return numbers.index(number)
        return numbers.index(None) if None in numbers else None

    def _from(self, cases: list[Node], start: int | None) -> Value:
        """The statements from one case on, through those after it."""
        if start is None:
            return NO_VALUE
        self.frame.scopes.append({})
        for case in cases[start:]:
            for child in statements_of(case):
                self.statement(child)
        self.frame.scopes.pop()
        return NO_VALUE

    def _do(self, node: Node) -> None:
        body, condition = node.child_by_field_name("body"), node.child_by_field_name("condition")
        assert body is not None and condition is not None
        if self.truth(condition) is not False:
            self._loop(node)
            return
        self.exits.append(Exits())
        self.statement(body)
        exits = self.exits.pop()
        ends = [*([self.state] if self.live else []), *exits.continues, *exits.breaks]
        self.resume(ends, self.unsaid(node, "the ways out of a block differ"))

    def _loop(self, node: Node) -> None:
        """A loop: what it stores is not known, nor whether the path ends in it."""
        condition = node.child_by_field_name("condition")
        if node.type == "while_statement" and condition is not None:
            kept = self.state.copy()
            if self.truth(condition) is False:
                return
            self.state = kept
        cause = self.cause(node, "a loop stands on the path", "Read another path or expression.")
        if any(part.type == "goto_statement" for part in inside(node)):
            raise self.no(node, "a jump stands on the path")
        self.calls_inside(node, {"call_expression": self._call}, cause)
        stored_in = self._stored_in(node)
        if stored_in is None:
            self.state.forget(cause)
        else:
            for location in stored_in:
                value = nothing(location.type, cause)
                self.state.put(location, value, self.frame.text.place(node))
        if any(part.type == "return_statement" for part in inside(node)):
            kept = self.state.copy()
            self.ended(Unread(cause), cause)
            self.state, self.live = kept, True

    def _call(self, node: Node) -> tuple[str, int]:
        """The name of a call, and the number of its arguments."""
        return self.spelled(child_of(node, "function")), child_of(
            node, "arguments"
        ).named_child_count

    def _stored_in(self, loop: Node) -> list[Location] | None:
        """The variables that a loop stores to; None if it may store to anything."""
        locations: list[Location] = []
        for node in inside(loop):
            if node.type in ("assignment_expression", "update_expression"):
                target = node.child_by_field_name("left") or node.child_by_field_name("argument")
                name = self.spelled(target) if target is not None else ""
                variable = self.variable(name)
                if variable is not None:
                    locations.append(variable)
                elif not any(name in declared for declared in declared_in(loop, self)):
                    return None
            elif node.type == "call_expression":
                function = node.child_by_field_name("function")
                called = self.spelled(function) if function is not None else ""
                if called not in self.program.stated.passed:
                    return None
            elif node.type in ("gnu_asm_expression", "labeled_statement"):
                return None
        return locations


def declared_in(loop: Node, execution: Execution) -> Iterator[list[str]]:
    """The names that declarations in a loop declare."""
    for node in inside(loop):
        if node.type == "declaration":
            names = node.children_by_field_name("declarator")
            yield [execution.spelled(name).split(" = ")[0].strip("* ") for name in names]


def statements_of(case: Node) -> list[Node]:
    """What stands after the label."""
    label = case.child_by_field_name("value")
    return [child for child in case.named_children if child != label]
