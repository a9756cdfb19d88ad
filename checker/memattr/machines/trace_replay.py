"""A way through an instance as a trace of the whole machine, read again by the evaluator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from memattr.engines.assumptions import admission
from memattr.engines.verdict import Named
from memattr.machines.configurations import Configuration, Configurations, bare, looked_at, readings
from memattr.machines.explicit import Event, State
from memattr.machines.folding import lowered
from memattr.machines.instances import Family
from memattr.machines.safety_verdict import Enabling, Happening, Trace
from memattr.model.expressions import TRUE, And, Expression, Global
from memattr.model.machine import Action, Machine, SafetyClaim
from memattr.model.types import Value
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import permitted

Way = Sequence[tuple[Event | None, State]]


class Astray(AssertionError):
    """The evaluator objects: a promise is broken."""


class Replayer:
    """Replays ways through one machine for one claim."""

    def __init__(self, evaluator: Evaluator, machine: Machine, claim: SafetyClaim) -> None:
        self._evaluator, self._machine, self._claim = evaluator, machine, claim

    def trace(
        self,
        configurations: Configurations,
        configuration: Configuration,
        family: Family,
        fixed: Mapping[str, Value],
        way: Way,
    ) -> Trace:
        """The trace with every variable. Raises Astray if it is no run, or does not end with a
        state that tells what is claimed of it."""
        machine = self._machine
        self._check_constants(fixed)
        state = {v.name: self._read(v.initial, fixed) for v in machine.variables}
        first = tuple(state.values())
        self._check_state(family, state, way[0][1])
        happenings: list[Happening] = []
        relevant = self._relevant(family, fixed)
        needed = dict.fromkeys(self._chosen_by_guests(relevant, fixed))
        for event, after in way[1:]:
            assert event is not None, "only the first state has no event before it"
            number, binding = event
            action = machine.actions[number]
            locals_ = {**fixed, **state, **self._binders(action, binding)}
            if not self._is_enabled(action, locals_):
                raise Astray(f"{action.name} cannot happen")
            needed.update(dict.fromkeys(self._needed(action, locals_)))
            state |= {name: self._read(value, locals_) for name, value in action.updates}
            self._check_state(family, state, after)
            happenings.append(Happening(number, binding, tuple(state.values())))
        self._check_steps(happenings)
        body_holds = self._claim.expected == "cover"
        if bool(self._read(self._claim.body, {**fixed, **state})) != body_holds:
            raise Astray("the last state does not tell")
        return Trace(
            relevant,
            self._situation(configurations, configuration),
            first,
            tuple(happenings),
            tuple(self._enabling(configurations, configuration, name) for name in needed),
        )

    def _relevant(self, family: Family, fixed: Mapping[str, Value]) -> Named:
        """The constants that cannot have another value while the others stay as they are."""
        names = [constant.name for constant in self._machine.constants]
        first, others = family.choices[0], family.choices[1:]
        free = {
            next(name for name, a, b in zip(names, first, other, strict=True) if a != b)
            for other in others
            if sum(a != b for a, b in zip(first, other, strict=True)) == 1
        }
        return tuple((name, fixed[name]) for name in names if name not in free)

    def _chosen_by_guests(self, relevant: Named, fixed: Mapping[str, Value]) -> Iterator[str]:
        """The permits without which constants that matter could not be as they are."""
        names = {name for name, _ in relevant}
        conditions = [
            c.condition
            for c in self._machine.constants
            if c.name in names and c.condition is not None
        ]
        for permit in self._machine.permits:
            without = {**fixed, permit.name: 0}
            if fixed[permit.name] and not all(self._read(c, without) for c in conditions):
                yield permit.name

    def _check_steps(self, happenings: Sequence[Happening]) -> None:
        """Steps were taken in the order of the procedure."""
        actions = self._machine.actions
        taken = tuple(actions[h.number].name for h in happenings if actions[h.number].is_step)
        if self._claim.steps[: len(taken)] != taken:
            raise Astray("steps are out of their order")

    def _check_constants(self, fixed: Mapping[str, Value]) -> None:
        conditions = [c.condition for c in self._machine.constants if c.condition is not None]
        if not all(
            self._read(condition, fixed) for condition in (*conditions, *self._claim.chosen)
        ):
            raise Astray("the constants are not admitted")

    def _check_state(self, family: Family, state: Mapping[str, Value], known: State) -> None:
        if tuple(state[name] for name in family.instance.variables) != known[1]:
            raise Astray("the state is another")

    def _read(self, expression: Expression, locals_: Mapping[str, Value]) -> Value:
        return self._evaluator.value(lowered(expression), Situation({}, locals_))

    def _is_enabled(self, action: Action, locals_: Mapping[str, Value]) -> bool:
        return all(self._read(part, locals_) for part in action.guard)

    def _binders(self, action: Action, binding: Sequence[Value]) -> dict[str, Value]:
        return {name: value for (name, _), value in zip(action.binders, binding, strict=True)}

    def _needed(self, action: Action, locals_: Mapping[str, Value]) -> list[str]:
        """The permits without which this could not happen."""
        names = [p.name for p in self._machine.permits if locals_[p.name]]
        return [name for name in names if not self._is_enabled(action, {**locals_, name: 0})]

    # ---- Situations

    def _situation(self, configurations: Configurations, configuration: Configuration) -> Named:
        """What is not the guest's, in one way that the configuration stands for."""
        inputs = self._evaluator.model.inputs
        values = configurations.situation(configuration, None)
        self._check_readings(configuration, dict(values))
        return tuple((name, v) for name, v in values if inputs[name].player != "guest")

    def _enabling(
        self, configurations: Configurations, configuration: Configuration, name: str
    ) -> Enabling:
        permit = next(p for p in self._machine.permits if p.name == name)
        inputs = configurations.situation(configuration, permit)
        looked = looked_at(self._claim, permit.subject)
        assumed = bare(self._claim, TRUE, configuration.where(self._evaluator.model))
        admitted = And(admission(self._evaluator.model, assumed))
        if (1, permit.value) not in permitted(self._evaluator, (admitted, looked), dict(inputs)):
            raise Astray(f"{name}: not in its example")
        self._check_readings(configuration, dict(inputs))
        return Enabling(name, inputs)

    def _check_readings(self, configuration: Configuration, inputs: Mapping[str, Value]) -> None:
        kinds = dict(readings(self._machine))
        for name, value in configuration.read:
            read = looked_at(self._claim, Global(name, kinds[name]))
            if self._evaluator.value(read, Situation(inputs)) != value:
                raise Astray(f"{name} is not {value}")
