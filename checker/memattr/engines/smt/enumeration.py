"""Each value of what a question asks for, decided by a solver of its own accord."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from memattr.engines.smt.counterexample_guided import Solver
from memattr.engines.smt.solver_session import SolverSession, obedient
from memattr.engines.smt.term_query import Answer, TermQuery, term_query
from memattr.engines.verdict import GaveUp
from memattr.model.layout import to_bits
from memattr.model.model import Claim
from memattr.readings.compile_values import Values
from memattr.readings.terms import Truth

Standing = Literal["holds", "fails", "not admitted", "unknown"]


def standings(
    solver: Solver,
    claim: Claim,
    names: Sequence[str],
    candidates: Sequence[Values],
    timeout_ms: int | None = None,
) -> Mapping[Values, Standing]:
    """What comes of the claim, to be proved, where the found inputs are the candidate: those that
    fail are asked for until there is none, then those of the rest that are admitted."""
    terms = solver.encoder.terms
    query = term_query(solver.encoder, claim)
    search = _CandidateSearch(solver.session(timeout_ms), query, names)
    said: dict[Values, Standing] = {}
    try:
        for failing in search.values(candidates, terms.negation(query.body)):
            said[failing] = "fails"
        for holding in search.values([v for v in candidates if v not in said], terms.true):
            said[holding] = "holds"
    except GaveUp:
        return {value: said.get(value, "unknown") for value in candidates}
    return {value: said.get(value, "not admitted") for value in candidates}


class _CandidateSearch:
    """The values that the found inputs have in admitted situations."""

    def __init__(self, ask: SolverSession, query: TermQuery, names: Sequence[str]) -> None:
        self._ask, self._of = ask, query
        self._terms = [query.terms[name] for name in names]
        self._kinds = [query.kinds[name] for name in names]
        variables = {name: ask.encoder.variable(name, type_) for name, type_ in query.kinds.items()}
        self._found = [variables.pop(name) for name in names]
        self._others = [*variables.values(), *(instance.bits for instance in query.instances)]

    def values(self, candidates: Sequence[Values], truth: Truth) -> Iterator[Values]:
        """Those of the candidates for which the truth can hold. A model says it of one of them, and
        often of more, where nothing but the found inputs changes."""
        ask, terms = self._ask, self._ask.encoder.terms
        solver, waiting = obedient(ask.encoder.context), list(candidates)
        whole = terms.all_of((self._of.rules, self._of.adm, truth))
        ask.tell(solver, (whole, terms.any_of(map(self._is, waiting))))
        while waiting and (answer := ask.of(solver)) is not None:
            around = self._around(answer, whole)
            shown = [value for value in waiting if self._holds(around, value)]
            assert shown, "a model has one of the values that it was asked for"
            yield from shown
            ask.tell(solver, (terms.negation(self._is(value)) for value in shown))
            waiting = [value for value in waiting if value not in shown]

    def _around(self, answer: Answer, whole: Truth) -> Truth:
        """The truth where everything is as the answer has it but for the found inputs."""
        terms = self._ask.encoder.terms
        here = list(zip(self._others, answer.known(self._others), strict=True))
        return terms.simplified(terms.moved(whole, here))

    def _holds(self, around: Truth, value: Values) -> bool:
        terms = self._ask.encoder.terms
        codes = (to_bits(type_, part) for type_, part in zip(self._kinds, value, strict=True))
        here = [(t, terms.code(t.bits, code)) for t, code in zip(self._found, codes, strict=True)]
        there = terms.moved(terms.all_of((around, self._is(value))), here)
        return terms.simplified(there).key == terms.true.key

    def _is(self, value: Values) -> Truth:
        terms = self._ask.encoder.terms
        triples = zip(self._terms, self._kinds, value, strict=True)
        return terms.all_of(terms.is_code(t, to_bits(type_, part)) for t, type_, part in triples)
