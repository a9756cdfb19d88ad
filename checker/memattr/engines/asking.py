"""One question after the other to a solver, until the time is over."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic

import z3

from memattr.engines.problem import Answer
from memattr.readings.encode import Encoder
from memattr.readings.terms import Truth

# For bit vectors and truths alone: clauses from the start, and no theory to set up.
LOGIC = "QF_FD"
# To look whether an earlier answer is one costs a twentieth of a search.
REMEMBERED = 8


class OutOfTime(Exception):
    """The solver gave up."""


def obedient(context: z3.Context) -> z3.Solver:
    """A solver without a handler of its own for interruptions."""
    solver = z3.SolverFor(LOGIC, ctx=context)
    solver.set("ctrl_c", False)
    return solver


@dataclass(frozen=True)
class Asking:
    """Questions in one context, all of them to be answered by the deadline, if there is one. Of the
    `earlier` answers one often answers the next question too."""

    encoder: Encoder
    deadline: float | None
    earlier: deque[Answer]

    def model(self, *truths: Truth, likely: bool = True) -> Answer | None:
        """A model of all of them, None if there is none: often the solver's simplifier can tell, or
        an earlier answer is one, where one is likely."""
        terms = self.encoder.terms
        whole = terms.simplified(terms.all_of(truths))
        if whole.key == terms.false.key:
            return None
        earlier = self.earlier if likely else ()
        known = next((answer for answer in earlier if answer.holds(whole)), None)
        found = known or self.of(obedient(self.encoder.context), whole)
        if found is not None:
            self._remember(found)
        return found

    def _remember(self, answer: Answer) -> None:
        """The latest first."""
        if answer in self.earlier:
            self.earlier.remove(answer)
        self.earlier.appendleft(answer)

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


class Asker:
    """Starts to ask, in one context; what was answered is common to all who ask."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._earlier: deque[Answer] = deque(maxlen=REMEMBERED)

    def asking(self, timeout_ms: int | None) -> Asking:
        """The time begins now."""
        deadline = None if timeout_ms is None else monotonic() + timeout_ms / 1000
        return Asking(self._encoder, deadline, self._earlier)
