"""The cases that a proof needs: with all others free to give anything, the claim stays proved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from memattr.engines.assumptions import admission
from memattr.engines.exact.diagram_query import diagram_query
from memattr.engines.exact.witness import pick_example
from memattr.engines.smt.core_minimization import Freeing
from memattr.engines.verdict import CaseName
from memattr.explain.causes import CauseFinder
from memattr.model.expressions import And, Implies
from memattr.model.model import Claim
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Word
from memattr.readings.diagram import Diagram, DiagramCase, DiagramHook
from memattr.readings.havoc_terms import HavocCases

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
