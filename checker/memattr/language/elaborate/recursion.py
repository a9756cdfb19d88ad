"""Functions that reach themselves, which the language does not have."""

from __future__ import annotations

from collections import deque
from itertools import chain

from memattr.language.elaborate.dependency_order import levels
from memattr.language.elaborate.nesting_depth import Depths
from memattr.language.elaborate.symbol_table import Work
from memattr.model.expressions import Call, Expression, children
from memattr.model.model import Function


def refuse_recursion(work: Work, depths: Depths) -> bool:
    """Notes a problem for each function that calls itself, by way of others perhaps, and for the
    first that is too deep. True iff there is any."""
    calls = {
        name: called_by(function) & work.functions.keys()
        for name, function in work.functions.items()
    }
    told: set[str] = set()
    for name in _never_ending(calls):
        way = None if name in told else _way(calls, name)
        if way is not None:
            told |= {name, *way}
            message = f"'{name}' calls itself"
            if way:
                message += f", by way of {' and '.join(way)}"
            place = work.functions[name].note.place
            work.note(place, "recursion", message, "Everything here is finite.")
    return bool(told) or depths.refuse_functions(calls)


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
    found: set[str] = set()
    for case in function.cases:
        parts = [case.guard, case.body]
        if case.choice is not None and case.choice.condition is not None:
            parts.append(case.choice.condition)
        for part in parts:
            found |= calls_in(part)
    return found


def calls_in(expression: Expression) -> set[str]:
    """The functions called anywhere in the expression."""
    own = {expression.function} if isinstance(expression, Call) else set()
    return own.union(*map(calls_in, children(expression)))
