"""Each value of what a question asks for, decided by a solver of its own accord."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from time import monotonic
from typing import Literal

import z3

from memattr.engines.interrupts import obedient
from memattr.engines.problem import Problem, problem
from memattr.engines.solve import Solver, pushed
from memattr.model.layout import to_bits
from memattr.model.model import Claim
from memattr.readings.values import Values

Standing = Literal["holds", "fails", "not admitted", "unknown"]


def standings(
    solver: Solver,
    claim: Claim,
    found: Sequence[str],
    candidates: Sequence[Values],
    timeout_ms: int | None = None,
) -> Mapping[Values, Standing]:
    """What comes of the claim, to be proved, where the found inputs are the candidate."""
    of = problem(solver.encoder, claim)
    engine = obedient(solver.encoder.context)
    engine.add(of.rules, of.adm)
    deadline = None if timeout_ms is None else monotonic() + timeout_ms / 1000
    answers: dict[Values, Standing] = {}
    for candidate in candidates:
        left = None if deadline is None else max(1, int((deadline - monotonic()) * 1000))
        if left is not None:
            engine.set("timeout", left)
        with pushed(engine):
            engine.add(*_chosen(solver, of, found, candidate))
            answers[candidate] = _standing(engine, of)
    return answers


def _chosen(
    solver: Solver, of: Problem, found: Sequence[str], candidate: Values
) -> Iterator[z3.BoolRef]:
    for name, value in zip(found, candidate, strict=True):
        yield solver.encoder.terms.is_code(of.terms[name], to_bits(of.kinds[name], value))


def _standing(engine: z3.Solver, of: Problem) -> Standing:
    with pushed(engine):
        engine.add(z3.Not(of.body))
        failing = engine.check()
    if failing == z3.sat:
        return "fails"
    admitted = engine.check()
    if z3.unknown in (failing, admitted):
        return "unknown"
    return "holds" if admitted == z3.sat else "not admitted"
