"""What a proof needs: cases, assumptions; and a situation that it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memattr.engines.assumptions import admission
from memattr.engines.exact.diagram_query import DiagramQuery, diagram_query
from memattr.engines.exact.quantifier_elimination import Quantifier
from memattr.engines.exact.regions import Regions, decision_of
from memattr.engines.exact.witness import pick_example, pick_inputs
from memattr.engines.verdict import CaseName, Proved
from memattr.explain.causes import CauseFinder
from memattr.explain.vacuity import clause
from memattr.model.expressions import And, Implies
from memattr.model.model import Claim, Condition
from memattr.model.types import Value
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram import Diagram, DiagramCase, DiagramHook
from memattr.readings.variation import variation

if TYPE_CHECKING:
    from memattr.engines.smt.counterexample_guided import Solver
    from memattr.readings.encode import HavocCases


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
    decision = decision_of(diagram, ready, Quantifier(diagram.store))
    assert isinstance(decision, Regions), "a claim that is proved speaks of something"
    return decision.admitted


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


# Nodes to look for situations in. Of 144 shipped proofs that were measured, half need a thousand.
ROOM = 500_000


@dataclass(frozen=True)
class Core:
    """Cases that suffice; `minimal` if each of them is known to be needed too."""

    cases: tuple[CaseName, ...]
    minimal: bool


class AppliedCases(DiagramHook):
    """Notes the cases that can apply, and where; `diagram` reads with it."""

    def __init__(self, base: Diagram) -> None:
        self.seen: dict[CaseName, Node] = {}
        self.diagram = Diagram(base.model, base.store, base.facts, self)

    def result(self, applied: DiagramCase, written: Callable[[], Word]) -> Word:
        seen = self.seen.get(applied.name, 0)
        self.seen[applied.name] = self.diagram.bdd.disj(seen, applied.guard)
        return written()


def core(reading: HavocCases, diagram: Diagram, firing: CauseFinder, claim: Claim) -> Core:
    """For a claim that is proved. Cases that one situation shows to be needed are found there, one
    by one; the others, those too that only keep inputs from being admitted, are freed together if
    that can be, or by halves: a solver says whether, and nothing else of it counts. What is
    declared first is freed first: what decides stands further down."""
    from memattr.engines.smt.core_minimization import Freeing

    applied = AppliedCases(diagram)
    ready = diagram_query(applied.diagram, claim)
    order = [
        (function.name, case.name)
        for function in diagram.model.functions.values()
        for case in function.cases
        if (function.name, case.name) in applied.seen
    ]
    statement = Implies(And(admission(diagram.model, claim)), claim.body)
    needed: set[CaseName] = set()
    most = diagram.bdd.size + ROOM
    for case in order:
        if diagram.bdd.size > most:
            break  # the solver finds the others too
        region = diagram.bdd.conj(ready.adm, applied.seen[case])
        example = pick_example(diagram, ready, region)
        if example is not None and firing.breaks(ready, statement, example, case):
            needed.add(case)
    search = Freeing(reading, claim, order)
    search.free([case for case in order if case not in needed])
    return Core(tuple(case for case in reversed(order) if case in search.kept), search.minimal)
