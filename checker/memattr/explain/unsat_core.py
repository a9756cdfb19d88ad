"""The cases that a proof needs: with all others free to give anything, the claim stays proved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import z3

from memattr.engines.assumptions import admission
from memattr.engines.exact.diagram_query import prepared
from memattr.engines.exact.witness import pick_example
from memattr.engines.smt.solver_session import obedient
from memattr.engines.smt.term_query import problem
from memattr.engines.verdict import CaseName
from memattr.explain.causes import Firing
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


def core(reading: HavocCases, diagram: Diagram, firing: Firing, claim: Claim) -> Core:
    """For a claim that is proved. Cases that one situation shows to be needed are found there, one
    by one; the others, those too that only keep inputs from being admitted, are freed together if
    that can be, or by halves: a solver says whether, and nothing else of it counts. What is
    declared first is freed first: what decides stands further down."""
    applied = AppliedCases(diagram)
    ready = prepared(applied.diagram, claim)
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


# Of the solver's own measure of work, five million a second or so. In 144 shipped proofs that were
# measured, the hardest question needed three million.
LIMIT = 1_000_000_000


class Freeing:
    """Frees as many cases as can be; the rest is kept."""

    def __init__(self, reading: HavocCases, claim: Claim, cases: Sequence[CaseName]) -> None:
        """`cases` are all that can apply, admitted or not; the others may give anything."""
        of, terms = problem(reading.encoder, claim), reading.terms
        self._solver = obedient(reading.encoder.context)
        self._solver.set("rlimit", LIMIT)
        fails = (of.rules, of.adm, terms.negation(of.body))
        self._solver.add(*map(terms.formula, fails))
        self._as_written = {case: terms.formula(reading.kept(case)) for case in cases}
        self._case_of = {formula.get_id(): case for case, formula in self._as_written.items()}
        self._sufficient: list[frozenset[CaseName]] = []
        self._freed: set[CaseName] = set()
        self.minimal = True

    @property
    def kept(self) -> frozenset[CaseName]:
        """The cases that were not freed."""
        return frozenset(self._as_written.keys() - self._freed)

    def free(self, cases: Sequence[CaseName]) -> None:
        """All of them, or half by half."""
        if not cases:
            return
        stays = self._stays_proved(self.kept - set(cases))
        if stays:
            self._freed.update(cases)
        elif len(cases) == 1:
            self.minimal &= stays is not None
        else:
            middle = len(cases) // 2
            self.free(cases[:middle])
            self.free(cases[middle:])

    def _stays_proved(self, kept: frozenset[CaseName]) -> bool | None:
        """With only these as they are written; None if that is too much to find out."""
        if any(enough <= kept for enough in self._sufficient):
            return True
        result = self._solver.check(*(self._as_written[case] for case in sorted(kept)))
        if result == z3.unsat:
            core = self._solver.unsat_core()
            self._sufficient.append(frozenset(self._case_of[part.get_id()] for part in core))
        return None if result == z3.unknown else bool(result == z3.unsat)
