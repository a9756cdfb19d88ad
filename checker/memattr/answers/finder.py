"""`find`: the values for which a statement holds whatever the others do, and why no other value is
an answer. Diagrams find them; a solver decides each candidate for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from memattr.answers.example import observed_text, situation_text
from memattr.answers.find import TYPED_NAME, Failures, FindAnswer, Solutions, Standing
from memattr.answers.idle_inputs import Idle, given_inputs, idle_in_claim
from memattr.answers.reach import Reach, assignment, includes, reaches, result_of
from memattr.engines.assumptions import foreign_assumptions
from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.exact.regions import Empty, Regions, counted
from memattr.engines.verdict import Example
from memattr.language.attr_files import Given
from memattr.model.layout import width
from memattr.model.machine import ProcedureQuestion
from memattr.model.model import Claim, Model, Question
from memattr.model.types import Value
from memattr.place import Place, Problem, SpecError
from memattr.project.candidates import way_out
from memattr.readings.bdd import Node, TooLarge, holds
from memattr.readings.compile_values import Values
from memattr.readings.evaluate import Evaluator
from memattr.session import open_what_can_be

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

    def find(self, question: Question, explained: bool = True) -> FindAnswer:
        """The answer. If it is not to be explained, all solutions are one group of unknown reach,
        and nothing is said of the failing candidates.

        Raises SpecError if there are too many candidates."""
        answer = self._found(question, explained)
        narrowed = tuple(foreign_assumptions(self.model, question.note.place.file))
        return replace(answer, narrowed=narrowed)

    def _found(self, question: Question, explained: bool) -> FindAnswer:
        claim = claim_of(question)
        candidates = self._candidates(question)
        try:
            ready, regions = self.exact.regions(claim)
            if isinstance(regions, Empty):
                return self._verified(claim, candidates, {}, _vacuous(question, ready, candidates))
            assert isinstance(regions, Regions), "a claim to prove ends in regions"
            sides = CandidateSets(self.exact, ready, regions, question.found)
            standings = {value: sides.standing(value) for value in candidates}
            answer = self._answered(claim, ready, regions, sides, standings, question, explained)
        except TooLarge as limit:
            why = str(limit)
            return FindAnswer(question, (), (), (), len(candidates), (), (), False, (), None, why)
        return self._verified(claim, candidates, standings, answer)

    def _candidates(self, question: Question) -> list[Values]:
        kinds = [self.model.inputs[name].type for name in question.found]
        bits = sum(map(width, kinds))
        if 1 << bits > MOST_CANDIDATES:
            message = f"{', '.join(question.found)} have 2^{bits} values together"
            way = f"Ask for at most {MOST_CANDIDATES} at once."
            raise SpecError([Problem(question.note.place, "too-many", message, "", way)])
        return list(product(*(tuple(self.evaluator.values_of(type_)) for type_ in kinds)))

    def _answered(
        self,
        claim: Claim,
        ready: DiagramQuery,
        regions: Regions,
        sides: CandidateSets,
        standings: Mapping[Values, Standing],
        question: Question,
        explained: bool,
    ) -> FindAnswer:
        holding, failing, not_admitted = (
            tuple(value for value in standings if standings[value] == standing)
            for standing in ("holds", "fails", "not admitted")
        )
        counts = counted(self.exact.diagram.bdd, self.model, ready, regions)
        relevant = tuple(name for name in counts.relevant if name not in question.found)
        return FindAnswer(
            question,
            self._ranked(question, ready, sides, holding) if explained else _one_group(holding),
            tuple(self._failures(claim, sides, relevant, failing)) if explained else (),
            not_admitted,
            len(standings),
            _free(question, ready),
            relevant,
            False,
            _rests_on(ready),
            idle=self._idle(question, claim) if explained else (),
        )

    def _idle(self, question: Question, claim: Claim) -> tuple[Idle, ...]:
        """Inputs that are given on which neither the answer nor what it leaves open depends."""
        given = given_inputs(self.model, question.given)
        names = [name for name in given if name not in question.found]
        result = result_of(self.model, question.body)
        shown = (question.body, *(() if result is None else (result,)))
        return idle_in_claim(self.exact.diagram, claim, names, shown)

    def _failures(
        self, claim: Claim, sides: CandidateSets, relevant: Sequence[str], failing: Sequence[Values]
    ) -> Iterator[Failures]:
        for values, example, by_choice in sides.refuted(failing):
            situation = situation_text(self.evaluator, claim, example, relevant)
            observed = observed_text(self.evaluator, claim, example)
            yield Failures(values, example, by_choice, situation, observed)

    def _ranked(
        self,
        question: Question,
        ready: DiagramQuery,
        sides: CandidateSets,
        holding: Sequence[Values],
    ) -> tuple[Solutions, ...]:
        """Grouped by what stays reachable, most first."""
        result = result_of(self.model, question.body)
        if not holding or result is None:
            return _one_group(holding)
        bdd = self.exact.diagram.bdd
        within = sides.solutions
        reach = reaches(self.exact.diagram, ready, within, result, question.found)
        groups: dict[Reach, list[Values]] = {}
        for value in holding:
            groups.setdefault(reach(value), []).append(value)
        order = sorted(groups, key=lambda reached: -reached.size)
        ranked = []
        for index, here in enumerate(order):
            above = tuple(i for i in range(index) if includes(bdd, order[i], here))
            unlike = tuple(i for i in range(index) if i not in above)
            ranked.append(Solutions(tuple(groups[here]), here.size, above, unlike))
        return tuple(ranked)

    def _verified(
        self,
        claim: Claim,
        candidates: Sequence[Values],
        ours: Mapping[Values, Standing],
        answer: FindAnswer,
    ) -> FindAnswer:
        """The answer, with what a solver says of each candidate if it is to be asked; without any
        standing of ours, no candidate is admitted."""
        if not self._verify:
            return answer
        from memattr.engines.smt.counterexample_guided import Solver
        from memattr.engines.smt.enumeration import standings

        names = answer.question.found
        self._solver = self._solver or Solver(self.model)
        said = standings(self._solver, claim, names, candidates, self._timeout_ms)
        for value in candidates:
            exact = ours.get(value, "not admitted")
            if said[value] not in (exact, "unknown"):
                where = ", ".join(f"{n}={v}" for n, v in zip(names, value, strict=True))
                text = f"{where}: exact says '{exact}', z3 says '{said[value]}'"
                return replace(answer, trouble=text)
        decided = sum(standing != "unknown" for standing in said.values())
        rests_on = (*answer.rests_on, f"z3({decided} of {len(candidates)} candidates)")
        return replace(answer, rests_on=rests_on, verified=decided == len(candidates))


def asked_question(
    texts: Sequence[Path] | Given, text: str
) -> tuple[Model, Question | ProcedureQuestion, tuple[Problem, ...]]:
    """The model of the texts (the shipped rules if there are no paths), the question in it, and the
    problems of files that were left out.

    `text` is the name of a declared question, or `NAME[, NAME] [clauses] : EXPRESSION`, or
    `procedure of MACHINE [clauses] : EXPRESSION`. Raises SpecError if the question cannot be
    understood; its places are columns of the text."""
    if ":" in text:
        from memattr.language.elaborated import TypedItem, with_typed_item

        values = "" if text.split()[0] == "procedure" else "values "
        item = TypedItem("question", TYPED_NAME, f"find {TYPED_NAME} {values}", text)
        model, problems = with_typed_item(texts, item)
        return model, next(q for q in model.every_question() if q.name == TYPED_NAME), problems
    session = open_what_can_be(texts)
    for question in session.model.every_question():
        if question.name == text.strip():
            return session.model, question, session.problems
    raise SpecError([*session.problems, _unknown(session.model, text)])


def _unknown(model: Model, text: str) -> Problem:
    way = way_out(text.strip(), [question.name for question in model.every_question()], "questions")
    syntax = "Or ask: memattr find 'NAME[, NAME] for ... [given ...] : EXPRESSION'"
    if model.machines:
        syntax += "\n    or: memattr find 'procedure of MACHINE for ... [given ...] : EXPRESSION'"
    message = f"no question is called '{text.strip()}'"
    help_ = "\n".join(w for w in (way, syntax) if w)
    return Problem(Place("question", 1, 1), "unknown-name", message, text, help_)


def claim_of(question: Question) -> Claim:
    """The claim that the body holds, the inputs that are asked for left free."""
    return Claim(
        name=question.name,
        expected="prove",
        mode="",
        scope=question.scope,
        stated=question.stated,
        given=question.given,
        variables=question.variables,
        body=question.body,
        because=(),
        counts=None,
        note=question.note,
        instances=question.instances,
        parts=question.parts,
        assumed=question.assumed,
    )


def _vacuous(question: Question, ready: DiagramQuery, candidates: Sequence[Values]) -> FindAnswer:
    every, free = tuple(candidates), _free(question, ready)
    return FindAnswer(question, (), (), every, len(every), free, (), True, _rests_on(ready))


def _free(question: Question, ready: DiagramQuery) -> tuple[str, ...]:
    return tuple(name for name in ready.levels if name not in question.found)


def _rests_on(ready: DiagramQuery) -> tuple[str, ...]:
    return (f"exact(2^{ready.free_bits} inputs)",)


def _one_group(holding: Sequence[Values]) -> tuple[Solutions, ...]:
    return (Solutions(tuple(holding), None, (), ()),) if holding else ()


class CandidateSets:
    """The candidates of one question told apart, and the few situations that refute most of
    them; `names` are the inputs that are asked for."""

    def __init__(
        self, exact: Exact, ready: DiagramQuery, regions: Regions, names: Sequence[str]
    ) -> None:
        self._exact, self._ready, self._found = exact, ready, names
        bdd = exact.diagram.bdd
        self._bdd = bdd
        self._fails = bdd.disj(regions.must, regions.may)
        self._must = regions.must
        others = frozenset(
            level for name, levels in ready.levels.items() if name not in names for level in levels
        )
        self._failing = bdd.some(self._fails, others)
        self._admitted = bdd.some(regions.admitted, others)

    @property
    def solutions(self) -> Node:
        """The set of those that hold, over the levels of the found inputs."""
        return self._bdd.minus(self._admitted, self._failing)

    def standing(self, candidate: Values) -> Standing:
        """Whether the candidate is a solution."""
        bits = self._bits(self._found, candidate)
        if holds(self._bdd, self._failing, bits):
            return "fails"
        return "holds" if holds(self._bdd, self._admitted, bits) else "not admitted"

    def refuted(self, failing: Sequence[Values]) -> list[tuple[tuple[Values, ...], Example, bool]]:
        """The situation that refutes the first candidate refutes others too; then the next. Each
        with the candidates that it refutes, most first, and whether only some choices do."""
        left, groups = list(failing), []
        while left:
            example, by_choice = self._example(left[0])
            here = self._bdd.compose(self._fails, self._others(example))
            group = [v for v in left if holds(self._bdd, here, self._bits(self._found, v))]
            groups.append((tuple(group), example, by_choice))
            left = [v for v in left if v not in group]
        return sorted(groups, key=lambda group: -len(group[0]))

    def _example(self, candidate: Values) -> tuple[Example, bool]:
        """The least failing situation of the candidate, one that fails for certain if any does."""
        here = self._fixed(self._found, candidate)
        certain = self._bdd.conj(self._must, here)
        region = certain or self._bdd.conj(self._fails, here)
        return self._exact.failing(self._ready, region), certain == 0

    def _others(self, example: Example) -> Mapping[int, int]:
        """The example's bits, less those of the found inputs."""
        values: dict[str, Value] = {**dict(example.inputs), **dict(example.variables)}
        names = [name for name in self._ready.levels if name not in self._found]
        return self._bits(names, tuple(values[name] for name in names))

    def _bits(self, names: Sequence[str], values: Values) -> dict[int, int]:
        return assignment(self._exact.diagram, self._ready, names, values)

    def _fixed(self, names: Sequence[str], values: Values) -> Node:
        bdd = self._bdd
        bits = self._bits(names, values).items()
        return bdd.all_of(
            bdd.variable(level) if bit else bdd.neg(bdd.variable(level)) for level, bit in bits
        )
