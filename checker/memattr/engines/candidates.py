"""Each value of what a question asks for, decided by a solver of its own accord."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from memattr.engines.asking import Asking, OutOfTime, asking, obedient
from memattr.engines.problem import Problem, problem
from memattr.engines.solve import Solver
from memattr.model.layout import from_bits, to_bits
from memattr.model.model import Claim
from memattr.model.types import Value
from memattr.readings.terms import Truth
from memattr.readings.values import Values

Standing = Literal["holds", "fails", "not admitted", "unknown"]


def standings(
    solver: Solver,
    claim: Claim,
    found: Sequence[str],
    candidates: Sequence[Values],
    timeout_ms: int | None = None,
) -> Mapping[Values, Standing]:
    """What comes of the claim, to be proved, where the found inputs are the candidate: those that
    fail are asked for one by one until there is none, then those of the rest that are admitted."""
    terms = solver.encoder.terms
    of = problem(solver.encoder, claim)
    search = _Search(asking(solver.encoder, timeout_ms), of, found)
    said: dict[Values, Standing] = {}
    try:
        for failing in search.values(terms.negation(of.body)):
            said[failing] = "fails"
        for holding in search.values(terms.true, said):
            said[holding] = "holds"
    except OutOfTime:
        return {value: said.get(value, "unknown") for value in candidates}
    return {value: said.get(value, "not admitted") for value in candidates}


class _Search:
    """The values that the found inputs have in admitted situations."""

    def __init__(self, ask: Asking, of: Problem, found: Sequence[str]) -> None:
        self._ask, self._of = ask, of
        self._terms = [of.terms[name] for name in found]
        self._kinds = [of.kinds[name] for name in found]

    def values(
        self, truth: Truth, others: Mapping[Values, object] | None = None
    ) -> Iterator[Values]:
        """Each value for which the truth can hold, apart from the others."""
        solver = obedient(self._ask.encoder.context)
        self._ask.tell(solver, map(self._is_not, others or ()))
        self._ask.tell(solver, (self._of.rules, self._of.adm, truth))
        while (answer := self._ask.of(solver)) is not None:
            pairs = zip(self._kinds, self._terms, strict=True)
            value = tuple(from_bits(kind, answer.code(term)) for kind, term in pairs)
            yield value
            self._ask.tell(solver, (self._is_not(value),))

    def _is_not(self, value: Sequence[Value]) -> Truth:
        terms = self._ask.encoder.terms
        triples = zip(self._terms, self._kinds, value, strict=True)
        same = (terms.is_code(term, to_bits(kind, part)) for term, kind, part in triples)
        return terms.negation(terms.all_of(same))
