"""All that the evaluator may give in one situation: every choice in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from memattr.model.expressions import Expression
from memattr.model.model import Choice
from memattr.model.types import Value
from memattr.readings.compile_values import Values
from memattr.readings.evaluate import Evaluator, Situation, Taken

Question = tuple[str | None, str, Values]


@dataclass
class Prefix:
    """A chooser that follows given positions and then takes the first value; it keeps a record."""

    positions: Sequence[int]
    asked: dict[Question, Value] = field(default_factory=dict)
    sizes: list[int] = field(default_factory=list)

    def __call__(
        self, cpu: str | None, choice: Choice, arguments: Values, domain: Sequence[Value]
    ) -> Value:
        question = (cpu, choice.name, arguments)
        if question not in self.asked:
            assert domain, f"elaborate() promises a value of {choice.name} for {arguments}"
            depth = len(self.sizes)
            self.sizes.append(len(domain))
            position = self.positions[depth] if depth < len(self.positions) else 0
            self.asked[question] = domain[position]
        return self.asked[question]

    def taken(self) -> tuple[Taken, ...]:
        """The choices in the order they were first made."""
        return tuple(Taken(*question, value) for question, value in self.asked.items())

    def following(self) -> tuple[int, ...] | None:
        """The positions to take next, depth first; None after the last."""
        taken = [*self.positions, *[0] * (len(self.sizes) - len(self.positions))]
        while taken and taken[-1] + 1 == self.sizes[len(taken) - 1]:
            taken.pop()
        return (*taken[:-1], taken[-1] + 1) if taken else None


@dataclass
class GivenChoices:
    """A chooser that takes given choices, and the first value where none is given."""

    choices: Mapping[Question, Value]
    asked: dict[Question, Value] = field(default_factory=dict)
    astray: list[Taken] = field(default_factory=list)

    def __call__(
        self, cpu: str | None, choice: Choice, arguments: Values, domain: Sequence[Value]
    ) -> Value:
        question = (cpu, choice.name, arguments)
        value = self.choices.get(question, domain[0])
        self.asked[question] = value
        if value not in domain:
            self.astray.append(Taken(*question, value))
        return value


def runs(
    evaluator: Evaluator,
    expressions: Sequence[Expression],
    inputs: Mapping[str, Value],
    locals_: Mapping[str, Value] | None = None,
) -> Iterator[tuple[Values, tuple[Taken, ...]]]:
    """The joint values for every way to choose, with the choices: depth first."""
    positions: tuple[int, ...] | None = ()
    while positions is not None:
        chooser = Prefix(positions)
        situation = Situation(inputs, locals_ or {}, chooser)
        yield evaluator.values(expressions, situation), chooser.taken()
        positions = chooser.following()


def permitted(
    evaluator: Evaluator,
    expressions: Sequence[Expression],
    inputs: Mapping[str, Value],
    locals_: Mapping[str, Value] | None = None,
) -> dict[Values, tuple[Taken, ...]]:
    """Every permitted joint value, in the order found, with the first choices that give it."""
    choices: dict[Values, tuple[Taken, ...]] = {}
    for values, taken in runs(evaluator, expressions, inputs, locals_):
        choices.setdefault(values, taken)
    return choices
