"""Which situations there are for what a file says: the assumptions that bind it, as truths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memattr.model.expressions import Expression, Global, Local, Not, Under, walk
from memattr.model.model import Condition, Model

Instances = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Assumption:
    """What must be true of a situation, whose assumption that is, and the inputs that it reads."""

    truth: Expression
    condition: Condition
    reads: frozenset[str]


def assumptions(model: Model, file: str) -> tuple[Assumption, ...]:
    """All that bind what the file says."""
    return tuple(
        Assumption(truth, condition, _reads(model, truth))
        for truth, condition in truths(model.binding(file))
    )


def truths(model: Model) -> Iterator[tuple[Expression, Condition]]:
    """What the model assumes of every situation, with whose assumption it is: the cpu meets its
    requirements, and nothing impossible happens."""
    yield from ((condition.expression, condition) for condition in model.requirements)
    yield from ((Not(condition.expression), condition) for condition in model.impossible)


def instance_assumptions(model: Model, file: str, instances: Instances) -> Iterator[Expression]:
    """The same of each instance in place of its player: `instances` are pairs of a variable
    `a.NAME` and the input NAME. An instance is a guest, a hypervisor or a cpu that there can be."""
    owners = dict.fromkeys(variable.partition(".")[0] for variable, _ in instances)
    for owner in owners:
        mine = [pair for pair in instances if pair[0].partition(".")[0] == owner]
        changes = tuple((name, Local(at, model.inputs[name].type)) for at, name in mine)
        cpu = owner if any(model.inputs[name].player == "cpu" for _, name in mine) else None
        for assumption in assumptions(model, file):
            if not assumption.reads.isdisjoint(name for _, name in mine):
                yield Under(assumption.truth, changes, cpu, assumption.truth.type)


def _reads(model: Model, expression: Expression) -> frozenset[str]:
    """The inputs on which it depends by its form."""
    names = {node.name for node in walk(expression) if isinstance(node, Global)}
    derived = [name for name in names if name in model.derived]
    below = (_reads(model, model.derived[name].expression) for name in derived)
    return frozenset(names - set(derived)).union(*below)
