"""Every path through code that what is stated leaves open, in whatever language it is written.

Where a condition is not known both branches are taken, and what holds after either goes on: so a
value that comes out is that of every run. What is not followed leaves nothing known of anything
that it may store. A language says what its expressions and statements do; how paths part and
meet, what calls do, and what is said where nothing is known is the same for all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memattr.sources.code_program import CodeText, FunctionCode, Program, inside
from memattr.sources.code_types import CodeType, Pointer, Void, size
from memattr.sources.known_bits import Word, truth, unknown
from memattr.sources.store import (
    Address,
    Location,
    Place,
    Store,
    Unread,
    Value,
    as_word,
    joined_stores,
    joined_values,
    nothing,
)
from memattr.sources.unread import Cause, CodePlace, NotRead, refuse

if TYPE_CHECKING:
    from tree_sitter import Node

DEEPEST = 24
"""Calls inside one another; a deeper one counts as unknown, recursion so too."""
MOST_CALLS = 1_000
"""Calls that are followed for one reading: a function that calls itself twice would never end."""


@dataclass
class CallFrame:
    """One call of a function: its text, and its variables by scope, each with its place."""

    text: CodeText
    scopes: list[dict[str, Location]]
    result: CodeType = field(default_factory=Void)

    def find(self, name: str) -> Location | None:
        """The variable of that name."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return None


@dataclass(frozen=True)
class Return:
    """One way in which a function ends: its value, its memory and the names in scope."""

    value: Value
    state: Store
    scopes: tuple[dict[str, Location], ...]
    cause: Cause


@dataclass(frozen=True)
class CallMade:
    """A call on the path, with the values of its arguments."""

    name: str
    arguments: tuple[Value, ...]
    cause: Cause


@dataclass
class Exits:
    """The stores with which a loop or a switch is left, and those with which it goes on."""

    breaks: list[Store] = field(default_factory=list)
    continues: list[Store] = field(default_factory=list)


class Paths(ABC):
    """Walks on one path after the other. `facts` are values of expressions, by their text; `used`
    are those that were asked for. `live` is whether the path goes on, `calls` are all that were
    met."""

    def __init__(self, program: Program, facts: dict[str, Value] | None = None) -> None:
        self.facts = facts or {}
        self.used: set[str] = set()
        self.state = Store()
        self.frames: list[CallFrame] = []
        self.objects = 0
        self.live = True
        self.calls: list[CallMade] = []
        self.runs = 0
        self.exits: list[Exits] = []
        self.returns: list[list[Return]] = []
        self._passed = program.stated.passed

    # ---- What a language says

    @abstractmethod
    def evaluated(self, node: Node) -> Value:
        """The value of an expression of which nothing is stated."""

    @abstractmethod
    def place(self, node: Node) -> Place:
        """The place that an expression names."""

    @abstractmethod
    def converted(self, value: Value, type_: CodeType, node: Node) -> Value:
        """The value as one of the type."""

    @abstractmethod
    def ran(self, code: FunctionCode) -> Value:
        """Runs the body, and gives the value with which its end is reached."""

    @abstractmethod
    def tidy(self, text: str) -> str:
        """A text with single blanks, as one writes it."""

    @abstractmethod
    def root(self, node: Node) -> str | None:
        """The variable that a place begins with; None for anything else."""

    # ---- Messages

    @property
    def frame(self) -> CallFrame:
        """The function that runs."""
        return self.frames[-1]

    def spelled(self, node: Node) -> str:
        """The text of a node, as it is written in facts."""
        return self.frame.text.text(node)

    def cause(self, node: Node, message: str, way: str) -> Cause:
        """Why something at this node is not known."""
        return Cause(self.frame.text.place(node), message, way)

    def no(self, node: Node, message: str) -> NotRead:
        """A refusal at this node."""
        return refuse(self.frame.text.place(node), message, "Read another path or expression.")

    def unsaid(self, node: Node, what: str = "") -> Cause:
        """The cause for a value that could be stated."""
        text = self.tidy(self.spelled(node))
        short = text if len(text) < 60 else f"{text[:56]} ..."
        return self.cause(
            node, what or f"nothing says what '{short}' is", f'State it: given "{short}" is "...".'
        )

    def depends(self, condition: Node) -> Cause:
        """Why two branches were taken."""
        inner = condition
        while inner.type == "parenthesized_expression" and inner.named_children:
            inner = inner.named_children[0]
        text = self.tidy(self.spelled(inner))
        return self.unsaid(inner, f"it depends on '{text}', which is not known")

    # ---- Values

    def value(self, node: Node) -> Value:
        """The value of an expression."""
        return self.evaluated(node) if (fact := self.fact(node)) is None else fact

    def fact(self, node: Node) -> Value | None:
        """What is stated of the expression."""
        if not self.facts or (fact := self.facts.get(self.spelled(node))) is None:
            return None
        self.used.add(self.spelled(node))
        return fact

    def word(self, node: Node) -> Word:
        """The value as an integer; one that is none has no known bit."""
        value = self.value(node)
        return value if isinstance(value, Word) else as_word(value, 64)

    def truth(self, node: Node) -> bool | None:
        """Whether the value is other than 0, if that is known."""
        return self.word(node).truth

    def why(self, node: Node) -> Cause:
        """Why a condition is not known: evaluated again, without its effects."""
        kept = self.state.copy()
        value = self.value(node)
        self.state = kept
        if isinstance(value, Word):
            return value.cause_of(value.unknown) or self.unsaid(node)
        return value.cause if isinstance(value, Unread) else self.unsaid(node)

    def negation(self, argument: Node) -> Word:
        """`!` of a condition"""
        value = self.truth(argument)
        return unknown(32, True, self.why(argument)) if value is None else truth(not value)

    def logical(self, operator: str, left: Node, right: Node) -> Value:
        """`&&` and `||`: the right side counts, and acts, only where the left one leaves it to."""
        first = self.truth(left)
        decided = operator == "||"
        if first is decided:
            return truth(decided)
        if first is not None:
            second = self.truth(right)
            return unknown(32, True, self.why(right)) if second is None else truth(second)
        why = self.why(left)
        skipped = self.state.copy()
        second = self.truth(right)
        merged = joined_stores([self.state, skipped], why)
        assert merged is not None
        self.state = merged
        return truth(decided) if second is decided else unknown(32, True, why)

    # ---- Places

    def new_object(self, type_: CodeType, value: Value | None) -> Location:
        """A new object, which holds the value."""
        self.objects += 1
        place = Location(self.objects, "", 0, size(type_), type_)
        if value is not None:
            self.state.cells[(self.objects, "")] = value
        return place

    def parameter(self, name: str, type_: CodeType, place: CodePlace) -> Value:
        """What a parameter is when a reading begins: a pointer points to an object of its own."""
        if not isinstance(type_, Pointer):
            return nothing(type_, not_stated(name, place, "nothing says what '{}' is"))
        unset = not_stated(f"*{name}", place, "'{}' is not set on every path")
        return Address(self.new_object(type_.target, nothing(type_.target, unset)))

    # ---- How paths part and meet

    def among(self, ways: Sequence[Callable[[], Value]], why: Cause) -> Value:
        """Takes each way from here, and goes on with what holds after all that go on."""
        before, ends = self.state, list[Store]()
        values: list[Value] = []
        for way in ways:
            self.state, self.live = before.copy(), True
            value = way()
            if self.live:
                ends.append(self.state)
                values.append(value)
        self.resume(ends, why)
        if not values:
            return Unread(why)
        merged = values[0]
        for value in values[1:]:
            merged = joined_values(merged, value, why)
        return merged

    def either(
        self, which: bool | None, why: Callable[[], Cause],
        chosen: Callable[[], Value], other: Callable[[], Value],
    ) -> Value:  # fmt: skip
        """The way that a condition chooses, or both if it is not known."""
        if which is not None:
            return chosen() if which else other()
        return self.among((chosen, other), why())

    def stopped(self) -> Store:
        """The memory at which the path leaves."""
        left, self.state = self.state, self.state.copy()
        self.live = False
        return left

    def resume(self, stores: list[Store], why: Cause) -> None:
        """Goes on with what holds of these, or not at all."""
        merged = joined_stores(stores, why)
        self.live = merged is not None
        if merged is not None:
            self.state = merged

    # ---- Functions

    def run(self, code: FunctionCode, arguments: Sequence[Value]) -> list[Return]:
        """Every way in which the function ends."""
        scope: dict[str, Location] = {}
        self.frames.append(CallFrame(code.text, [scope], code.result))
        self.returns.append([])
        outer_exits, self.exits = self.exits, []
        for (name, type_), value in zip(code.parameters, arguments, strict=True):
            scope[name] = self.new_object(type_, self.converted(value, type_, code.body))
        value = self.ran(code)
        if self.live:
            self.ended(value, self.cause(code.body, "the function ends here", "Read what it sets."))
        self.frames.pop()
        self.exits = outer_exits
        self.live = True
        return self.returns.pop()

    def ended(self, value: Value, cause: Cause) -> None:
        """The path returns."""
        scopes = tuple(dict(scope) for scope in self.frame.scopes)
        self.returns[-1].append(Return(value, self.state, scopes, cause))
        self.state = self.state.copy()
        self.live = False

    def followed(
        self, node: Node, name: str, code: FunctionCode | None, arguments: Sequence[Value],
        missing: Cause | None = None,
    ) -> Value:  # fmt: skip
        """A call: followed if its code is known; passed over if that is stated; else it may store
        anything anywhere. `missing` says why there is no code."""
        self.calls.append(CallMade(name, tuple(arguments), self.cause(node, "", "")))
        if name in self._passed:
            return Unread(self.unsaid(node))
        if code is None or len(code.parameters) != len(arguments) or len(self.frames) > DEEPEST:
            message = f"'{name}' is called, which no file read defines"
            way = f'Name the file that defines it, or state: passing "{name}".'
            cause = missing or self.cause(node, message, way)
            self.state.forget(cause)
            return Unread(cause)
        self.runs += 1
        if self.runs > MOST_CALLS:
            raise self.no(node, f"more than {MOST_CALLS} calls stand on the path")
        ends = self.run(code, arguments)
        if not ends:
            self.live = False
            return Unread(self.unsaid(node))
        why = self.unsaid(node)
        self.resume([end.state for end in ends], why)
        value = ends[0].value
        for end in ends[1:]:
            value = joined_values(value, end.value, why)
        return value

    def calls_inside(
        self, loop: Node, calls: Mapping[str, Callable[[Node], tuple[str, int]]], cause: Cause
    ) -> None:
        """Calls in a loop are calls on the path, with arguments of which nothing is known. `calls`
        say of each type of node that is one its name and the number of its arguments."""
        for node in inside(loop):
            if node.type in calls:
                name, count = calls[node.type](node)
                self.calls.append(CallMade(name, (Unread(cause),) * count, cause))


def not_stated(name: str, place: CodePlace, message: str) -> Cause:
    """The cause for what a reading could state."""
    return Cause(place, message.format(name), f'State it: given "{name}" is "...".')
