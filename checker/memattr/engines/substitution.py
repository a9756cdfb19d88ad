"""What a claim fixes: a reading puts it in place first, and has less to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from memattr.engines.assumptions import scope_of, variables_of
from memattr.model.expressions import And, Const, Equal, Expression, Global, Local, Not, walk
from memattr.model.model import Assignment, Claim, Model
from memattr.model.types import BOOL, Value
from memattr.readings.dependencies import Facts


@dataclass(frozen=True)
class Substitution:
    """Inputs and variables that are constants, and equations for others. An equation reads nothing
    that a later one is for. What is left out stays free: the admission has every equation."""

    constants: Mapping[str, Value]
    equations: tuple[Assignment, ...]


NOTHING = Substitution({}, ())


def substitution(model: Model, facts: Facts, claim: Claim) -> Substitution:
    """What the claim says, states, takes for granted by its form, or leaves to its scope."""
    kinds = variables_of(model, claim)
    told = [pair for condition in claim.given for pair in _told_by(condition) if pair[0] in kinds]
    single = [(name, values[0]) for name, values in claim.stated if len(values) == 1]
    return ordered(model, facts, [*single, *claim.fixed, *told], scope_of(model, claim))


def ordered(
    model: Model,
    facts: Facts,
    fixed: Sequence[tuple[str, Value]],
    assignments: Sequence[Assignment],
) -> Substitution:
    """Constants, then equations as soon as nothing that they read is still to be replaced."""
    waiting = {a.input: a for a in reversed(assignments) if a.values}
    for name, _ in fixed:
        waiting.pop(name, None)
    order: list[Assignment] = []
    while ready := [n for n, a in waiting.items() if not _reads(model, facts, a) & waiting.keys()]:
        order += [waiting.pop(name) for name in ready]
    return Substitution(dict(fixed), tuple(order))


def _told_by(condition: Expression) -> Iterator[tuple[str, Value]]:
    """The inputs and variables that an assumption fixes, by its form."""
    match condition:
        case Global(name, type_) | Local(name, type_) if type_ == BOOL:
            yield name, 1
        case Not(Global(name, type_) | Local(name, type_)) if type_ == BOOL:
            yield name, 0
        case Equal(Global(name) | Local(name), Const(_, value)):
            yield name, value
        case And(operands):
            for operand in operands:
                yield from _told_by(operand)
        case _:
            return


def _reads(model: Model, facts: Facts, assignment: Assignment) -> frozenset[str]:
    return inputs_read(model, facts, [part for pair in assignment.values for part in pair])


def inputs_read(model: Model, facts: Facts, expressions: Sequence[Expression]) -> frozenset[str]:
    """The inputs that the expressions depend on."""
    names: set[str] = set()
    for expression in expressions:
        for node in walk(expression):
            if isinstance(node, Global):
                is_input = node.name in model.inputs
                names.update((node.name,) if is_input else facts.reads[node.name])
    return frozenset(names)
