"""Functions that reach themselves, which the language does not have."""

from __future__ import annotations

from memattr.language.elaborate.work import Work
from memattr.model.expressions import Call, Expression, children
from memattr.model.model import Function


def refuse_recursion(work: Work) -> None:
    """Notes a problem for each function that calls itself through others."""
    calls = {name: called_by(function) for name, function in work.functions.items()}
    for name, function in work.functions.items():
        reached: set[str] = set()
        waiting = list(calls[name])
        while waiting:
            callee = waiting.pop()
            if callee not in reached:
                reached.add(callee)
                waiting += calls.get(callee, ())
        if name in reached:
            work.note(function.note.place, "recursion", f"'{name}' calls itself")


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
