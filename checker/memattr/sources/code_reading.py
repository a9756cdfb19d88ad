"""One reading of code: what an expression, or a function on a stated path, comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from memattr.sources.code_program import FunctionCode, Program
from memattr.sources.code_types import Opaque, Pointer
from memattr.sources.known_bits import Word
from memattr.sources.paths import CallFrame, CallMade, Paths, Return
from memattr.sources.store import Location, Unread, Value, joined_values
from memattr.sources.unread import Cause, CodePlace, NotRead, refuse


@dataclass(frozen=True)
class ConstantTarget:
    """The value of an expression without variables."""

    expression: str


@dataclass(frozen=True)
class Returned:
    """What a function returns, on every path that the facts leave."""

    function: str


@dataclass(frozen=True)
class Assigned:
    """What an lvalue of a function holds when it returns."""

    function: str
    lvalue: str


@dataclass(frozen=True)
class Passed:
    """An argument, counted from 1, of every call of another function."""

    function: str
    argument: int
    callee: str


Target: TypeAlias = ConstantTarget | Returned | Assigned | Passed


@dataclass(frozen=True)
class Asked:
    """A reading: its target, what is given as (expression, value), and where it is written."""

    target: Target
    facts: tuple[tuple[str, str], ...]
    place: CodePlace


@dataclass(frozen=True)
class CodeValue:
    """What the code comes to, and where it says so."""

    value: Value
    place: CodePlace

    def line_of(self, mask: int) -> CodePlace:
        """The line that decides the bits of the mask."""
        source = self.value.source_of(mask) if isinstance(self.value, Word) else None
        return source or self.place


def read(program: Program, query: Asked) -> CodeValue:
    """Carries out a reading. Raises NotRead; bits that are not known have causes."""
    program.forget_names(query.place)
    if isinstance(query.target, ConstantTarget):
        value, place = _constant(program, query, query.target)
    else:
        value, place = _on_path(program, query, query.target)
    return CodeValue(value, place)


def _constant(program: Program, query: Asked, target: ConstantTarget) -> tuple[Value, CodePlace]:
    text, node = program.written(target.expression, query.place)
    paths = program.paths(_overrides(program, query, query.facts))
    paths.frames.append(CallFrame(text, []))
    value = paths.value(node)
    _all_used(query, {}, paths)
    for name, place in program.names_used(query.place):
        if name == target.expression:
            return value, place
    return value, program.defined_at(target.expression) or query.place


def _on_path(
    program: Program, query: Asked, target: Returned | Assigned | Passed
) -> tuple[Value, CodePlace]:
    """Runs the function."""
    code = program.function(target.function)
    if code is None:
        raise refuse(query.place, f"no file read defines a function '{target.function}'",
                     "Name the file that does, or the new name.")  # fmt: skip
    names = {name for name, _ in code.parameters}
    plain = program.paths({})
    rooted = [f for f in query.facts if plain.root(program.written(f[0], query.place)[1]) in names]
    others = [fact for fact in query.facts if fact not in rooted]
    execution = program.paths(_overrides(program, query, tuple(others)))
    ends, initial = _run(program, execution, code, query, rooted)
    _all_used(query, initial, execution)
    if not ends:
        raise refuse(code.place, f"'{code.name}' does not return on this path", "State another.")
    match target:
        case Returned():
            values = [(end.value, end.cause) for end in ends]
        case Assigned(_, lvalue):
            values = [_held(program, execution, end, lvalue, query) for end in ends]
        case Passed(_, argument, callee):
            values = [_argument(call, argument) for call in execution.calls if call.name == callee]
            if not values:
                raise refuse(code.place, f"'{callee}' is not called on this path",
                             "Name the function that is.")  # fmt: skip
        case _:
            assert_never(target)
    value = values[0][0]
    for other, cause in values[1:]:
        first = values[0][1].place
        differs = Cause(cause.place, f"there are two values on this path, the other at {first}",
                        'State what decides: given "EXPRESSION" is "VALUE".')  # fmt: skip
        value = joined_values(value, other, differs)
    return value, values[0][1].place


def _overrides(
    program: Program, query: Asked, facts: tuple[tuple[str, str], ...]
) -> dict[str, Value]:
    """The values of expressions, by their text as it is after macros are expanded."""
    values: dict[str, Value] = {}
    for written, value in facts:
        text, node = program.written(written, query.place)
        while node.type == "parenthesized_expression":
            node = node.named_children[0]
        paths = program.paths({})
        paths.frames.append(CallFrame(text, []))
        values[paths.spelled(node)] = _number(program, value, query.place)
    return values


def _number(program: Program, written: str, place: CodePlace) -> Value:
    """The value that a fact gives."""
    text, node = program.written(written, place)
    paths = program.paths({})
    paths.frames.append(CallFrame(text, []))
    word = paths.word(node)
    if word.unknown:
        why = word.cause_of(word.unknown)
        raise NotRead(why) if why else refuse(place, f"'{written}' is no number", "Write one.")
    return word


def _run(
    program: Program, execution: Paths, code: FunctionCode, query: Asked,
    rooted: list[tuple[str, str]],
) -> tuple[list[Return], dict[str, Location]]:  # fmt: skip
    """Runs the function from memory in which the facts about its parameters hold."""
    scope: dict[str, Location] = {}
    arguments: list[Value] = []
    execution.frames.append(CallFrame(code.text, [scope]))
    for name, type_ in code.parameters:
        value = execution.parameter(name, type_, code.place)
        arguments.append(value)
        scope[name] = execution.new_object(type_, value)
    initial: dict[str, Location] = {}
    for written, given in rooted:
        value = _number(program, given, query.place)
        text, node = program.written(written, query.place)
        execution.frames[-1].text = text
        place = execution.place(node)
        if not isinstance(place, Location):
            raise refuse(query.place, f"'{written}' is no place that is known", "Write another.")
        if not isinstance(place.type, Opaque | Pointer):
            value = execution.converted(value, place.type, node)
        execution.state.put(place, value, query.place)
        initial[written] = place
        position = next((i for i, (n, _) in enumerate(code.parameters) if n == written), None)
        if position is not None:
            arguments[position] = value
    execution.frames.pop()
    execution.state.loaded.clear()
    parameters = {name: place.object for name, place in scope.items()}
    before = execution.objects
    ends = execution.run(code, arguments)
    # The function's own parameters are new objects, in order, from `before` on.
    for number, name in enumerate(parameters, 1):
        if (before + number, "") in execution.state.loaded:
            execution.state.loaded.add((parameters[name], ""))
    return ends, initial


def _all_used(query: Asked, initial: dict[str, Location], paths: Paths) -> None:
    """Refuses facts that the path never asks for: they would say nothing. Where all that was known
    was given up before they could be asked for, that is the reason."""
    for written, place in initial.items():
        if (place.object, place.path) not in paths.state.loaded:
            raise _unused(query, paths, written)
    unused = sorted(set(paths.facts) - paths.used)
    if unused:
        raise _unused(query, paths, paths.tidy(unused[0]))


def _unused(query: Asked, paths: Paths, written: str) -> NotRead:
    if paths.state.forgotten:
        return NotRead(paths.state.forgotten[0])
    return refuse(query.place, f"the path never asks what '{written}' is", "Remove it.")


def _held(
    program: Program, execution: Paths, end: Return, lvalue: str,
    query: Asked,
) -> tuple[Value, Cause]:  # fmt: skip
    """What the lvalue holds at one end of the function."""
    text, node = program.written(lvalue, query.place)
    execution.state = end.state.copy()
    execution.frames.append(CallFrame(text, [dict(scope) for scope in end.scopes]))
    value = execution.value(node)
    execution.frames.pop()
    if isinstance(value, Unread) and value.cause.place == query.place:
        message = f"'{lvalue}' is not set where the function returns here"
        way = 'State what keeps the path from it: given "EXPRESSION" is "VALUE".'
        value = Unread(Cause(end.cause.place, message, way))
    return value, end.cause


def _argument(call: CallMade, argument: int) -> tuple[Value, Cause]:
    """One argument of a call."""
    if not 1 <= argument <= len(call.arguments):
        message = f"'{call.name}' is called with {len(call.arguments)} arguments"
        raise refuse(call.cause.place, message, f"Read another than {argument}.")
    return call.arguments[argument - 1], call.cause
