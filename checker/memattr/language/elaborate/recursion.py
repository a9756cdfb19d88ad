"""Functions that reach themselves, which the language does not have."""

from __future__ import annotations

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
    for name, function in work.functions.items():
        way = _way(calls, name)
        if way is not None and name not in told:
            told |= {name, *way}
            message = f"'{name}' calls itself"
            if way:
                message += f", by way of {' and '.join(way)}"
            work.note(function.note.place, "recursion", message, "Everything here is finite.")
    return bool(told) or depths.refuse_functions(calls)


def _way(calls: dict[str, set[str]], name: str) -> tuple[str, ...] | None:
    """The shortest list of functions between a function and its call of itself."""
    waiting: list[tuple[str, ...]] = [()]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop(0)
        for callee in sorted(calls.get(way[-1] if way else name, ())):
            if callee == name:
                return way
            if callee not in seen:
                seen.add(callee)
                waiting.append((*way, callee))
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
