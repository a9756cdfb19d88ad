"""The runs of a procedure as Horn clauses: what is reached, and what must not be.

Z3's engine for such clauses finds an inductive invariant of its own, or a run: nothing of the
search is told to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Literal

import z3
from z3.z3util import get_vars

Found = Literal["a run", "no run", "unknown"]
ENGINE = "spacer"


@dataclass(frozen=True)
class TransitionSystem:
    """A machine with a procedure, in formulas. `constants` stay; `before` and `after` are the parts
    of a state, alike in order. `first` is true of first states, `step` of a state and the one after
    an event, `failing` of what is looked for; `assumed` of whatever is fixed for a run."""

    constants: tuple[z3.BitVecRef, ...]
    before: tuple[z3.BitVecRef, ...]
    after: tuple[z3.BitVecRef, ...]
    assumed: z3.BoolRef
    first: z3.BoolRef
    step: z3.BoolRef
    failing: z3.BoolRef

    @property
    def context(self) -> z3.Context:
        """That of the formulas."""
        return self.failing.ctx

    def reached(self, state: Sequence[z3.BitVecRef]) -> z3.BoolRef:
        """That a state is reached, which the clauses are about."""
        return self._predicate()(*self.constants, *state)

    def unknowns(self, *formulas: z3.BoolRef) -> list[z3.BitVecRef]:
        """Those of formulas that are no parts of states, such as the values of an action."""
        known = {word.get_id() for word in (*self.constants, *self.before, *self.after)}
        declared = {v.get_id(): v for formula in formulas for v in get_vars(formula)}
        return [unknown for number, unknown in declared.items() if number not in known]

    def clauses(self) -> z3.Fixedpoint:
        """Horn clauses of all that is reached."""
        clauses = z3.Fixedpoint(ctx=self.context)
        clauses.set("engine", ENGINE)
        clauses.set("xform.bit_blast", True)
        clauses.set("ctrl_c", False)
        clauses.register_relation(self._predicate())
        formulas = (self.assumed, self.first, self.step)
        words = (*self.constants, *self.before, *self.after)
        clauses.declare_var(*words, *self.unknowns(*formulas))
        here, there = self.reached(self.before), self.reached(self.after)
        clauses.rule(here, [self.assumed, self.first])
        clauses.rule(there, [here, self.assumed, self.step])
        return clauses

    def query(self) -> z3.BoolRef:
        """That something which is looked for is reached."""
        unknowns = [*self.constants, *self.before, *self.unknowns(self.failing)]
        return z3.Exists(unknowns, z3.And(self.reached(self.before), self.failing))

    def _predicate(self) -> z3.FuncDeclRef:
        sorts = [word.sort() for word in (*self.constants, *self.before)]
        return z3.Function("reached", *sorts, z3.BoolSort(self.context))


def horn_engine(systems: Sequence[TransitionSystem], seconds: float | None) -> Found:
    """Whether one of the systems reaches what is looked for; in so many seconds all together."""
    deadline = None if seconds is None else monotonic() + seconds
    answer: Found = "no run"
    for system in systems:
        clauses = system.clauses()
        if deadline is not None:
            clauses.set("timeout", max(1, int((deadline - monotonic()) * 1000)))
        try:
            result = clauses.query(system.query())
        except z3.Z3Exception:
            # What is stopped may complain in this way.
            result = z3.unknown
        if result == z3.sat:
            return "a run"
        if result == z3.unknown:
            answer = "unknown"
    return answer
