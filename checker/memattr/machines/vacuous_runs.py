"""Runs that say nothing: a procedure that does not end, a guard that is never true, an actor who
never does what every claim needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from memattr.machines.configurations import Configuration, readings
from memattr.machines.explicit import Explorer, Reached
from memattr.machines.instances import Instances
from memattr.model.expressions import FALSE
from memattr.model.layout import values_of
from memattr.model.machine import Machine, SafetyClaim
from memattr.model.show import source_text


class Vacuity:
    """Looks at what was reached for claims about one procedure."""

    def __init__(
        self, machine: Machine, steps: tuple[str, ...], instances: Instances, search: Explorer
    ) -> None:
        self._machine, self._steps = machine, steps
        self._instances, self._search = instances, search
        # Actions that were seen to happen in some run, whatever claim it belonged to.
        self._possible: set[int] = set()

    def objection(self, claim: SafetyClaim, configurations: Sequence[Configuration]) -> str | None:
        """Why the claim says nothing; None if it says something."""
        if not configurations:
            return "no situation is admitted"
        happened: set[int] = set()
        spoken_of = False
        for configuration in configurations:
            reacheds = self._reached(claim, configuration)
            here = frozenset[int]().union(*(one.happened for one in reacheds))
            trouble = self._unfinished(reacheds) or (self._missing(here) if reacheds else None)
            if trouble is not None:
                return trouble
            happened |= here
            spoken_of |= bool(reacheds)
        if not spoken_of:
            return "it speaks of no run that is admitted"
        return self._never_enabled(claim, happened)

    def _reached(self, claim: SafetyClaim, configuration: Configuration) -> list[Reached]:
        families = self._instances.of(claim, self._steps, configuration, whole=True)
        return [self._search.reached(family.instance, False) for family in families]

    def _unfinished(self, reacheds: Sequence[Reached]) -> str | None:
        last = min((one.last_step for one in reacheds), default=len(self._steps))
        if last == len(self._steps):
            return None
        return f"the procedure never takes its step {last + 1}, {self._steps[last]}"

    def _missing(self, happened: frozenset[int]) -> str | None:
        """What every claim needs, and did not happen."""
        for number, action in enumerate(self._machine.actions):
            if action.name in self._machine.required and number not in happened:
                actor = action.actor
                by = f" by {source_text(actor.type, actor.value)}" if actor else ""
                return f"'{action.name}'{by} never happens"
        return None

    def _never_enabled(self, claim: SafetyClaim, happened: set[int]) -> str | None:
        """An action whose guard is true in no state, whatever is dropped, chosen or permitted."""
        needed = {
            number
            for number, action in enumerate(self._machine.actions)
            if not action.is_step or action.name in self._steps
        }
        freest = self._freest(claim)
        waiting = needed - happened - self._possible
        while waiting and (one := next(freest, None)) is not None:
            for reached in self._reached(one[1], one[0]):
                self._possible |= reached.happened
            waiting -= self._possible
        if not waiting:
            return None
        return f"the guard of '{self._machine.actions[min(waiting)].name}' is never true"

    def _freest(self, claim: SafetyClaim) -> Iterator[tuple[Configuration, SafetyClaim]]:
        """Guests reach everything; with and without each axiom, whatever is read of inputs."""
        machine = self._machine
        everything = tuple(permit.name for permit in machine.permits)
        read = readings(machine)
        rows = list(product(*(tuple(values_of(type_)) for _, type_ in read)))
        for kept in product(*[(True, False)] * len(machine.axioms)):
            dropped = tuple(a.name for a, k in zip(machine.axioms, kept, strict=True) if not k)
            freest = replace(claim, expected="prove", chosen=(), dropped=dropped, body=FALSE)
            for row in rows:
                pairs = tuple((name, v) for (name, _), v in zip(read, row, strict=True))
                yield Configuration(everything, pairs, (), ()), freest
