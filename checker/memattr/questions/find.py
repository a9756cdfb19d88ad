"""`find`: the values for which a statement holds whatever the others do, and why no other value is
an answer. Diagrams find them; a solver decides each candidate for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from memattr.engines.exact.diagram_query import Prepared
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.exact.model_counting import counted
from memattr.engines.exact.regions import Empty, Regions
from memattr.engines.narrowing import foreign_assumptions
from memattr.model.layout import width
from memattr.model.model import Claim, Model, Question
from memattr.place import Problem, SpecError
from memattr.questions.answer import Answer, Solutions
from memattr.questions.asked import claim_of
from memattr.questions.freedom import Reach, includes, reaches, result_of
from memattr.questions.sorting import Sorter
from memattr.readings.bdd import TooLarge
from memattr.readings.concrete_values import Values
from memattr.readings.evaluate import Evaluator

if TYPE_CHECKING:
    from memattr.engines.smt.counterexample_guided import Solver

MOST_CANDIDATES = 1 << 12


class Finder:
    """Answers the questions of one model. The solver is loaded only if it is wanted."""

    def __init__(
        self,
        model: Model,
        verify: bool = True,
        timeout_ms: int | None = None,
        exact: Exact | None = None,
        solver: Solver | None = None,
    ) -> None:
        self.model = model
        self.exact = exact or Exact(model)
        self._solver = solver
        self.evaluator = Evaluator(model)
        self._verify = verify
        self._timeout_ms = timeout_ms

    def find(self, question: Question, ranked: bool = True) -> Answer:
        """The answer; if it is not to be ranked, all solutions are one group of unknown reach.

        Raises SpecError if there are too many candidates."""
        claim = claim_of(question)
        candidates = self._candidates(question)
        narrowed = tuple(foreign_assumptions(self.model, question.note.place.file))
        try:
            answer = self._answered(question, claim, candidates, ranked)
        except TooLarge as limit:
            why = str(limit)
            answer = Answer(question, (), (), (), len(candidates), (), (), False, (), None, why)
            return replace(answer, narrowed=narrowed)
        answer = replace(answer, narrowed=narrowed)
        return self._verified(claim, candidates, answer) if self._verify else answer

    def _candidates(self, question: Question) -> list[Values]:
        kinds = [self.model.inputs[name].type for name in question.found]
        bits = sum(map(width, kinds))
        if 1 << bits > MOST_CANDIDATES:
            message = f"{', '.join(question.found)} have 2^{bits} values together"
            way = f"Ask for at most {MOST_CANDIDATES} at once."
            raise SpecError([Problem(question.note.place, "too-many", message, "", way)])
        return list(product(*(tuple(self.evaluator.values_of(kind)) for kind in kinds)))

    def _answered(
        self, question: Question, claim: Claim, candidates: list[Values], ranked: bool
    ) -> Answer:
        ready, regions = self.exact.regions(claim)
        free = tuple(name for name in ready.levels if name not in question.found)
        rests_on = (f"exact(2^{ready.free_bits} inputs)",)
        if isinstance(regions, Empty):
            every = tuple(candidates)
            return Answer(question, (), (), every, len(every), free, (), True, rests_on)
        assert isinstance(regions, Regions), "a claim to prove ends in regions"
        sorter = Sorter(self.exact, ready, regions, question.found)
        standings = {value: sorter.standing(value) for value in candidates}
        holding = [value for value in candidates if standings[value] == "holds"]
        counts = counted(self.exact.diagram.bdd, self.model, ready, regions)
        return Answer(
            question,
            self._ranked(question, ready, sorter, holding) if ranked else _one_group(holding),
            sorter.failures([v for v in candidates if standings[v] == "fails"]),
            tuple(v for v in candidates if standings[v] == "not admitted"),
            len(candidates),
            free,
            tuple(name for name in counts.relevant if name not in question.found),
            False,
            rests_on,
        )

    def _ranked(
        self, question: Question, ready: Prepared, sorter: Sorter, holding: Sequence[Values]
    ) -> tuple[Solutions, ...]:
        """Grouped by what stays reachable, most first."""
        result = result_of(self.model, question.body)
        if not holding or result is None:
            return _one_group(holding)
        bdd = self.exact.diagram.bdd
        within = sorter.solutions
        reach = reaches(self.exact.diagram, ready, within, result, question.found)
        groups: dict[Reach, list[Values]] = {}
        for value in holding:
            groups.setdefault(reach(value), []).append(value)
        order = sorted(groups, key=lambda found: -found.size)
        ranked = []
        for index, here in enumerate(order):
            above = tuple(i for i in range(index) if includes(bdd, order[i], here))
            unlike = tuple(i for i in range(index) if i not in above)
            ranked.append(Solutions(tuple(groups[here]), here.size, above, unlike))
        return tuple(ranked)

    def _verified(self, claim: Claim, candidates: Sequence[Values], answer: Answer) -> Answer:
        """The answer, with what a solver says of each candidate."""
        from memattr.engines.smt.counterexample_guided import Solver
        from memattr.engines.smt.enumeration import standings

        found = answer.question.found
        self._solver = self._solver or Solver(self.model)
        said = standings(self._solver, claim, found, candidates, self._timeout_ms)
        ours = answer.standings()
        for value in candidates:
            if said[value] not in (ours[value], "unknown"):
                where = ", ".join(f"{n}={v}" for n, v in zip(found, value, strict=True))
                text = f"{where}: exact says '{ours[value]}', z3 says '{said[value]}'"
                return replace(answer, trouble=text)
        decided = sum(standing != "unknown" for standing in said.values())
        rests_on = (*answer.rests_on, f"z3({decided} of {len(candidates)} candidates)")
        return replace(answer, rests_on=rests_on, verified=decided == len(candidates))


def _one_group(holding: Sequence[Values]) -> tuple[Solutions, ...]:
    return (Solutions(tuple(holding), None, (), ()),) if holding else ()
