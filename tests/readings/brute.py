"""The meaning of claims by enumeration: every input, every choice, as the design defines it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from memattr.engines.assumptions import admission, variables_of
from memattr.model.expressions import And, Const, Equal, Expression, Implies, Not, Or, Under
from memattr.model.model import Choice, Claim, Model
from memattr.model.types import BOOL, Value
from memattr.readings.compile_values import Values
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import Prefix, Question, runs


@dataclass(frozen=True)
class Row:
    inputs: Mapping[str, Value]
    variables: Mapping[str, Value]


def rows(evaluator: Evaluator, claim: Claim) -> Iterator[Row]:
    kinds = variables_of(evaluator.model, claim)
    names = list(kinds)
    for values in product(*(tuple(evaluator.values_of(kinds[name])) for name in names)):
        row = dict(zip(names, values, strict=True))
        inputs = {name: row[name] for name in evaluator.model.inputs}
        yield Row(inputs, {name: row[name] for name, _ in claim.variables})


class Missing(Exception):
    def __init__(self, question: Question, domain: Sequence[Value]) -> None:
        self.question, self.domain = question, domain


def premises(body: Expression, around: tuple[Expression, ...]) -> Iterator[tuple[Expression, ...]]:
    """What is claimed under a condition, each with the conditions around it. A disjunction with
    denied parts claims the others where those hold; one that only denies is a condition on its last
    part if it is written as a disjunction, and none if it denies a conjunction."""
    body, is_claimed = plainly(body)
    denies = not is_claimed
    if isinstance(body, Implies):
        if denies:
            parts: tuple[Expression, ...] = (body.left, Not(body.right))
            yield from (found for part in parts for found in premises(part, around))
        else:
            yield (*around, body.left)
            yield from premises(body.right, (*around, body.left))
    elif isinstance(body, Under):
        inner = Not(body.operand) if denies else body.operand
        for found in premises(inner, ()):
            yield (*around, *(Under(part, body.changes, body.cpu, BOOL) for part in found))
    elif isinstance(body, And | Or):
        parts = tuple(Not(part) for part in body.operands) if denies else body.operands
        if isinstance(body, And) != denies:
            yield from (found for part in parts for found in premises(part, around))
            return
        held = [kept for part in parts if (kept := denied(part)) is not None]
        claimed = [part for part in parts if denied(part) is None]
        if not claimed and denies:
            return
        if not claimed:
            claimed = [Not(held.pop())]
        here = (*around, *held)
        if held:
            yield here
        yield from (found for part in claimed for found in premises(part, here))


def denied(part: Expression) -> Expression | None:
    """What the part denies, if it does."""
    body, is_claimed = plainly(part)
    return None if is_claimed else body


def plainly(part: Expression) -> tuple[Expression, bool]:
    """What it is about, and whether that is claimed or denied."""
    if isinstance(part, Not):
        body, is_claimed = plainly(part.operand)
        return body, not is_claimed
    if isinstance(part, Equal):
        for side, other in ((part.right, part.left), (part.left, part.right)):
            if isinstance(side, Const) and side.type == BOOL:
                body, is_claimed = plainly(other)
                return body, is_claimed == bool(side.value)
    return part, True


@dataclass
class Tabled(Prefix):
    table: Mapping[Question, Value] = field(default_factory=dict)

    def __call__(
        self, cpu: str | None, choice: Choice, arguments: Values, domain: Sequence[Value]
    ) -> Value:
        if choice.kind == "unpredictable":
            return super().__call__(cpu, choice, arguments, domain)
        question = (cpu, choice.name, arguments)
        if question not in self.table:
            raise Missing(question, domain)
        return self.table[question]


class Brute:
    def __init__(self, model: Model, claim: Claim) -> None:
        self.model, self.claim = model, claim
        self.evaluator = Evaluator(model)
        self.sides = (And(admission(model, claim)), claim.body)
        self.rows = list(rows(self.evaluator, claim))

    def runs(self, row: Row) -> list[tuple[Values, tuple[object, ...]]]:
        return list(runs(self.evaluator, self.sides, row.inputs, row.variables))

    def admitted(self, row: Row) -> bool:
        return any(adm for (adm, _), _ in self.runs(row))

    def may(self, row: Row) -> bool:
        return any(adm and not body for (adm, body), _ in self.runs(row))

    def must(self, row: Row) -> bool:
        passes = any(adm and body for (adm, body), _ in self.runs(row))
        return self.may(row) and not passes

    def outcomes(self, row: Row, table: Mapping[Question, Value]) -> set[Values]:
        """What unpredictable choices may give, implementation defined ones being in the table."""
        found: set[Values] = set()
        positions: list[int] = []
        while True:
            chooser = Tabled(tuple(positions), table=table)
            situation = Situation(row.inputs, row.variables, chooser)
            found.add(self.evaluator.values(self.sides, situation))
            positions += [0] * (len(chooser.sizes) - len(positions))
            while positions and positions[-1] + 1 == chooser.sizes[len(positions) - 1]:
                positions.pop()
            if not positions:
                return found
            positions[-1] += 1

    def strategies(self, row: Row, table: Mapping[Question, Value]) -> Iterator[set[Values]]:
        """The outcomes of every way to make the implementation defined choices."""
        try:
            yield self.outcomes(row, table)
        except Missing as missing:
            for value in missing.domain:
                yield from self.strategies(row, {**table, missing.question: value})

    def covers(self, row: Row) -> bool:
        return any(all(adm and body for adm, body in s) for s in self.strategies(row, {}))

    def reserved(self, row: Row) -> bool:
        return any(
            any(adm and body for adm, body in s) and any(adm and not body for adm, body in s)
            for s in self.strategies(row, {})
        )

    def served(self, row: Row) -> bool:
        return all(adm and body for (adm, body), _ in self.runs(row))

    def meets(self, premise: Sequence[Expression]) -> bool:
        sides = (self.sides[0], *premise)
        return any(
            all(values)
            for row in self.rows
            for values, _ in runs(self.evaluator, sides, row.inputs, row.variables)
        )

    def verdict(self) -> str:
        admitted = [row for row in self.rows if self.admitted(row)]
        if not admitted or not all(map(self.meets, premises(self.claim.body, ()))):
            return "vacuous"
        if self.claim.expected != "cover":
            if any(map(self.must, admitted)):
                return "refuted"
            return "refuted by choice" if any(map(self.may, admitted)) else "proved"
        if self.claim.mode == "by choice":
            met = any(adm and body for row in admitted for (adm, body), _ in self.runs(row))
        elif self.claim.mode == "on every cpu":
            wanted = {self.cpu(row) for row in admitted}
            met = wanted == {self.cpu(row) for row in admitted if self.served(row)}
        else:
            met = any(map(self.covers, admitted))
        return "covered" if met else "unreachable"

    def cpu(self, row: Row) -> tuple[Value, ...]:
        instances = dict(self.claim.instances)
        both = {**row.inputs, **row.variables}
        return tuple(
            value
            for name, value in both.items()
            if (i := self.model.inputs.get(instances.get(name) or name)) and i.player == "cpu"
        )
