"""A claim read into diagrams, with what its scope fixes put in place of inputs beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memattr.engines.assumptions import admission, variables_of
from memattr.engines.substitution import Substitution, substitution
from memattr.model.admissible import truths
from memattr.model.layout import to_bits, width
from memattr.model.model import Assignment, Claim, Model
from memattr.model.types import Type
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment, Word
from memattr.readings.diagram import Diagram


@dataclass(frozen=True)
class DiagramQuery:
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


def diagram_query(diagram: Diagram, claim: Claim) -> DiagramQuery:
    """The claim in diagrams; what its scope and its assumptions fix is put in place first."""
    kinds = variables_of(diagram.model, claim)
    environment, adm = claim_space(diagram, diagram.model, claim)
    words = {**environment.inputs, **environment.locals}
    body = diagram.truth(claim.body, environment)
    levels = _free_levels(diagram, kinds, words)
    return DiagramQuery(claim, environment, kinds, words, levels, adm, body)


def claim_space(diagram: Diagram, model: Model, claim: Claim) -> tuple[Environment, Node]:
    """What the claim speaks of: free variables, less what it and its scope in the model fix, and
    where they are admitted. The model may have other scopes than that of the diagram."""
    kinds, bdd = variables_of(model, claim), diagram.bdd
    locals_ = {name: diagram.store.variable(name, type_) for name, type_ in claim.variables}
    free = diagram.free()._replace(locals=locals_)
    environment = placed(diagram, kinds, free, substitution(model, diagram.facts, claim))
    words = {**environment.inputs, **environment.locals}
    adm = bdd.all_of(diagram.valid(kinds[name], word) for name, word in words.items())
    for condition in admission(model, claim):
        if adm == 0:
            break
        adm = bdd.conj(adm, diagram.truth(condition, environment))
    return environment, adm


def placed(
    diagram: Diagram, kinds: Mapping[str, Type], free: Environment, fixed: Substitution
) -> Environment:
    """What is fixed, in place of what is free."""
    inputs, locals_ = dict(free.inputs), dict(free.locals)
    for name, value in fixed.constants.items():
        words = inputs if name in inputs else locals_
        words[name] = diagram.words.code(width(kinds[name]), to_bits(kinds[name], value))
    environment = Environment(inputs, locals_, free.cpu)
    for assignment in fixed.equations:
        inputs[assignment.input] = _assigned(diagram, assignment, environment)
    return environment


def admitted(diagram: Diagram, model: Model, environment: Environment) -> Node:
    """Where every input has a value of its type, and all that the model assumes is true."""
    bdd = diagram.bdd
    typed = (
        diagram.valid(declared.type, environment.inputs[name])
        for name, declared in model.inputs.items()
    )
    assumed = (diagram.truth(truth, environment) for truth, _ in truths(model))
    return bdd.all_of([*typed, *assumed])


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
        name: frozenset(order.named(name, width(type_)))
        for name, type_ in kinds.items()
        if words[name] == diagram.store.variable(name, type_)
    }
