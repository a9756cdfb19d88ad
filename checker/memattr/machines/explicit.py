"""Breadth-first search: every reachable state, and a shortest way to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from memattr.engines.verdict import GaveUp
from memattr.machines.folding import reads
from memattr.machines.instances import Instance, Moves
from memattr.model.expressions import Expression
from memattr.model.machine import Machine
from memattr.model.types import Type, Value
from memattr.readings.compile_values import Values
from memattr.readings.evaluate import Evaluator, Situation

MOST_STATES = 200_000
"""Of one instance."""

# How many steps of the procedure are taken, and the values of the instance's variables.
State = tuple[int, Values]
# The number of an action, and the values of its binders.
Event = tuple[int, Values]
Successor = tuple[Values, Values]
# The values of the binders, and what is written where in the state.
_Effect = tuple[Values, tuple[tuple[int, Value], ...]]


@dataclass(frozen=True)
class Reached:
    """All states, each with the state and the event that first led there. `happened` are the
    numbers of actions; `found` is the first state, if any, in which the body is as wanted."""

    states: Mapping[State, tuple[State, Event] | None]
    happened: frozenset[int]
    last_step: int
    found: State | None

    def path(self) -> list[tuple[Event | None, State]]:
        """The shortest way to what was found, from the beginning."""
        assert self.found is not None, "there is a way to what was found"
        way: list[tuple[Event | None, State]] = []
        here: State | None = self.found
        while here is not None:
            before = self.states[here]
            way.append((before[1] if before else None, here))
            here = before[0] if before else None
        return way[::-1]


class Explorer:
    """Explores the instances of one machine. What an action does in a state is looked up once."""

    def __init__(self, evaluator: Evaluator, machine: Machine) -> None:
        self._evaluator, self._machine = evaluator, machine
        self._actions: dict[tuple[Moves, tuple[str, ...]], _Action] = {}
        self._known: dict[tuple[Instance, int], Reached] = {}
        self._trails: dict[Instance, Trails] = {}
        self._bodies: dict[tuple[Expression, tuple[str, ...]], _Truth] = {}

    def reached(self, instance: Instance, goal_value: bool) -> Reached:
        """Everything reachable; what is looked for is a state where the body is as wanted."""
        key = (instance, int(goal_value))
        if key not in self._known:
            self._known[key] = self._explored(instance, goal_value)
        return self._known[key]

    def _explored(self, instance: Instance, goal_value: bool) -> Reached:
        moves = [self._action(move, instance.variables) for move in instance.moves]
        steps = [
            None if step is None else self._action(step, instance.variables)
            for step in instance.steps
        ]
        body = self._body(instance)
        first: State = (0, instance.initial)
        states: dict[State, tuple[State, Event] | None] = {first: None}
        happened: set[int] = set()
        goal = None
        waiting, last = [first], 0
        for state in waiting:
            taken, values = state
            if goal is None and body.holds(values) == goal_value:
                goal = state
            last = max(last, taken)
            for action, after in self._offered(moves, steps, taken):
                for binding, new in action.successors(values):
                    happened.add(action.number)
                    successor = (after, new)
                    if successor not in states:
                        states[successor] = (state, (action.number, binding))
                        waiting.append(successor)
                        if len(states) > MOST_STATES:
                            raise GaveUp("too many states")
        return Reached(states, frozenset(happened), last, goal)

    def trails(self, instance: Instance, names: Sequence[str]) -> Trails:
        """The same search for sets of states; `names` are those of the instance's steps."""
        if instance not in self._trails:
            self._trails[instance] = self._trails_of(instance, names)
        return self._trails[instance]

    def _trails_of(self, instance: Instance, names: Sequence[str]) -> Trails:
        moves = [self._action(move, instance.variables) for move in instance.moves]
        steps = {
            name: None if step is None else self._action(step, instance.variables)
            for name, step in zip(names, instance.steps, strict=True)
        }
        return Trails(instance.initial, moves, steps, self._body(instance))

    def _offered(
        self, moves: Sequence[_Action], steps: Sequence[_Action | None], taken: int
    ) -> Iterator[tuple[_Action, int]]:
        """What may happen, and how many steps are taken afterwards."""
        for move in moves:
            yield move, taken
        step = steps[taken] if taken < len(steps) else None
        if step is not None:
            yield step, taken + 1

    def _action(self, move: Moves, variables: tuple[str, ...]) -> _Action:
        key = (move, variables)
        if key not in self._actions:
            self._actions[key] = _Action(self._evaluator, self._machine, move, variables)
        return self._actions[key]

    def _body(self, instance: Instance) -> _Truth:
        key = (instance.body, instance.variables)
        if key not in self._bodies:
            self._bodies[key] = _Truth(self._evaluator, instance.body, instance.variables)
        return self._bodies[key]


class _Truth:
    """A truth about states, remembered by what it reads."""

    def __init__(
        self, evaluator: Evaluator, expression: Expression, variables: tuple[str, ...]
    ) -> None:
        self._evaluator, self._expression = evaluator, expression
        read = reads(expression)
        self._read = [(index, name) for index, name in enumerate(variables) if name in read]
        self._key = _getter([index for index, _ in self._read])
        self._known: dict[object, bool] = {}

    def holds(self, values: Values) -> bool:
        key = self._key(values)
        known = self._known.get(key)
        if known is None:
            locals_ = {name: values[index] for index, name in self._read}
            truth = self._evaluator.value(self._expression, Situation({}, locals_))
            known = self._known[key] = bool(truth)
        return known


class _Action:
    """What is left of an action, over the variables of an instance."""

    def __init__(
        self, evaluator: Evaluator, machine: Machine, move: Moves, variables: tuple[str, ...]
    ) -> None:
        self.number = move.number
        self._evaluator = evaluator
        self._binders = machine.actions[move.number].binders
        self._stages = _stages(move.guard, self._binders)
        self._place = place = {name: index for index, name in enumerate(variables)}
        self._updates = [value for _, value in move.updates]
        self._written = [place[name] for name, _ in move.updates]
        read = frozenset[str]().union(*map(reads, (*move.guard, *self._updates)))
        self._read = [name for name in variables if name in read]
        self._key = _getter([place[name] for name in self._read])
        self._known: dict[object, list[_Effect]] = {}

    def successors(self, values: Values) -> list[Successor]:
        """The values of the binders, and the state after it, for all ways in which it happens."""
        key = self._key(values)
        effects = self._known.get(key)
        if effects is None:
            effects = self._known[key] = self._effects(values)
        return [(binding, _after(values, writes)) for binding, writes in effects]

    def _effects(self, values: Values) -> list[_Effect]:
        """For each way in which it happens, the binders and what is written."""
        locals_ = {name: values[self._place[name]] for name in self._read}
        return [
            (binding, tuple(zip(self._written, new, strict=True)))
            for binding, new in self._bound(0, locals_, ())
        ]

    def _bound(
        self, index: int, locals_: Mapping[str, Value], binding: Values
    ) -> Iterator[Successor]:
        situation = Situation({}, locals_)
        if not all(self._evaluator.values(self._stages[index], situation)):
            return
        if index == len(self._binders):
            yield binding, self._evaluator.values(self._updates, situation)
            return
        name, type_ = self._binders[index]
        for value in self._domain(type_):
            yield from self._bound(index + 1, {**locals_, name: value}, (*binding, value))

    def _domain(self, type_: Type) -> Iterator[Value]:
        return self._evaluator.values_of(type_)


def _getter(indices: Sequence[int]) -> Callable[[Values], object]:
    """Takes the values at these indices out of a state, as something that can be a key."""
    return itemgetter(*indices) if indices else lambda _: None


def _after(values: Values, writes: Sequence[tuple[int, Value]]) -> Values:
    """The state once this is written."""
    changed = list(values)
    for index, value in writes:
        changed[index] = value
    return tuple(changed)


def _stages(
    guard: Sequence[Expression], binders: Sequence[tuple[str, Type]]
) -> list[list[Expression]]:
    """The parts of a guard that can be read before the first binder, after it, after the second."""
    stages: list[list[Expression]] = [[] for _ in range(len(binders) + 1)]
    names = [name for name, _ in binders]
    for part in guard:
        read = reads(part)
        last = max((index + 1 for index, name in enumerate(names) if name in read), default=0)
        stages[last].append(part)
    return stages


class Trails:
    """Where sets of states of one instance lead, whatever the order of the steps."""

    def __init__(
        self,
        initial: Values,
        moves: Sequence[_Action],
        steps: Mapping[str, _Action | None],
        body: _Truth,
    ) -> None:
        self._moves, self._steps, self._body = moves, steps, body
        self._closed: dict[frozenset[Values], frozenset[Values] | None] = {}
        self._stepped: dict[tuple[frozenset[Values], str], frozenset[Values] | None] = {}
        self._happening: dict[frozenset[Values], frozenset[int]] = {}
        self.first = self._closure(frozenset({initial}))

    def stepped(self, states: frozenset[Values], name: str) -> frozenset[Values] | None:
        """All that is reachable once the step is taken; None if it can be taken in none of the
        states, or if something fails afterwards."""
        key = (states, name)
        if key not in self._stepped:
            self._stepped[key] = self._after(states, self._steps[name])
        return self._stepped[key]

    def happening(self, states: frozenset[Values]) -> frozenset[int]:
        """The numbers of the actions that may happen in one of the states."""
        if states not in self._happening:
            self._happening[states] = frozenset(
                move.number
                for move in self._moves
                if any(move.successors(values) for values in states)
            )
        return self._happening[states]

    def _after(self, states: frozenset[Values], step: _Action | None) -> frozenset[Values] | None:
        if step is None:
            return None
        after = frozenset(new for values in states for _, new in step.successors(values))
        return self._closure(after) if after else None

    def _closure(self, states: frozenset[Values]) -> frozenset[Values] | None:
        """The states and all that lead on from them without a step; None if something fails."""
        if states not in self._closed:
            waiting, reached = list(states), set(states)
            for values in waiting:
                if not self._body.holds(values):
                    self._closed[states] = None
                    return None
                new = {n for move in self._moves for _, n in move.successors(values)} - reached
                reached |= new
                waiting += new
            self._closed[states] = frozenset(reached)
        return self._closed[states]
