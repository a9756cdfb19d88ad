"""One question after the other to a solver, until the time is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic

import z3

from memattr.engines.problem import Answer
from memattr.readings.encode import Encoder
from memattr.readings.terms import Truth

# For bit vectors and truths alone: clauses from the start, and no theory to set up.
LOGIC = "QF_FD"


class OutOfTime(Exception):
    """The solver gave up."""


def obedient(context: z3.Context) -> z3.Solver:
    """A solver without a handler of its own for interruptions."""
    solver = z3.SolverFor(LOGIC, ctx=context)
    solver.set("ctrl_c", False)
    return solver


@dataclass(frozen=True)
class Asking:
    """Questions in one context, all of them to be answered by the deadline, if there is one."""

    encoder: Encoder
    deadline: float | None

    def model(self, *truths: Truth) -> Answer | None:
        """A model of all of them, None if there is none: often the solver's simplifier can tell."""
        terms = self.encoder.terms
        whole = terms.simplified(terms.all_of(truths))
        if whole.key == terms.false.key:
            return None
        return self.of(obedient(self.encoder.context), whole)

    def of(self, solver: z3.Solver, *truths: Truth) -> Answer | None:
        """A model of what the solver has taken for granted so far, and of these."""
        self.tell(solver, truths)
        if self.deadline is not None:
            left = self.deadline - monotonic()
            if left <= 0:
                raise OutOfTime
            solver.set("timeout", max(1, int(left * 1000)))
        result = solver.check()
        if result == z3.unknown:
            raise OutOfTime
        return Answer(self.encoder, solver.model()) if result == z3.sat else None

    def tell(self, solver: z3.Solver, truths: Iterable[Truth]) -> None:
        """The solver takes them for granted from now on."""
        solver.add(*map(self.encoder.terms.formula, truths))


def asking(encoder: Encoder, timeout_ms: int | None) -> Asking:
    """The time begins now."""
    return Asking(encoder, None if timeout_ms is None else monotonic() + timeout_ms / 1000)
