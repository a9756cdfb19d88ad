"""One claim, situation by situation, read by the evaluator: no diagrams, no solver."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from memattr.engines.assumptions import admission, scope_of
from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.engines.verdict import Example
from memattr.model.expressions import And, Implies
from memattr.model.model import Claim
from memattr.model.types import Type, Value
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import runs

Values = dict[str, Value]
Status = Literal["out", "fails", "may", "passes", "unknown"]

# Reserved values may be anything: past so many ways to choose, only what was seen is known.
MANY = 600


@dataclass
class Brute:
    """A claim and its free inputs and variables; the example says what the others are."""

    evaluator: Evaluator
    claim: Claim
    kinds: Mapping[str, Type]
    free: tuple[str, ...]
    example: Values

    def full(self, values: Mapping[str, Value]) -> Values:
        """All values: those of the scope follow from features."""
        found = {**self.example, **values}
        for assignment in scope_of(self.evaluator.model, self.claim):
            for condition, value in assignment.values:
                situation = Situation({n: found[n] for n in self.evaluator.model.inputs})
                if self.evaluator.value(condition, situation):
                    found[assignment.input] = self.evaluator.value(value, situation)
        return found

    def status(self, values: Mapping[str, Value]) -> Status:
        """What the claim comes to for these values of the free."""
        found = self.full(values)
        inputs = {name: found[name] for name in self.evaluator.model.inputs}
        variables = {name: found[name] for name, _ in self.claim.variables}
        if not all(self.evaluator.is_value(self.kinds[n], found[n]) for n in self.free):
            return "out"
        adm = And(admission(self.evaluator.model, self.claim))
        both = adm, Implies(adm, self.claim.body)
        seen: set[bool] = set()
        number = 0
        for (admitted, body), _ in islice(runs(self.evaluator, both, inputs, variables), MANY):
            number += 1
            if admitted:
                seen.add(bool(body))
            if len(seen) == 2:
                return "may"
        if number == MANY:
            return "unknown"
        return "out" if not seen else "passes" if seen == {True} else "fails"

    def domain(self, name: str) -> list[Value]:
        """The values of an input or a variable."""
        return list(self.evaluator.values_of(self.kinds[name]))

    def samples(self, names: Sequence[str], count: int, seed: int) -> Iterator[Values]:
        """Situations of the free: around the example, and anywhere."""
        chance = random.Random(seed)
        domains = {name: self.domain(name) for name in self.free}
        for number in range(count):
            several = min(len(names), chance.choice((1, 2, 3)))
            changed = chance.sample(names, several) if number % 2 else self.free
            values = {name: self.example[name] for name in self.free}
            values.update((name, chance.choice(domains[name])) for name in changed)
            yield values


def brute(evaluator: Evaluator, ready: DiagramQuery, example: Example) -> Brute:
    """For a refuted claim."""
    values = {**dict(example.inputs), **dict(example.variables)}
    return Brute(evaluator, ready.claim, ready.kinds, tuple(ready.levels), values)
