"""Claims decided by diagrams: no solver, exact counts, and the least example by preference."""

from __future__ import annotations

import math
from typing import assert_never

from memattr.engines.exact.diagram_query import DiagramQuery, diagram_query
from memattr.engines.exact.quantifier_elimination import Quantifier, Step, repeated, with_dependents
from memattr.engines.exact.regions import (
    CoverRegion,
    Decision,
    Empty,
    NoCover,
    NotDecided,
    Regions,
    counted,
    decision_of,
    same_outcome,
)
from memattr.engines.exact.witness import example_of, pick_choices, pick_inputs
from memattr.engines.verdict import (
    Because,
    BecauseHolds,
    CaseName,
    Covered,
    Decided,
    Evidence,
    Example,
    NotSufficient,
    Proved,
    Refuted,
    Superfluous,
    Unknown,
    Unreachable,
    Vacuous,
)
from memattr.model.model import Claim, Model
from memattr.model.transform import freed_choice, with_freed_cases
from memattr.readings.bdd import Bdd, Node, TooLarge
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramInstance, DiagramStore
from memattr.readings.variation import variation


class Exact:
    """Decides the claims of one model; diagrams are shared between claims."""

    def __init__(
        self, model: Model, limit: int = 20_000_000, diagram: Diagram | None = None
    ) -> None:
        """`diagram` is a reading of the model that there is already."""
        self.model, self._limit, self._deadline = model, limit, math.inf
        self.diagram = diagram or self._fresh()
        self._latest: tuple[DiagramQuery, Decision] | None = None

    def _fresh(self) -> Diagram:
        diagram = Diagram(self.model, DiagramStore(self.model, Bdd(self._limit)))
        diagram.bdd.until(self._deadline)
        return diagram

    def until(self, deadline: float) -> None:
        """After this moment of the monotonic clock, all that takes long is given up."""
        self._deadline = deadline
        self.diagram.bdd.until(deadline)

    def make_room(self) -> None:
        """Begins another diagram if this one is large: what came of earlier claims stands without.
        Whoever keeps the diagram between claims must look whether it is still this one."""
        if self.diagram.bdd.is_half_full:
            self.diagram, self._latest = self._fresh(), None

    def decide(self, claim: Claim) -> tuple[Decided, Evidence | None]:
        """What comes of the claim, and all that is known of it."""
        try:
            ready, decision = self.regions(claim)
            return self._decided(ready, decision), self._evidence(ready, decision)
        except TooLarge as problem:
            return Unknown(str(problem)), None

    def regions(self, claim: Claim) -> tuple[DiagramQuery, Decision]:
        """The sets that a report draws from; those of the claim before are still known."""
        if self._latest is None or self._latest[0].claim is not claim:
            ready = diagram_query(self.diagram, claim)
            decision = decision_of(self.diagram, ready, Quantifier(self.diagram.store))
            self._latest = ready, decision
        return self._latest

    def solutions(self, claim: Claim, names: tuple[str, ...]) -> tuple[DiagramQuery, Node]:
        """For a claim to prove: the values of the found inputs that admit something, and for which
        the body holds whatever the others are. A set over the levels of the found inputs."""
        ready, regions = self.regions(claim)
        bdd = self.diagram.bdd
        if not isinstance(regions, Regions):
            return ready, 0
        free = [levels for name, levels in ready.levels.items() if name not in names]
        others = frozenset[int]().union(*free)
        fails = bdd.some(bdd.disj(regions.must, regions.may), others)
        return ready, bdd.minus(bdd.some(regions.admitted, others), fails)

    def _decided(self, ready: DiagramQuery, decision: Decision) -> Decided:
        match decision:
            case Empty(premise):
                return Vacuous(premise)
            case Regions(0, 0):
                return Proved()
            case Regions(must, may):
                return Refuted(must == 0, self.failing(ready, must or may))
            case CoverRegion(region, plan, first):
                return Covered(self._meeting(ready, region, plan, first))
            case NoCover(None):
                return Unreachable(None)
            case NoCover(cpus):
                admitted = Quantifier(self.diagram.store).some(ready.adm)
                region = self.diagram.bdd.conj(admitted, cpus or 0)
                return Unreachable(self._at(ready, region, ready.adm))
            case NotDecided(why):
                return Unknown(why)
            case _:
                assert_never(decision)

    def failing(self, ready: DiagramQuery, region: Node) -> Example:
        """The least inputs of the region, with the least choices that make the body false."""
        return self._at(ready, region, self.diagram.bdd.minus(ready.adm, ready.body))

    def _at(self, ready: DiagramQuery, region: Node, formula: Node) -> Example:
        """The least inputs of the region, with the least choices that satisfy the formula."""
        return self._meeting(ready, region, formula, (), formula)

    def _meeting(
        self,
        ready: DiagramQuery,
        region: Node,
        plan: Node,
        first: tuple[DiagramInstance, ...],
        formula: Node | None = None,
    ) -> Example:
        """The least inputs of the region; then the first choices by plan; then the others."""
        diagram, bdd, store = self.diagram, self.diagram.bdd, self.diagram.store
        goal = bdd.conj(ready.adm, ready.body) if formula is None else formula
        values, here = pick_inputs(diagram, ready, region)
        instances = store.read_by(goal)
        planned = Quantifier(store).permitted(instances, bdd.all_of((here, plan, goal)))
        order = (*first, *(instance for instance in instances if instance not in first))
        choices, _ = pick_choices(diagram, planned, order)
        return example_of(ready, values, choices, self.model)

    def _evidence(self, ready: DiagramQuery, decision: Decision) -> Evidence:
        diagram, store = self.diagram, self.diagram.store
        twice = self._repeated(ready)
        survives = not twice or same_outcome(
            decision, decision_of(diagram, ready, Quantifier(store, independent=True))
        )
        counts = because = None
        if isinstance(decision, Regions):
            counts = counted(diagram.bdd, self.model, ready, decision)
            if ready.claim.because and (decision.must or decision.may):
                because = reason(diagram, ready)
        return Evidence(ready.free_bits, counts, because, twice, survives)

    def _repeated(self, ready: DiagramQuery) -> tuple[str, ...]:
        """The choices that the claim makes more than once: most claims can make none twice."""
        store = self.diagram.store
        may = repeated(store.may_be_read_by(ready.adm, ready.body))
        return repeated(store.read_by(ready.adm, ready.body)) if may else ()


Cases = tuple[CaseName, ...]


def reason(diagram: Diagram, ready: DiagramQuery) -> Because:
    """Every failing evaluation would pass for some results of the cases, and none can be left
    out."""
    cases = ready.claim.because
    stuck = _stuck(diagram, ready, cases)
    if stuck:
        return NotSufficient(_example(diagram, ready, stuck))
    idle = (c for c in cases if not _stuck(diagram, ready, tuple(o for o in cases if o != c)))
    superfluous = tuple(idle)
    return Superfluous(superfluous) if superfluous else BecauseHolds()


def _stuck(diagram: Diagram, ready: DiagramQuery, cases: Cases) -> Node:
    """The failing evaluations, inputs and real choices, that fail whatever the cases give."""
    bdd, store = diagram.bdd, diagram.store
    quantifier = Quantifier(store)
    failing = bdd.minus(ready.adm, ready.body)
    if not cases:
        return quantifier.permitted(store.read_by(failing), failing)
    changed = frozenset(function for function, _ in cases)
    freed = variation(diagram, with_freed_cases(diagram.model, cases), changed)
    body = freed.truth(ready.claim.body, ready.environment)
    instances = store.may_be_read_by(body)
    names = {freed_choice(function, case) for function, case in cases}
    late = with_dependents(instances, lambda instance: instance.choice.name in names)
    early = [instance for instance in instances if instance not in late]
    steps: list[Step] = [
        (instance, "some" if instance.choice.name in names else "every")
        for instance in reversed(late)
    ]
    rescued = quantifier.eliminated(body, steps, early)
    stuck = bdd.minus(failing, rescued)
    return quantifier.permitted(store.read_by(stuck), stuck)


def _example(diagram: Diagram, ready: DiagramQuery, stuck: Node) -> Example:
    instances = diagram.store.read_by(stuck)
    values, region = pick_inputs(diagram, ready, stuck)
    choices, _ = pick_choices(diagram, region, instances)
    return example_of(ready, values, choices, diagram.model)
