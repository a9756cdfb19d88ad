"""One question after the other to a solver, until the time is over."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

import z3

from memattr.engines.smt.term_query import Answer
from memattr.engines.verdict import GaveUp
from memattr.readings.encode import Encoder
from memattr.readings.terms import Truth

# For bit vectors and truths alone: clauses from the start, and no theory to set up.
LOGIC = "QF_FD"
# To look whether an earlier answer is one costs a twentieth of a search.
REMEMBERED = 8


def obedient(context: z3.Context) -> z3.Solver:
    """A solver without a handler of its own for interruptions."""
    solver = z3.SolverFor(LOGIC, ctx=context)
    solver.set("ctrl_c", False)
    return solver


class RememberedAnswers:
    """What was answered in one context. Claims that assume the same ask the same, and of the latest
    answers one is often an answer to the next question too."""

    def __init__(self) -> None:
        self.known: dict[int, Answer | None] = {}
        self._latest: deque[Answer] = deque(maxlen=REMEMBERED)

    def holding(self, truth: Truth) -> Answer | None:
        """One of the latest for which it is true."""
        return next((answer for answer in self._latest if answer.holds(truth)), None)

    def add(self, key: int, answer: Answer | None) -> None:
        """To the question of this key."""
        self.known[key] = answer
        if answer is not None:
            if answer in self._latest:
                self._latest.remove(answer)
            self._latest.appendleft(answer)


@dataclass(frozen=True)
class SolverSession:
    """Questions in one context, all of them to be answered by the deadline, if there is one."""

    encoder: Encoder
    deadline: float | None
    answers: RememberedAnswers

    def model(self, *truths: Truth, likely: bool = True) -> Answer | None:
        """A model of all of them, None if there is none. Where one is `likely`, earlier answers are
        tried before anything is searched."""
        whole = self.encoder.terms.all_of(truths)
        if whole.key not in self.answers.known:
            self.answers.add(whole.key, self._found(whole, likely))
        return self.answers.known[whole.key]

    def _found(self, whole: Truth, likely: bool) -> Answer | None:
        terms = self.encoder.terms
        simple = terms.simplified(whole)
        if simple.key == terms.false.key:
            return None
        known = self.answers.holding(simple) if likely else None
        return known or self.of(obedient(self.encoder.context), simple)

    def of(self, solver: z3.Solver, *truths: Truth) -> Answer | None:
        """A model of what the solver has taken for granted so far, and of these."""
        self.tell(solver, truths)
        if self.deadline is not None:
            left = self.deadline - monotonic()
            if left <= 0:
                raise GaveUp("out of time")
            solver.set("timeout", max(1, int(left * 1000)))
        result = solver.check()
        if result == z3.unknown:
            raise GaveUp("out of time")
        return Answer(self.encoder, solver.model()) if result == z3.sat else None

    def tell(self, solver: z3.Solver, truths: Iterable[Truth]) -> None:
        """The solver takes them for granted from now on."""
        solver.add(*map(self.encoder.terms.formula, truths))


def session_with(
    encoder: Encoder, answers: RememberedAnswers, timeout_ms: int | None
) -> SolverSession:
    """The time begins now."""
    deadline = None if timeout_ms is None else monotonic() + timeout_ms / 1000
    return SolverSession(encoder, deadline, answers)


@contextmanager
def interruptible(context: z3.Context) -> Iterator[None]:
    """Inside, an interruption stops the context's solvers, which must be `obedient`.

    Only the main thread hears of signals; in others nothing changes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    watch = threading.Thread(target=_stop_when_woken, args=(woken, context), daemon=True)
    watch.start()
    others = signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(others)
        os.close(waker)
        watch.join()
        os.close(woken)


def _stop_when_woken(woken: int, context: z3.Context) -> None:
    while os.read(woken, 1):
        context.interrupt()
