"""Which cases a proof can do without: a solver says yes or no, and nothing else of it counts."""

from __future__ import annotations

from collections.abc import Sequence

import z3

from memattr.engines.smt.solver_session import obedient
from memattr.engines.smt.term_query import term_query
from memattr.engines.verdict import CaseName
from memattr.model.model import Claim
from memattr.readings.encode import HavocCases

# Of the solver's own measure of work, five million a second or so. In 144 shipped proofs that were
# measured, the hardest question needed three million.
LIMIT = 1_000_000_000


class Freeing:
    """Frees as many cases as can be; the rest is kept."""

    def __init__(self, reading: HavocCases, claim: Claim, cases: Sequence[CaseName]) -> None:
        """`cases` are all that can apply, admitted or not; the others may give anything."""
        query, terms = term_query(reading.encoder, claim), reading.terms
        self._solver = obedient(reading.encoder.context)
        self._solver.set("rlimit", LIMIT)
        fails = (query.rules, query.adm, terms.negation(query.body))
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
