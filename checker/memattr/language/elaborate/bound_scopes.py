"""A policy binds something that a claim under it reads, or the claim is not about the policy."""

from __future__ import annotations

from memattr.language.elaborate.symbol_table import Work
from memattr.model.expressions import Expression, Global, Under, children
from memattr.model.model import Claim, Question


def refuse_unbound(work: Work, statement: Claim | Question) -> None:
    """Notes a problem if the statement reads an instance of the hypervisor where it seems to be
    about a policy, and nothing that the policy sets."""
    if statement.scope is None or not statement.instances:
        return
    scope = work.scopes[statement.scope]
    fixed = {assignment.input for assignment in scope.assignments if assignment.values}
    copied = {name for _, name in statement.instances}
    expressions = (*statement.given, statement.body)
    if fixed & copied and not any(fixed & _read(work, e) for e in expressions):
        owner = statement.instances[0][0].partition(".")[0]
        work.note(
            statement.note.place,
            "unbound",
            f"'{scope.name}' binds nothing that '{statement.name}' reads: '{owner}' has inputs of "
            "its own, which no policy sets",
            f"Speak of the policy's own values, without '{owner}.', or leave 'under' out.",
        )


def _read(work: Work, expression: Expression) -> frozenset[str]:
    """The inputs that it depends on by its form, where nothing else is put in their place."""
    if isinstance(expression, Global):
        if expression.name in work.inputs:
            return frozenset({expression.name})
        return _read(work, work.derived[expression.name].expression)
    below = frozenset[str]().union(*(_read(work, child) for child in children(expression)))
    if isinstance(expression, Under):
        changed = {name for name, _ in expression.changes}
        values = (_read(work, value) for _, value in expression.changes)
        return (_read(work, expression.operand) - changed).union(*values)
    return below
