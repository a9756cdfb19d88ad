"""The cases that a proof needs: with all others free to give anything, the claim stays proved."""

from __future__ import annotations

from dataclasses import dataclass

from memattr.engines.assumptions import admission
from memattr.engines.exact.diagram_query import prepared
from memattr.engines.exact.witness import pick_example
from memattr.engines.smt.core_minimization import Freeing
from memattr.engines.smt.havoc_terms import Freeable
from memattr.engines.verdict import CaseName
from memattr.explain.causes import Firing
from memattr.model.expressions import And, Implies
from memattr.model.model import Case, Claim, Function
from memattr.readings.bdd import Node
from memattr.readings.compile_diagrams import Environment
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_words import Word

# Nodes to look for situations in. Of 144 shipped proofs that were measured, half need a thousand.
ROOM = 500_000


@dataclass(frozen=True)
class Core:
    """Cases that suffice; `minimal` if each of them is known to be needed too."""

    cases: tuple[CaseName, ...]
    minimal: bool


class _Watching(Diagram):
    """A reading that notes the cases that can apply, and where."""

    def __init__(self, base: Diagram) -> None:
        super().__init__(base.model, base.store, base.facts)
        self.seen: dict[CaseName, Node] = {}

    def _result(
        self, function: Function, case: Case, arguments: tuple[Word, ...], inside: Environment
    ) -> Word:
        here = self.truth(case.guard, inside)
        key = function.name, case.name
        self.seen[key] = self.bdd.disj(self.seen.get(key, 0), here)
        return super()._result(function, case, arguments, inside)


def core(reading: Freeable, diagram: Diagram, firing: Firing, claim: Claim) -> Core:
    """For a claim that is proved. Cases that one situation shows to be needed are found there, one
    by one; the others, those too that only keep inputs from being admitted, are freed together if
    that can be, or by halves: a solver says whether, and nothing else of it counts. What is
    declared first is freed first: what decides stands further down."""
    watching = _Watching(diagram)
    ready = prepared(watching, claim)
    order = [
        (function.name, case.name)
        for function in diagram.model.functions.values()
        for case in function.cases
        if (function.name, case.name) in watching.seen
    ]
    statement = Implies(And(admission(diagram.model, claim)), claim.body)
    needed: set[CaseName] = set()
    most = diagram.bdd.size + ROOM
    for case in order:
        if diagram.bdd.size > most:
            break  # the solver finds the others too
        region = diagram.bdd.conj(ready.adm, watching.seen[case])
        example = pick_example(diagram, ready, region)
        if example is not None and firing.breaks(ready, statement, example, case):
            needed.add(case)
    search = Freeing(reading, claim, order)
    search.free([case for case in order if case not in needed])
    return Core(tuple(case for case in reversed(order) if case in search.kept), search.minimal)
