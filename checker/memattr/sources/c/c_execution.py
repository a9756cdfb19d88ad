"""Statements of C on every path that what is stated leaves open.

Where a condition is not known both branches are taken, and what holds after either goes on: so a
value that comes out is that of every run. What the reader does not follow, a loop or an unknown
call, leaves nothing known of anything that it may store; a jump is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from memattr.sources.c.c_evaluation import Evaluator
from memattr.sources.c.c_places import Frame, tidy
from memattr.sources.c.c_types import CType, Pointer, Void
from memattr.sources.c.control_flow import CallMade, Exits, Return, inside, statements_of
from memattr.sources.c.known_bits import Word, stored
from memattr.sources.c.store import (
    Address,
    Location,
    Store,
    Unread,
    Value,
    joined_stores,
    joined_values,
    nothing,
)
from memattr.sources.c.unread import Cause, CodePlace, NotRead

if TYPE_CHECKING:
    from tree_sitter import Node

    from memattr.sources.c.program import FunctionCode, Program

DEEPEST = 24
"""Calls inside one another; a deeper one counts as unknown, recursion so too."""


class Execution(Evaluator):
    """Runs functions. `live` is whether the path goes on; `calls` are all calls that were met."""

    def __init__(self, program: Program, facts: dict[str, Value] | None = None) -> None:
        super().__init__(program, facts)
        self.live = True
        self.calls: list[CallMade] = []
        self.exits: list[Exits] = []
        self.returns: list[list[Return]] = []

    # ---- Functions

    def run(self, code: FunctionCode, arguments: list[Value], result: CType) -> list[Return]:
        """Every way in which the function ends."""
        scope: dict[str, Location] = {}
        self.frames.append(Frame(code.text, [scope], result))
        self.returns.append([])
        outer_exits, self.exits = self.exits, []
        for (name, type_), value in zip(code.parameters, arguments, strict=True):
            scope[name] = self.new_object(type_, self.converted(value, type_, code.body))
        self._block(code.body)
        if self.live:
            end = self.cause(code.body, f"'{code.name}' returns no value", "Read what it sets.")
            self._ended(Unread(end), end)
        self.frames.pop()
        self.exits = outer_exits
        self.live = True
        return self.returns.pop()

    def _ended(self, value: Value, cause: Cause) -> None:
        """The path returns."""
        scopes = tuple(dict(scope) for scope in self.frame.scopes)
        self.returns[-1].append(Return(value, self.state, scopes, cause))
        self.state = self.state.copy()
        self.live = False

    def call(self, node: Node, name: str, arguments: list[Value]) -> Value:
        """A call: followed if a file read defines the function; passed over if that is stated."""
        cause = self.unsaid(node, f"'{name}' is called, which no file read defines")
        self.calls.append(CallMade(name, tuple(arguments), self.cause(node, "", "")))
        if name in self.program.stated.passed:
            return Unread(self.unsaid(node))
        code, why = self._code(name)
        if code is None or len(code.parameters) != len(arguments) or len(self.frames) > DEEPEST:
            way = f'Name the header that defines it, or state: passing "{name}".'
            why = why or self.program.macros.cause_of(name)
            cause = why or self.cause(node, cause.message, way)
            self.state.forget(cause)
            return Unread(cause)
        ends = self.run(code, arguments, self.program.result_of(code))
        return self._after(ends, node)

    def _code(self, name: str) -> tuple[FunctionCode | None, Cause | None]:
        """The function's code, or why there is none."""
        try:
            return self.program.function(name), None
        except NotRead as error:
            return None, error.cause

    def _after(self, ends: list[Return], node: Node) -> Value:
        """Goes on after a call with what holds of all its ends."""
        if not ends:
            self.live = False
            return Unread(self.unsaid(node))
        why = self.unsaid(node)
        merged = joined_stores([end.state for end in ends], why)
        assert merged is not None
        self.state = merged
        value = ends[0].value
        for end in ends[1:]:
            value = joined_values(value, end.value, why)
        return value

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
                self.exits[-1].breaks.append(self._stopped())
            case "continue_statement" if self.exits:
                self.exits[-1].continues.append(self._stopped())
            case "do_statement":
                self._do(node)
            case "while_statement" | "for_statement":
                self._loop(node)
            case "case_statement":
                raise self.no(node, "a case label stands inside another statement")
            case "goto_statement" | "labeled_statement":
                raise self.no(node, "a jump stands on the path")
            case "type_definition" | "enum_specifier" | "struct_specifier":
                return
            case _:
                raise self.no(node, f"'{tidy(self.spelled(node))[:40]}' is not understood")

    def _effects(self, node: Node) -> None:
        """Carries out an expression; a bare name may be a macro that does anything."""
        value = self.value(node)
        if node.type == "identifier" and isinstance(value, Unread):
            self.state.forget(value.cause)

    def _stopped(self) -> Store:
        """The memory at which the path leaves."""
        left, self.state = self.state, self.state.copy()
        self.live = False
        return left

    def _resume(self, stores: list[Store], why: Cause) -> None:
        """Goes on with what holds of these, or not at all."""
        merged = joined_stores(stores, why)
        self.live = merged is not None
        if merged is not None:
            self.state = merged

    def _block(self, node: Node) -> None:
        self.frame.scopes.append({})
        for child in node.named_children:
            self.statement(child)
        self.frame.scopes.pop()

    def _declaration(self, node: Node) -> None:
        specifier = node.child_by_field_name("type")
        assert specifier is not None
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

    def _return(self, node: Node) -> None:
        given = node.named_children
        cause = self.cause(node, "the function returns here", "Read what it sets.")
        value: Value = Unread(cause)
        if given:
            value = self.value(given[0])
            if not isinstance(self.frame.result, Void):
                value = self.converted(value, self.frame.result, node)
        if self.live:
            self._ended(value, cause)

    def _if(self, node: Node) -> None:
        condition = node.child_by_field_name("condition")
        chosen = node.child_by_field_name("consequence")
        clause = node.child_by_field_name("alternative")
        assert condition is not None and chosen is not None
        other = clause.named_children[0] if clause is not None else None
        which = self.truth(condition)
        if not self.live:
            return
        if which is not None:
            branch = chosen if which else other
            if branch is not None:
                self.statement(branch)
            return
        why = self._depends(condition)
        before = self.state.copy()
        self.statement(chosen)
        ends = [self.state] if self.live else []
        self.state, self.live = before, True
        if other is not None:
            self.statement(other)
        self._resume([*ends, *([self.state] if self.live else [])], why)

    def _depends(self, condition: Node) -> Cause:
        """Why two branches were taken."""
        inner = condition
        while inner.type == "parenthesized_expression" and inner.named_children:
            inner = inner.named_children[0]
        text = tidy(self.spelled(inner))
        return self.unsaid(inner, f"it depends on '{text}', which is not known")

    def _switch(self, node: Node) -> None:
        asked, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
        assert asked is not None and body is not None
        value = self.word(asked)
        cases = [child for child in body.named_children if child.type == "case_statement"]
        why = self._depends(asked)
        starts: list[int | None]
        if value.number is not None:
            starts = [self._chosen(value.number, [self._label(case) for case in cases])]
        else:
            default = any(case.child_by_field_name("value") is None for case in cases)
            starts = [*range(len(cases)), *([] if default else [None])]
        self.exits.append(Exits())
        before, ends = self.state, []
        for start in starts:
            self.state, self.live = before.copy(), True
            self._from(cases, start)
            ends += [self.state] if self.live else []
        self._resume(ends + self.exits.pop().breaks, why)

    def _label(self, case: Node) -> int | None:
        """The number of a case label; None for `default`."""
        written = case.child_by_field_name("value")
        if written is None:
            return None
        word = self.word(written)
        if word.number is None:
            why = word.cause_of(word.unknown)
            raise NotRead(why) if why else self.no(written, "a case label is not known")
        return word.number

    def _chosen(self, number: int, numbers: list[int | None]) -> int | None:
        """Which case the number has; None if none."""
        if number in numbers:
            return numbers.index(number)
        return numbers.index(None) if None in numbers else None

    def _from(self, cases: list[Node], start: int | None) -> None:
        """The statements from one case on, through those after it."""
        if start is None:
            return
        self.frame.scopes.append({})
        for case in cases[start:]:
            for child in statements_of(case):
                self.statement(child)
        self.frame.scopes.pop()

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
        self._resume(ends, self.unsaid(node, "the ways out of a block differ"))

    def _loop(self, node: Node) -> None:
        """A loop: what it stores is not known, nor whether the path ends in it."""
        condition = node.child_by_field_name("condition")
        if node.type == "while_statement" and condition is not None:
            kept = self.state.copy()
            if self.truth(condition) is False:
                return
            self.state = kept
        cause = self.cause(node, "a loop stands on the path", "Read another path or expression.")
        if any(found.type == "goto_statement" for found in inside(node)):
            raise self.no(node, "a jump stands on the path")
        self._calls_inside(node, cause)
        stored_in = self._stored_in(node)
        if stored_in is None:
            self.state.forget(cause)
        else:
            for location in stored_in:
                value = nothing(location.type, cause)
                self.state.put(location, value, self.frame.text.place(node))
        if any(found.type == "return_statement" for found in inside(node)):
            kept = self.state.copy()
            self._ended(Unread(cause), cause)
            self.state, self.live = kept, True

    def _calls_inside(self, loop: Node, cause: Cause) -> None:
        """Calls in a loop are calls on the path, with arguments of which nothing is known."""
        for node in inside(loop):
            function = node.child_by_field_name("function")
            if node.type == "call_expression" and function is not None:
                listed = node.child_by_field_name("arguments")
                count = len(listed.named_children) if listed is not None else 0
                name = self.spelled(function)
                self.calls.append(CallMade(name, (Unread(cause),) * count, cause))

    def _stored_in(self, loop: Node) -> list[Location] | None:
        """The variables that a loop stores to; None if it may store to anything."""
        found: list[Location] = []
        for node in inside(loop):
            if node.type in ("assignment_expression", "update_expression"):
                target = node.child_by_field_name("left") or node.child_by_field_name("argument")
                name = self.spelled(target) if target is not None else ""
                variable = self.variable(name)
                if variable is not None:
                    found.append(variable)
                elif not any(name in declared for declared in declared_in(loop, self)):
                    return None
            elif node.type == "call_expression":
                function = node.child_by_field_name("function")
                called = self.spelled(function) if function is not None else ""
                if called not in self.program.stated.passed:
                    return None
            elif node.type in ("gnu_asm_expression", "labeled_statement"):
                return None
        return found


def declared_in(loop: Node, execution: Execution) -> Iterator[list[str]]:
    """The names that declarations in a loop declare."""
    for node in inside(loop):
        if node.type == "declaration":
            names = node.children_by_field_name("declarator")
            yield [execution.spelled(name).split(" = ")[0].strip("* ") for name in names]


def parameter_value(evaluator: Evaluator, name: str, type_: CType, place: CodePlace) -> Value:
    """What a parameter is when a reading begins: a pointer points to an object of its own."""
    if not isinstance(type_, Pointer):
        return nothing(type_, not_stated(name, place, "nothing says what '{}' is"))
    unset = not_stated(f"*{name}", place, "'{}' is not set on every path")
    target = evaluator.new_object(type_.target, nothing(type_.target, unset))
    return Address(target)


def not_stated(name: str, place: CodePlace, message: str) -> Cause:
    """The cause for what a reading could state."""
    return Cause(place, message.format(name), f'State it: given "{name}" is "...".')
