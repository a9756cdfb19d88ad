"""One reading of code: what an expression, or a function on a stated path, comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from memattr.sources.c.c_evaluation import Evaluator
from memattr.sources.c.c_execution import Execution, parameter_value
from memattr.sources.c.c_macros import Macro
from memattr.sources.c.c_places import Frame, tidy
from memattr.sources.c.c_syntax import TYPEDEF
from memattr.sources.c.c_types import Opaque, Pointer
from memattr.sources.c.control_flow import CallMade, Return
from memattr.sources.c.known_bits import Word
from memattr.sources.c.program import FunctionCode, Program
from memattr.sources.c.store import Location, Unread, Value, joined_values
from memattr.sources.c.unread import Cause, CodePlace, NotRead, refuse


@dataclass(frozen=True)
class Constant:
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


Target: TypeAlias = Constant | Returned | Assigned | Passed


@dataclass(frozen=True)
class Asked:
    """A reading: its target, what is given as (expression, value), and where it is written."""

    target: Target
    facts: tuple[tuple[str, str], ...]
    place: CodePlace


@dataclass(frozen=True)
class Found:
    """What the code comes to, where it says so, and the macros that lines use, by line."""

    value: Value
    place: CodePlace
    macros: Mapping[CodePlace, Mapping[str, Macro]]

    def line_of(self, mask: int) -> CodePlace:
        """The line that decides the bits of the mask."""
        source = self.value.source_of(mask) if isinstance(self.value, Word) else None
        return source or self.place


def read(program: Program, asked: Asked) -> Found:
    """Carries out a reading. Raises NotRead; bits that are not known have causes."""
    program.macros.used.pop(asked.place, None)
    if isinstance(asked.target, Constant):
        value, place = _constant(program, asked, asked.target)
    else:
        value, place = _on_path(program, asked, asked.target)
    return Found(value, place, program.macros.used)


def _constant(program: Program, asked: Asked, target: Constant) -> tuple[Value, CodePlace]:
    some = program.expanded(target.expression, asked.place)
    text, node = program.expression(some)
    evaluator = Evaluator(program, _overrides(program, asked, asked.facts))
    evaluator.frames.append(Frame(text, []))
    value = evaluator.value(node)
    _all_used(asked, {}, evaluator)
    return value, _place_of(program, target.expression, asked.place)


def _place_of(program: Program, name: str, otherwise: CodePlace) -> CodePlace:
    """Where the code defines what a constant names."""
    used = program.macros.used.get(otherwise, {})
    if name in used:
        return used[name].place
    for kind in ("enumerator", "variable"):
        declared = program.declarations.get(kind, name)
        if declared is not None:
            return next((t.place for t in declared.tokens if t.text == name), declared.place)
    return otherwise


def _on_path(
    program: Program, asked: Asked, target: Returned | Assigned | Passed
) -> tuple[Value, CodePlace]:
    """Runs the function."""
    code = program.function(target.function)
    if code is None:
        raise refuse(asked.place, f"no file read defines a function '{target.function}'",
                     "Name the file that does, or the new name.")  # fmt: skip
    names = {name for name, _ in code.parameters}
    rooted = [fact for fact in asked.facts if root_of(program, fact[0], asked.place) in names]
    others = [fact for fact in asked.facts if fact not in rooted]
    execution = Execution(program, _overrides(program, asked, tuple(others)))
    ends, initial = _run(program, execution, code, asked, rooted)
    _all_used(asked, initial, execution)
    if not ends:
        raise refuse(code.place, f"'{code.name}' does not return on this path", "State another.")
    match target:
        case Returned():
            values = [(end.value, end.cause) for end in ends]
        case Assigned(_, lvalue):
            values = [_held(program, execution, end, lvalue, asked) for end in ends]
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


def root_of(program: Program, written: str, place: CodePlace) -> str | None:
    """The variable that an lvalue like `a->b.c` or `*a` begins with; None for anything else."""
    _, node = program.expression(program.expanded(written, place))
    while node.type in ("field_expression", "pointer_expression", "parenthesized_expression"):
        node = node.child_by_field_name("argument") or node.named_children[0]
    text = node.text
    return text.decode() if node.type == "identifier" and text is not None else None


def _overrides(
    program: Program, asked: Asked, facts: tuple[tuple[str, str], ...]
) -> dict[str, Value]:
    """The values of expressions, by their text as it is after macros are expanded."""
    made: dict[str, Value] = {}
    for written, value in facts:
        text, node = program.expression(program.expanded(written, asked.place))
        while node.type == "parenthesized_expression":
            node = node.named_children[0]
        made[text.text(node).strip().replace(f"struct {TYPEDEF}", "")] = _number(
            program, value, asked.place
        )
    return made


def _number(program: Program, written: str, place: CodePlace) -> Value:
    """The value that a fact gives."""
    text, node = program.expression(program.expanded(written, place))
    evaluator = Evaluator(program)
    evaluator.frames.append(Frame(text, []))
    word = evaluator.word(node)
    if word.unknown:
        why = word.cause_of(word.unknown)
        raise NotRead(why) if why else refuse(place, f"'{written}' is no number", "Write one.")
    return word


def _run(
    program: Program, execution: Execution, code: FunctionCode, asked: Asked,
    rooted: list[tuple[str, str]],
) -> tuple[list[Return], dict[str, Location]]:  # fmt: skip
    """Runs the function from memory in which the facts about its parameters hold."""
    scope: dict[str, Location] = {}
    arguments: list[Value] = []
    execution.frames.append(Frame(code.text, [scope]))
    for name, type_ in code.parameters:
        value = parameter_value(execution, name, type_, code.place)
        arguments.append(value)
        scope[name] = execution.new_object(type_, value)
    initial: dict[str, Location] = {}
    for written, given in rooted:
        value = _number(program, given, asked.place)
        text, node = program.expression(program.expanded(written, asked.place))
        execution.frames[-1].text = text
        place = execution.place(node)
        if not isinstance(place, Location):
            raise refuse(asked.place, f"'{written}' is no place that is known", "Write another.")
        if not isinstance(place.type, Opaque | Pointer):
            value = execution.converted(value, place.type, node)
        execution.state.put(place, value, asked.place)
        initial[written] = place
        position = next((i for i, (n, _) in enumerate(code.parameters) if n == written), None)
        if position is not None:
            arguments[position] = value
    execution.frames.pop()
    execution.state.loaded.clear()
    result = program.result_of(code)
    parameters = {name: place.object for name, place in scope.items()}
    before = execution.objects
    ends = execution.run(code, arguments, result)
    # The function's own parameters are new objects, in order, from `before` on.
    for number, name in enumerate(parameters, 1):
        if (before + number, "") in execution.state.loaded:
            execution.state.loaded.add((parameters[name], ""))
    return ends, initial


def _all_used(asked: Asked, initial: dict[str, Location], evaluator: Evaluator) -> None:
    """Refuses facts that the path never asks for: they would say nothing. Where all that was known
    was given up before they could be asked for, that is the reason."""
    for written, place in initial.items():
        if (place.object, place.path) not in evaluator.state.loaded:
            raise _unused(asked, evaluator, written)
    unused = sorted(set(evaluator.facts) - evaluator.used)
    if unused:
        raise _unused(asked, evaluator, tidy(unused[0]))


def _unused(asked: Asked, evaluator: Evaluator, written: str) -> NotRead:
    if evaluator.state.forgotten:
        return NotRead(evaluator.state.forgotten[0])
    return refuse(asked.place, f"the path never asks what '{written}' is", "Remove it.")


def _held(
    program: Program, execution: Execution, end: Return, lvalue: str,
    asked: Asked,
) -> tuple[Value, Cause]:  # fmt: skip
    """What the lvalue holds at one end of the function."""
    text, node = program.expression(program.expanded(lvalue, asked.place))
    execution.state = end.state.copy()
    execution.frames.append(Frame(text, [dict(scope) for scope in end.scopes]))
    value = execution.value(node)
    execution.frames.pop()
    if isinstance(value, Unread) and value.cause.place == asked.place:
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
