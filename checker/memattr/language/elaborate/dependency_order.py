"""How declarations need one another: none may need itself, each is elaborated after those that it
needs, and what it comes to through all of them has a limit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Set as AbstractSet
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from itertools import chain

from memattr.language.elaborate.symbol_table import SymbolTable
from memattr.model.expressions import Call, Expression, Global, children
from memattr.model.model import Function
from memattr.place import Note, Problem


def endless_functions(table: SymbolTable, depths: Mapping[str, int]) -> tuple[Problem, ...]:
    """A problem for each function that calls itself, by way of others perhaps; if there is none,
    for the first that is too deep."""
    calls = _calls(table.functions)
    problems: list[Problem] = []
    told: set[str] = set()
    for name in _never_ending(calls):
        way = None if name in told else _way(calls, name)
        if way is not None:
            told |= {name, *way}
            message = f"'{name}' calls itself"
            if way:
                message += f", by way of {' and '.join(way)}"
            place = table.functions[name].note.place
            way_out = "Everything here is finite."
            problems.append(table.problem(place, "recursion", message, way_out))
    if not problems:
        order = chain.from_iterable(levels(calls))
        problems += _first_too_deep(table, ((table.functions[n].note, depths[n]) for n in order))
    return tuple(problems)


def deep_values(table: SymbolTable, depths: Mapping[str, int]) -> tuple[Problem, ...]:
    """A problem for the first derived value that is too deep, in the order of their needs."""
    derived: dict[str, int] = {}
    for name, value in table.derived.items():
        derived[name] = _depth(value.expression, depths, derived)
    reached = ((table.derived[name].note, depth) for name, depth in derived.items())
    return tuple(_first_too_deep(table, reached))


def _calls(functions: Mapping[str, Function]) -> dict[str, set[str]]:
    """Of each function, the declared functions that it calls."""
    return {name: called_by(function) & functions.keys() for name, function in functions.items()}


def _never_ending(calls: dict[str, set[str]]) -> list[str]:
    """The functions that reach a circle of calls, in their order."""
    ending = set(chain.from_iterable(levels(calls)))
    return [name for name in calls if name not in ending]


def _way(calls: dict[str, set[str]], name: str) -> tuple[str, ...] | None:
    """The shortest list of functions between a function and its call of itself."""
    waiting, caller = deque([name]), {name: name}
    while waiting:
        last = waiting.popleft()
        for callee in sorted(calls[last]):
            if callee == name:
                way = []
                while last != name:
                    way.append(last)
                    last = caller[last]
                return tuple(reversed(way))
            if callee not in caller:
                caller[callee] = last
                waiting.append(callee)
    return None


def called_by(function: Function) -> set[str]:
    """The functions that its cases call directly."""
    return set[str]().union(*map(calls_in, _parts(function)))


def calls_in(expression: Expression) -> set[str]:
    """The functions called anywhere in the expression."""
    own = {expression.function} if isinstance(expression, Call) else set()
    return own.union(*map(calls_in, children(expression)))


def levels(needs: Mapping[str, AbstractSet[str]]) -> Iterator[list[str]]:
    """First the names that need no other, then those that need only these, and so on; within a
    level in the order of the mapping. Names that need a circle never come."""
    position = {name: number for number, name in enumerate(needs)}
    sorter = TopologicalSorter(needs)
    with suppress(CycleError):
        sorter.prepare()
    while ready := sorter.get_ready():
        sorter.done(*ready)
        yield sorted(ready, key=position.__getitem__)


MAX_DEPTH = 300
MAX_BITS = 1000


def function_depths(functions: Mapping[str, Function]) -> dict[str, int]:
    """How deep each function is nested with all that it calls; those that call themselves apart."""
    depths: dict[str, int] = {}
    for name in chain.from_iterable(levels(_calls(functions))):
        parts = _parts(functions[name])
        depths[name] = max((_depth(part, depths, {}) for part in parts), default=0)
    return depths


def _depth(expression: Expression, functions: Mapping[str, int], derived: Mapping[str, int]) -> int:
    """One more than the deepest of its operands, and of what it calls or reads."""
    below = max((_depth(e, functions, derived) for e in children(expression)), default=0)
    match expression:
        case Call(function, _):
            below = max(below, functions.get(function, 0))
        case Global(name, _):
            below = max(below, derived.get(name, 0))
        case _:
            pass
    return below + 1


def _first_too_deep(table: SymbolTable, depths: Iterable[tuple[Note, int]]) -> Iterator[Problem]:
    for note, depth in depths:
        if depth > MAX_DEPTH:
            message = f"with all that this calls and reads, it is nested {depth} deep"
            way = f"Make it flatter: {MAX_DEPTH} is the limit."
            yield table.problem(note.place, "too-deep", message, way)
            return


def _parts(function: Function) -> list[Expression]:
    """What its cases read, choices included."""
    parts = [part for case in function.cases for part in (case.guard, case.body)]
    choices = [case.choice for case in function.cases if case.choice is not None]
    return parts + [choice.condition for choice in choices if choice.condition is not None]
