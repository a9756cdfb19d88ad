"""A claim read into diagrams, with what its scope fixes put in place of inputs beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from memattr.engines.admission import admission, scope_of, variables_of
from memattr.model.expressions import And, Const, Equal, Expression, Global, Local, Not, walk
from memattr.model.layout import to_bits, width
from memattr.model.model import Assignment, Claim, Model
from memattr.model.types import BOOL, Type, Value
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram, Environment
from memattr.readings.words import Word


@dataclass(frozen=True)
class Prepared:
    """`kinds` are the types of inputs and variables, `words` what these stand for here, `levels`
    those of the free ones. `adm` and `body` may still depend on choices."""

    claim: Claim
    environment: Environment
    kinds: Mapping[str, Type]
    words: Mapping[str, Word]
    levels: Mapping[str, frozenset[int]]
    adm: Node
    body: Node

    @property
    def free_bits(self) -> int:
        """The number of bits that vary."""
        return sum(map(len, self.levels.values()))


def prepared(diagram: Diagram, claim: Claim) -> Prepared:
    """The claim in diagrams; what its scope and its assumptions fix is put in place first."""
    bdd, model = diagram.bdd, diagram.model
    kinds = variables_of(model, claim)
    told = [pair for condition in claim.given for pair in told_by(condition) if pair[0] in kinds]
    environment = claim_environment(diagram, claim, told)
    words = {**environment.inputs, **environment.locals}
    adm = bdd.all_of(diagram.valid(kinds[name], word) for name, word in words.items())
    for condition in admission(model, claim):
        if adm == 0:
            break
        adm = bdd.conj(adm, diagram.truth(condition, environment))
    body = diagram.truth(claim.body, environment)
    levels = _free_levels(diagram, kinds, words)
    return Prepared(claim, environment, kinds, words, levels, adm, body)


def claim_environment(
    diagram: Diagram, claim: Claim, told: Sequence[tuple[str, Value]]
) -> Environment:
    """Free variables, less what the claim and its scope fix and what it is told."""
    locals_ = {name: diagram.store.variable(name, kind) for name, kind in claim.variables}
    free = replace(diagram.free(), locals=locals_)
    single = [(name, values[0]) for name, values in claim.stated if len(values) == 1]
    fixed, kinds = [*single, *claim.fixed, *told], variables_of(diagram.model, claim)
    return specialised(diagram, kinds, free, fixed, scope_of(diagram.model, claim))


def told_by(condition: Expression) -> list[tuple[str, Value]]:
    """The inputs and variables that an assumption fixes, by its form."""
    match condition:
        case Global(name, kind) | Local(name, kind) if kind == BOOL:
            return [(name, 1)]
        case Not(Global(name, kind) | Local(name, kind)) if kind == BOOL:
            return [(name, 0)]
        case Equal(Global(name) | Local(name), Const(_, value)):
            return [(name, value)]
        case And(operands):
            return [pair for operand in operands for pair in told_by(operand)]
        case _:
            return []


def specialised(
    diagram: Diagram,
    kinds: Mapping[str, Type],
    free: Environment,
    fixed: Sequence[tuple[str, Value]],
    assignments: Sequence[Assignment],
) -> Environment:
    """Constants first, then equations as soon as nothing that they read is still to be replaced.

    What cannot be replaced stays free: the claim's admission has every equation anyway."""
    inputs, locals_ = dict(free.inputs), dict(free.locals)
    for name, value in fixed:
        words = inputs if name in inputs else locals_
        words[name] = diagram.words.code(width(kinds[name]), to_bits(kinds[name], value))
    waiting = {a.input: a for a in reversed(assignments) if a.values}
    for name, _ in fixed:
        waiting.pop(name, None)
    environment = Environment(inputs, locals_, free.cpu)
    while ready := [n for n, a in waiting.items() if not _reads(diagram, a) & waiting.keys()]:
        for name in ready:
            inputs[name] = _assigned(diagram, waiting.pop(name), environment)
    return environment


def _reads(diagram: Diagram, assignment: Assignment) -> frozenset[str]:
    expressions = [part for pair in assignment.values for part in pair]
    return inputs_read(diagram.model, diagram.facts.reads, expressions)


def inputs_read(
    model: Model, reads: Mapping[str, tuple[str, ...]], expressions: Sequence[Expression]
) -> frozenset[str]:
    """The inputs that the expressions depend on."""
    found: set[str] = set()
    for expression in expressions:
        for node in walk(expression):
            if isinstance(node, Global):
                found.update((node.name,) if node.name in model.inputs else reads[node.name])
    return frozenset(found)


def _assigned(diagram: Diagram, assignment: Assignment, environment: Environment) -> Word:
    *conditional, (_, last) = assignment.values
    result = diagram.value(last, environment)
    for condition, value in reversed(conditional):
        test = diagram.truth(condition, environment)
        result = diagram.words.mux(test, diagram.value(value, environment), result)
    return result


def _free_levels(
    diagram: Diagram, kinds: Mapping[str, Type], words: Mapping[str, Word]
) -> dict[str, frozenset[int]]:
    order = diagram.store.order
    return {
        name: frozenset(order.named(name, width(kind)))
        for name, kind in kinds.items()
        if words[name] == diagram.store.variable(name, kind)
    }
