"""Functions that reach themselves, which the language does not have."""

from __future__ import annotations

from memattr.language.elaborate.work import Work
from memattr.model.expressions import Call, Expression, children
from memattr.model.model import Function

MAX_DEPTH = 50


def refuse_recursion(work: Work) -> bool:
    """Notes a problem for each function that calls itself, by way of others perhaps, and for the
    first whose calls lie too deep in one another. True iff there is any."""
    calls = {name: called_by(function) for name, function in work.functions.items()}
    told: set[str] = set()
    for name, function in work.functions.items():
        way = _way(calls, name)
        if way is not None and name not in told:
            told |= {name, *way}
            message = f"'{name}' calls itself"
            if way:
                message += f", by way of {' and '.join(way)}"
            work.note(function.note.place, "recursion", message, "Everything here is finite.")
    return bool(told) or _refuse_depth(work, calls)


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


def _refuse_depth(work: Work, calls: dict[str, set[str]]) -> bool:
    """A function is as deep as the longest chain of calls that it begins."""
    depth = dict.fromkeys(calls, 0)
    for _ in range(MAX_DEPTH + 1):
        changed = False
        for name, callees in calls.items():
            deeper = max((depth[c] + 1 for c in callees if c in depth), default=0)
            changed |= deeper != depth[name]
            depth[name] = deeper
        if not changed:
            return False
        for name in calls:
            if depth[name] > MAX_DEPTH:
                message = f"calls from here lie more than {MAX_DEPTH} deep in one another"
                work.note(work.functions[name].note.place, "too-deep", message)
                return True
    return False


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
