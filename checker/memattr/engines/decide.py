"""A claim decided by the wanted engines, compared, and replayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from time import monotonic
from typing import Literal

from memattr.engines.assumptions import foreign_assumptions
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.replay import Replay, replayed
from memattr.engines.tautology import TAUTOLOGY, is_tautology
from memattr.engines.verdict import (
    Covered,
    Decided,
    Disagreement,
    Evidence,
    Narrowing,
    Outcome,
    Proved,
    Refuted,
    Unknown,
    Vacuous,
    Verdict,
)
from memattr.model.model import Claim, Model
from memattr.readings.evaluate import Evaluator

# Of the time of a claim: what each engine has, and what is left free at its end.
DIAGRAMS_SHARE, SOLVERS_SHARE, MARGIN = 0.4, 0.3, 0.05

# `horn`: as `z3`, and claims about runs by the engine for Horn clauses.
Engine = Literal["both", "exact", "z3", "horn"]


class Decider:
    """Decides the claims of one model. The solver is loaded only if it is wanted."""

    def __init__(self, model: Model, engine: Engine = "both", seconds: float | None = None) -> None:
        """`seconds` are for each claim, and for all that is asked of it until the next one."""
        self.model, self._seconds, self._began = model, seconds, 0.0
        self.evaluator = Evaluator(model)
        self.exact = None if engine in ("z3", "horn") else Exact(model)
        self.solver = None
        if engine != "exact":
            from memattr.engines.smt.counterexample_guided import Solver

            self.solver = Solver(model, self.solvers_milliseconds)

    @property
    def solvers_milliseconds(self) -> int | None:
        """What the solver has of the time of a claim."""
        return None if self._seconds is None else max(1, int(self._seconds * SOLVERS_SHARE * 1000))

    def begin(self) -> None:
        """The time of a claim or a question begins now; the diagrams have a share of it."""
        self._began = monotonic()
        if self.exact is not None:
            self.exact.make_room()
        self._until(DIAGRAMS_SHARE)

    def _until(self, share: float) -> None:
        if self.exact is not None and self._seconds is not None:
            self.exact.until(self._began + self._seconds * share)

    def interruptible(self) -> AbstractContextManager[None]:
        """Inside, an interruption stops the solver, if there is one."""
        if self.solver is None:
            return nullcontext()
        from memattr.engines.smt.solver_session import interruptible

        return interruptible(self.solver.encoder.context)

    def decide(self, claim: Claim) -> Verdict:
        """The claim's verdict, from all engines that decided it."""
        exact, evidence = None, None
        self.begin()
        if self.exact is not None:
            exact, evidence = self.exact.decide(claim)
            # The rest is for what is said of the verdict.
            self._until(1 - MARGIN)
        solver = self.solver.decide(claim) if self.solver else None
        replays = {
            who: replayed(self.evaluator, claim, side)
            for who, side in (("exact", exact), ("z3", solver))
            if side is not None
        }
        narrowed = (
            *foreign_assumptions(self.model, claim.note.place.file),
            *_given_up(claim, exact, solver),
        )
        trouble = _trouble(exact, solver, replays)
        if trouble is not None:
            return Verdict(claim, Disagreement(trouble, exact, solver), (), evidence, narrowed)
        outcome = _outcome(exact, solver)
        whole = replays["exact" if outcome is exact else "z3"].whole
        if isinstance(outcome, Proved) and claim.form != "example" and is_tautology(claim):
            narrowed = (*narrowed, Narrowing("tautology", claim.note.place, TAUTOLOGY))
        rests_on = _rests_on(exact, solver, outcome, evidence, whole)
        return Verdict(claim, outcome, rests_on, evidence, narrowed)


def _trouble(
    exact: Decided | None, solver: Decided | None, replays: Mapping[str, Replay]
) -> str | None:
    sides = [side for side in (exact, solver) if side is not None]
    signs = {_sign(side) for side in sides if not isinstance(side, Unknown)}
    if len(signs) > 1:
        return "the engines differ"
    for who, replay in replays.items():
        if replay.objection is not None:
            return f"{who}, replayed: {replay.objection}"
    return None


def _given_up(claim: Claim, exact: Decided | None, solver: Decided | None) -> Iterator[Narrowing]:
    """Where one of two engines has a verdict, and the other none."""
    match exact, solver:
        case (Unknown(), Unknown()) | (None, _) | (_, None):
            return
        case Unknown(reason), _:
            words = f"rests on the solver alone, without counts: diagrams were given up, {reason}"
        case _, Unknown(reason):
            words = f"rests on diagrams alone: the solver was given up, {reason}"
        case _:
            return
    yield Narrowing("given up", claim.note.place, words)


def _sign(decided: Decided) -> tuple[object, ...]:
    """What two engines must agree on; examples may differ."""
    match decided:
        case Refuted(by_choice, _):
            return Refuted, by_choice
        case Vacuous(premise):
            return Vacuous, premise
        case _:
            return (type(decided),)


def _outcome(exact: Decided | None, solver: Decided | None) -> Outcome:
    if exact is not None and not (isinstance(exact, Unknown) and solver is not None):
        return exact
    assert solver is not None, "at least one engine is wanted"
    return solver


def _rests_on(
    exact: Decided | None,
    solver: Decided | None,
    outcome: Outcome,
    evidence: Evidence | None,
    whole: bool,
) -> tuple[str, ...]:
    names = []
    if solver is not None and not isinstance(solver, Unknown):
        names.append("z3")
    if exact is not None and not isinstance(exact, Unknown) and evidence is not None:
        names.append(f"exact(2^{evidence.free_bits} inputs)")
    if isinstance(outcome, Refuted | Covered):
        names.append("replayed" if whole else "replayed in part")
    return tuple(names)
