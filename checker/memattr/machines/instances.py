"""A machine with everything in place that is fixed for a run: what is left is state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from memattr.machines.configurations import Configuration, readings
from memattr.machines.folding import ConstantFolder, reads
from memattr.model.expressions import FALSE, TRUE, Const, Expression, Global, walk
from memattr.model.machine import Action, Machine, SafetyClaim
from memattr.model.types import Value
from memattr.readings.compile_values import Values
from memattr.readings.evaluate import Evaluator, Situation


@dataclass(frozen=True)
class Moves:
    """What is left of an action, the `number`th of its machine: guard and updates."""

    number: int
    guard: tuple[Expression, ...]
    updates: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True)
class Instance:
    """The machine for some choices of its constants, which all behave alike. Only `variables`
    matter to the body: the others are left out, and what changes nothing else with them."""

    variables: tuple[str, ...]
    initial: Values
    moves: tuple[Moves, ...]
    steps: tuple[Moves | None, ...]
    body: Expression


@dataclass(frozen=True)
class Family:
    """An instance, with all choices of the constants that it stands for."""

    instance: Instance
    choices: tuple[Values, ...]


class Instances:
    """The instances of one machine."""

    def __init__(self, evaluator: Evaluator, machine: Machine) -> None:
        self._evaluator, self._machine = evaluator, machine
        self._folder = ConstantFolder(evaluator)
        self._families: dict[object, tuple[Family, ...]] = {}
        self._moves: dict[tuple[int, tuple[Value, ...]], Moves | None] = {}
        self._order = {v.name: number for number, v in enumerate(machine.variables)}
        self._reads = [self._of_action(action) for action in machine.actions]
        self._domains = {c.name: tuple(evaluator.values_of(c.type)) for c in machine.constants}

    def _of_action(self, action: Action) -> tuple[str, ...]:
        """The fixed names that an action reads."""
        fixed = self._fixed_names()
        expressions = (*action.guard, *(value for _, value in action.updates))
        names = frozenset[str]().union(*map(names_in, expressions))
        return tuple(name for name in fixed if name in names)

    def _fixed_names(self) -> list[str]:
        machine = self._machine
        names = [c.name for c in machine.constants] + [a.name for a in machine.axioms]
        names += [p.name for p in machine.permits]
        return names + [name for name in global_names(machine) if name not in names]

    def of(
        self,
        claim: SafetyClaim,
        steps: tuple[str, ...],
        configuration: Configuration,
        whole: bool = False,
    ) -> tuple[Family, ...]:
        """The instances for which the claim says anything. A `whole` one has all actions, and all
        variables that a guard depends on."""
        says = (claim.chosen, claim.dropped, claim.body, claim.expected == "cover")
        key = (says, steps, configuration, whole)
        if key not in self._families:
            self._families[key] = self._found(claim, steps, configuration, whole)
        return self._families[key]

    def _found(
        self,
        claim: SafetyClaim,
        steps: tuple[str, ...],
        configuration: Configuration,
        whole: bool,
    ) -> tuple[Family, ...]:
        choices_of: dict[Instance, list[Values]] = {}
        for choice in self.choices(claim, configuration):
            fixed = self.fixed(claim, configuration, choice)
            body = self._folder.folded(claim.body, fixed)
            if body == (FALSE if claim.expected == "cover" else TRUE):
                continue
            instance = self._whole(steps, fixed) if whole else self._sliced(body, steps, fixed)
            choices_of.setdefault(instance, []).append(tuple(choice.values()))
        return tuple(Family(instance, tuple(choices)) for instance, choices in choices_of.items())

    def choices(
        self, claim: SafetyClaim, configuration: Configuration
    ) -> Iterator[dict[str, Value]]:
        """Every choice of the constants that the machine and the claim admit."""
        constants = self._machine.constants
        known = self.fixed(claim, configuration, {})
        conditions = [c.condition for c in constants if c.condition is not None]
        stages: list[list[Expression]] = [[] for _ in range(len(constants) + 1)]
        for condition in (*conditions, *claim.chosen):
            left = self._folder.folded(condition, known)
            read = reads(left)
            last = max((n + 1 for n, c in enumerate(constants) if c.name in read), default=0)
            stages[last].append(left)
        yield from self._chosen(stages, {})

    def _chosen(
        self, stages: Sequence[Sequence[Expression]], choice: dict[str, Value]
    ) -> Iterator[dict[str, Value]]:
        """The choices that go on like this one; a stage is asked once its constants are there."""
        number = len(choice)
        if not all(self._holds(condition, choice) for condition in stages[number]):
            return
        if number == len(self._machine.constants):
            yield choice
            return
        constant = self._machine.constants[number]
        for value in self._domains[constant.name]:
            yield from self._chosen(stages, {**choice, constant.name: value})

    def _holds(self, condition: Expression, choice: Mapping[str, Value]) -> bool:
        return bool(self._evaluator.value(condition, Situation({}, choice)))

    def fixed(
        self, claim: SafetyClaim, configuration: Configuration, choice: Mapping[str, Value]
    ) -> dict[str, Value]:
        """The value of everything that is fixed for a run."""
        machine = self._machine
        return {
            **{axiom.name: int(axiom.name not in claim.dropped) for axiom in machine.axioms},
            **{p.name: int(p.name in configuration.permits) for p in machine.permits},
            **dict(configuration.read),
            **choice,
        }

    def _sliced(
        self, body: Expression, steps: tuple[str, ...], fixed: Mapping[str, Value]
    ) -> Instance:
        moves, taken = self._moves_and_steps(steps, fixed)
        roots = [body, *(part for step in taken if step is not None for part in step.guard)]
        cone = self._cone(roots, [*moves, *(m for m in taken if m is not None)])
        return Instance(
            cone,
            tuple(self._initial(name, fixed) for name in cone),
            tuple(left for m in moves if (left := _within(m, cone)).updates),
            tuple(m and _within(m, cone) for m in taken),
            body,
        )

    def _whole(self, steps: tuple[str, ...], fixed: Mapping[str, Value]) -> Instance:
        moves, taken = self._moves_and_steps(steps, fixed)
        every = [*moves, *(m for m in taken if m is not None)]
        cone = self._cone([part for move in every for part in move.guard], every)
        return Instance(
            cone,
            tuple(self._initial(name, fixed) for name in cone),
            tuple(_within(move, cone) for move in moves),
            tuple(m and _within(m, cone) for m in taken),
            TRUE,
        )

    def _moves_and_steps(
        self, steps: tuple[str, ...], fixed: Mapping[str, Value]
    ) -> tuple[list[Moves], list[Moves | None]]:
        """What is left of all actions, and of the steps in their order."""
        actions = list(enumerate(self._machine.actions))
        free = [self._left(number, fixed) for number, action in actions if not action.is_step]
        numbers = {action.name: number for number, action in actions if action.is_step}
        taken = [self._left(numbers[step], fixed) for step in steps]
        return [move for move in free if move is not None], taken

    def _left(self, number: int, fixed: Mapping[str, Value]) -> Moves | None:
        """What is left of an action; None if it cannot happen."""
        key = (number, tuple(fixed[name] for name in self._reads[number]))
        if key not in self._moves:
            self._moves[key] = self._folded(number, fixed)
        return self._moves[key]

    def _folded(self, number: int, fixed: Mapping[str, Value]) -> Moves | None:
        action, fold = self._machine.actions[number], self._folder.folded
        guard = [fold(part, fixed) for part in action.guard]
        if FALSE in guard:
            return None
        updates = tuple((name, fold(value, fixed)) for name, value in action.updates)
        return Moves(number, tuple(part for part in guard if part != TRUE), updates)

    def _initial(self, name: str, fixed: Mapping[str, Value]) -> Value:
        expression = self._folder.folded(self._machine.variables[self._order[name]].initial, fixed)
        assert isinstance(expression, Const), "what a state is at first reads what is fixed"
        return expression.value

    def _cone(self, roots: Sequence[Expression], moves: Sequence[Moves]) -> tuple[str, ...]:
        """The variables on which the roots depend, at any distance."""
        cone = frozenset[str]().union(*map(reads, roots)) & self._order.keys()
        while True:
            more = set(cone)
            for move in moves:
                touched = [value for name, value in move.updates if name in cone]
                if touched:
                    more |= frozenset[str]().union(*map(reads, (*touched, *move.guard)))
            more &= self._order.keys()
            if more == cone:
                return tuple(sorted(cone, key=self._order.__getitem__))
            cone = frozenset(more)


def _within(move: Moves, cone: tuple[str, ...]) -> Moves:
    return Moves(move.number, move.guard, tuple(u for u in move.updates if u[0] in cone))


def names_in(expression: Expression) -> frozenset[str]:
    """The locals, inputs and derived values that it names."""
    own = (node.name for node in walk(expression) if isinstance(node, Global))
    return reads(expression) | frozenset(own)


def global_names(machine: Machine) -> list[str]:
    """The inputs and derived values that it reads in its states."""
    return [name for name, _ in readings(machine)]
