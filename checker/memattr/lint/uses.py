"""Functions that nothing needs."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.lint.cone_of_influence import named, refinements
from memattr.model.expressions import Expression
from memattr.model.model import Claim, Function, Model, Question
from memattr.model.table_declarations import TableDeclaration


def unused_functions(model: Model) -> Iterator[Function]:
    """Functions that neither an input, a value, a view, a table, a claim nor a machine reaches."""
    return _unreached(model, [*_roots(model), *_of_machines(model)])


def functions_of_machines(model: Model) -> frozenset[str]:
    """Functions that nothing but machines reaches: claims about single situations do not."""
    unused = {function.name for function in unused_functions(model)}
    without = {function.name for function in _unreached(model, list(_roots(model)))}
    return frozenset(without - unused)


def _unreached(model: Model, roots: list[Expression]) -> Iterator[Function]:
    used: set[str] = set()
    waiting = {by for group in model.groups.values() for _, by in group.members if by}
    waiting |= named(roots)
    while waiting:
        name = waiting.pop()
        used.add(name)
        if name in model.functions:
            waiting |= named(_parts(model.functions[name])) - used
        elif name in model.derived:
            waiting |= named([model.derived[name].expression]) - used
    return (function for name, function in model.functions.items() if name not in used)


def _parts(function: Function) -> Iterator[Expression]:
    kinds = [function.result, *(type_ for _, type_ in function.parameters)]
    for case in function.cases:
        yield from (case.guard, case.body)
        if case.choice is not None:
            kinds.append(case.choice.type)
            if case.choice.condition is not None:
                yield case.choice.condition
    for type_ in kinds:
        yield from refinements(type_)


def _roots(model: Model) -> Iterator[Expression]:
    for declared in model.inputs.values():
        yield from refinements(declared.type)
    for derived in model.derived.values():
        yield derived.expression
    for condition in (*model.impossible, *model.requirements):
        yield condition.expression
    for view in model.views.values():
        yield view.expression
    for column in model.columns:
        yield from (column.expression, column.present)
    for meaning in model.meanings:
        yield from (meaning.expression, meaning.present)
    for scope in model.scopes.values():
        for assignment in scope.assignments:
            yield from (part for pair in assignment.values for part in pair)
    statements: tuple[Claim | Question, ...] = (
        *model.promises.values(),
        *model.claims,
        *model.questions,
    )
    for statement in statements:
        yield from _of_statement(statement)
    for table in model.tables.values():
        yield from _of_table(table)


def _of_machines(model: Model) -> Iterator[Expression]:
    for machine in model.machines.values():
        yield from machine.expressions()
        yield from (permit.subject for permit in machine.permits)
    for claim in model.every_safety_claim():
        yield from (*claim.given, *claim.chosen, claim.body)


def _of_statement(statement: Claim | Question) -> Iterator[Expression]:
    yield from (statement.body, *statement.given)
    for _, type_ in statement.variables:
        yield from refinements(type_)


def _of_table(table: TableDeclaration) -> Iterator[Expression]:
    yield from table.given
    for axis in (table.rows, table.columns):
        if axis is not None:
            yield from (part.expression for part in axis.parts)
    yield from (cell.expression for cell in table.cells)
    for _, type_ in table.variables:
        yield from refinements(type_)
