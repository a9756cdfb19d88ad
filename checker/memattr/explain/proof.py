"""What a proof needs: cases, assumptions; and a situation that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from memattr.engines.exact.diagram_query import DiagramQuery, diagram_query
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.engines.exact.regions import Regions, decision_of
from memattr.engines.exact.witness import pick_inputs
from memattr.engines.verdict import Proved
from memattr.explain.vacuity import clause
from memattr.model.model import Claim, Condition
from memattr.model.types import Value
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram
from memattr.readings.variation import variation

if TYPE_CHECKING:
    from memattr.engines.smt.counterexample_guided import Solver


def assumptions(solver: Solver, claim: Claim) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The assumptions that the proof needs, and those that can all be left out. Diagrams grow with
    what is admitted, a solver's answers do not."""
    used, unused = list[str](), list[str]()
    kept = list(range(len(claim.given)))
    for index in range(len(claim.given)):
        rest = tuple(claim.given[i] for i in kept if i != index)
        if isinstance(solver.decide(replace(claim, given=rest)), Proved):
            kept.remove(index)
            unused.append(clause(claim, index))
        else:
            used.append(clause(claim, index))
    return tuple(used), tuple(unused)


def spoken_of(diagram: Diagram, ready: DiagramQuery) -> Node:
    """The admitted inputs."""
    found = decision_of(diagram, ready, Quantifier(diagram.store))
    assert isinstance(found, Regions), "a claim that is proved speaks of something"
    return found.admitted


def witness(diagram: Diagram, ready: DiagramQuery) -> Mapping[str, Value]:
    """The preferred input that satisfies all assumptions."""
    values, _ = pick_inputs(diagram, ready, spoken_of(diagram, ready))
    return values


def excluded(diagram: Diagram, claim: Claim) -> tuple[Condition, ...]:
    """The impossible situations that the claim would otherwise speak of."""
    model = diagram.model
    bound = model.binding(claim.note.place.file)
    without = replace(bound, impossible=())
    ready = diagram_query(variation(diagram, without, frozenset()), claim)
    some = Quantifier(diagram.store).some
    return tuple(
        condition
        for condition in bound.impossible
        if some(diagram.bdd.conj(ready.adm, diagram.truth(condition.expression, ready.environment)))
    )
