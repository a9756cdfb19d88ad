"""Differing rows sorted into few classes, each explained by one rule that was not followed.

A rule explains a difference if it would have had to give something else for the answer to be
permitted, the same for the same arguments in all rows, and without any other row becoming wrong.
Rules that explain much by few other results come first: of two that explain the same rows, the
more particular one. What is left is compared with the specification as that rule is patched: so a
row in which several rules were not followed belongs to the last of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from memattr.answers.filled_inputs import known_values
from memattr.batch.decision_tries import InputColumn
from memattr.conformance.answered_rows import AnsweredRow, spread
from memattr.conformance.judgement import Judge
from memattr.conformance.repair import PatchedAnswers, Repair, Repairing
from memattr.conformance.rule_havoc import Patch, PatchedRules, Rule, RuleHavoc, rules_of
from memattr.model.expressions import Call, Expression, Field, Local, Make, walk
from memattr.model.types import Value
from memattr.readings.bdd import TooLarge
from memattr.readings.compile_diagrams import Environment
from memattr.readings.compile_values import Fired
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import GivenChoices
from memattr.readings.variation import Readings

# Rows that are traced for candidates.
TRACED = 48


@dataclass(frozen=True)
class Heat:
    """Candidates are tried on so many rows, and so many of them go on to the next heat."""

    differing: int
    conforming: int
    left: int


HEATS = (Heat(20, 30, 14), Heat(150, 350, 5), Heat(1_000, 2_000, 3))
# The best candidate is right if it explains this part of what it promised, seen on all rows.
KEPT = 0.9
# A rule that is worth this part of what the best one is worth competes with it.
COMPARABLE = 0.5
# What a class costs beside the results that it changes: more of this, fewer classes.
COST_OF_A_CLASS = 12


@dataclass(frozen=True)
class Localized:
    """Differing rows, each with the case of the rule that would have to give something else; no
    rule and no cases where no single rule explains them."""

    rule: Rule | None
    rows: tuple[tuple[AnsweredRow, str], ...]


class FaultLocalizer:
    """Explains the differences of one judged file."""

    def __init__(self, evaluator: Evaluator, judge: Judge) -> None:
        self._evaluator, self._judge = evaluator, judge
        self._diagram = judge.diagram
        self._readings = Readings(judge.diagram)
        self._rule_of = {
            (rule.function, case): rule for rule in rules_of(evaluator.model) for case in rule.cases
        }
        self._columns = [
            InputColumn(column.name, index, int, column.levels)
            for index, column in enumerate(judge.columns)
        ]
        self._patches: list[Patch] = []
        self._freed: dict[Rule, Repairing | None] = {}

    def localized(
        self, differing: Sequence[AnsweredRow], conforming: Sequence[AnsweredRow]
    ) -> list[Localized]:
        """Every differing row in one class, the largest class first."""
        left, right, ranked = list(differing), list(conforming), list[Localized]()
        self._patches, self._freed = [], {}
        while left:
            best = self._best(left, right)
            if best is None:
                break
            localized, left, right = self._explained(best, left, right)
            ranked.append(localized)
        if left:
            ranked.append(Localized(None, tuple((row, "") for row in left)))
        return sorted(ranked, key=lambda one: -sum(row.times for row, _ in one.rows))

    def _best(self, left: Sequence[AnsweredRow], right: Sequence[AnsweredRow]) -> Repair | None:
        """What explains most of the rows that are left by fewest results."""
        rules, every = self._candidates(left), [*right, *left]
        for heat in HEATS:
            sample = [*spread(right, heat.conforming), *spread(left, heat.differing)]
            ranked = self._ranked(rules, sample)
            if not ranked or len(sample) == len(every):
                return self._latest(ranked) if ranked else None
            ranked = self._finalists(ranked, heat.left)
            rules = [repair.rule for repair in ranked]
        favourite = self._latest(ranked)
        promised = len(favourite.explained) / min(len(left), heat.differing)
        best = self._repaired(favourite.rule, every)
        if best is not None and len(best.explained) >= KEPT * promised * len(left):
            return best
        finalists = self._ranked(rules, every)
        return self._latest(finalists) if finalists else None

    def _explained(
        self, best: Repair, left: Sequence[AnsweredRow], right: Sequence[AnsweredRow]
    ) -> tuple[Localized, list[AnsweredRow], list[AnsweredRow]]:
        """The rows that the repair explains; those that differ still; and those that are right, as
        the specification is patched with it."""
        repairing = self._repairing(best.rule)
        assert repairing is not None, "what explains rows was read"
        known = {id(row) for row, _ in best.explained}
        others = [row for row in left if id(row) not in known]
        excused = [*repairing.excused(best, others)] if others else []
        known |= {id(row) for row, _ in excused}
        others = [row for row in others if id(row) not in known]
        localized = Localized(best.rule, (*best.explained, *excused))
        self._patches, self._freed = [*self._patches, repairing.patch(best)], {}
        if not others:
            return localized, [], []
        answers = self._patched_answers()
        mended = (replace(row, differs=False) for row, _ in best.explained)
        return localized, others, [row for row in (*right, *mended) if answers.permit(row)]

    def _patched_answers(self) -> PatchedAnswers:
        diagram = PatchedRules(self._diagram, self._patches).diagram
        word = self._judge.survey.joint.word(diagram, self._judge.inputs.environment)
        forced, reserved = self._judge.typed.choices, self._judge.judges_reserved
        return PatchedAnswers(diagram, word, self._columns, forced, reserved)

    def _ranked(self, rules: Iterable[Rule], rows: Sequence[AnsweredRow]) -> list[Repair]:
        """What each rule explains, the best first, those of functions without cases to choose from
        last; rules that explain nothing are left out."""
        repairs = (self._repaired(rule, rows) for rule in rules)
        mended = [repair for repair in repairs if repair is not None]
        return sorted(mended, key=lambda repair: (not self._decides(repair)[0], -_worth(repair)))

    def _repaired(self, rule: Rule, rows: Sequence[AnsweredRow]) -> Repair | None:
        """What the rule explains; None if that is nothing."""
        repairing = self._repairing(rule)
        repair = None if repairing is None else repairing.repair(rule, rows)
        return repair if repair is not None and repair.explained else None

    def _finalists(self, ranked: Sequence[Repair], most: int) -> list[Repair]:
        """The best of those ranked: of rules that decide something, and half as many others."""
        least = COMPARABLE * _worth(ranked[0]) / 2 if ranked else 0.0
        near = [repair for repair in ranked if _worth(repair) >= least]
        deciding = [repair for repair in near if all(self._decides(repair))]
        others = [repair for repair in near if not all(self._decides(repair))]
        kept = [*deciding[:most], *others[: (most + 1) // 2]]
        return [repair for repair in near if repair in kept]

    def _decides(self, repair: Repair) -> tuple[bool, bool]:
        """Whether the function has several cases, and whether those that would have to give
        something else do more than to put together what functions give that they call."""
        if repair.rule.is_derived:
            return True, True
        function = self._diagram.model.functions[repair.rule.function]
        blamed = {case for _, case in repair.explained}
        bodies = [case.body for case in function.cases if case.name in blamed]
        return len(function.cases) > 1, not all(map(_hands_on, bodies))

    def _latest(self, repairs: Sequence[Repair]) -> Repair:
        """Of the repairs that are worth about as much as the best and explain no less, one whose
        rule decides something, and of these the one that comes last in the text, nearest to the
        answer; of those that only hand on, the one that comes first."""
        order = {name: number for number, name in enumerate(self._diagram.model.functions)}
        least = COMPARABLE * _worth(repairs[0])
        near = [
            repair for repair in repairs
            if _worth(repair) >= least and len(repair.explained) >= len(repairs[0].explained)
        ]  # fmt: skip

        def rank(repair: Repair) -> tuple[tuple[bool, bool], int]:
            decides, place = self._decides(repair), order.get(repair.rule.function, -1)
            return decides, place if all(decides) else -place

        return max(near, key=rank)

    def _repairing(self, rule: Rule) -> Repairing | None:
        """The rule set free; None if that is too large to be read."""
        if rule not in self._freed:
            havoc = RuleHavoc(self._diagram, self._readings, rule, self._patches)
            try:
                word = self._judge.survey.joint.word(havoc.diagram, self._judge.inputs.environment)
                forced, reserved = self._judge.typed.choices, self._judge.judges_reserved
                self._freed[rule] = Repairing(havoc, word, self._columns, forced, reserved)
            except TooLarge:
                self._freed[rule] = None
        return self._freed[rule]

    def _candidates(self, differing: Sequence[AnsweredRow]) -> list[Rule]:
        """The rules that some of the differing rows come to, and those of derived values."""
        every = rules_of(self._evaluator.model)
        rules = dict.fromkeys(rule for rule in every if rule.is_derived)
        for row in spread(differing, TRACED):
            for fired in self._fired(row):
                rules[self._rule_of[fired.function, fired.case]] = None
        return list(rules)

    def _fired(self, row: AnsweredRow) -> Iterator[Fired]:
        """The cases that answer in the situation of the row."""
        inputs = self.situation(row)
        trace: list[Fired] = []
        within = self._evaluator.within(Situation(inputs, {}, GivenChoices({}), None, trace))
        for one in self._judge.survey.joint.observables:
            if within(one.present):
                within(one.expression)
        yield from _all(trace)

    def situation(self, row: AnsweredRow) -> dict[str, Value]:
        """The values of all inputs in the row."""
        bits = {
            level: int(cell) >> place & 1
            for column, cell in zip(self._columns, row.inputs, strict=True)
            for place, level in enumerate(column.levels)
        }
        words = self._judge.inputs.environment.inputs.items()
        compose = self._diagram.bdd.compose
        here = {name: tuple([compose(bit, bits) for bit in word]) for name, word in words}
        return known_values(self._evaluator, Environment(here))


def _hands_on(body: Expression) -> bool:
    nodes = [*walk(body)]
    simple = all(
        isinstance(node, Call | Local | Field) or (isinstance(node, Make) and bool(node.fields))
        for node in nodes
    )
    return simple and any(isinstance(node, Call) for node in nodes)


def _worth(repair: Repair) -> float:
    return len(repair.explained) / (COST_OF_A_CLASS + len(repair.changed))


def _all(trace: Iterable[Fired]) -> Iterator[Fired]:
    for fired in trace:
        yield fired
        yield from _all(fired.children)
