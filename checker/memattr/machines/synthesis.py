"""Shortest procedures that are safe: sequences of steps by which a claim would be proved.

A sequence leads from a set of states to a set of states, whatever happens in between. So sets are
searched breadth-first, and those in which something fails are left out with all that follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from memattr.machines.configurations import Configuration
from memattr.machines.explicit import Explorer, Trails
from memattr.machines.instances import Instances
from memattr.model.machine import Machine, SafetyClaim
from memattr.readings.compile_values import Values

LONGEST = 8
"""Steps of the longest sequence that is tried."""

States = frozenset[Values]
Sequence_ = tuple[str, ...]


@dataclass(frozen=True)
class Sequences:
    """The shortest sequences by name, in the order of the machine's steps; if there is none,
    whether that is so of `every` one, or of those of at most LONGEST steps. `vacuous` says why
    every one would say nothing; `machine_steps` counts what can be chosen from."""

    steps: tuple[Sequence_, ...]
    machine_steps: int
    every: bool = True
    vacuous: str = ""


@dataclass(frozen=True)
class Front:
    """What a sequence leads to: of each instance all states that are reachable after it, and by
    the number of a configuration the required actions that have happened."""

    states: tuple[States, ...]
    happened: tuple[tuple[int, frozenset[int]], ...]


class Synthesizer:
    """Looks for the procedures by which one claim would be proved. `says_nothing` tells why a
    sequence, of which nothing fails, would prove it in vain; None if it would not."""

    def __init__(
        self,
        machine: Machine,
        instances: Instances,
        search: Explorer,
        says_nothing: Callable[[Sequence_], str | None],
    ) -> None:
        self._instances, self._search, self._says_nothing = instances, search, says_nothing
        self._names = tuple(action.name for action in machine.actions if action.is_step)
        self._required = frozenset(
            number for number, a in enumerate(machine.actions) if a.name in machine.required
        )

    def shortest(self, claim: SafetyClaim, configurations: Sequence[Configuration]) -> Sequences:
        """All sequences of the least length by which the claim would be proved."""
        count = len(self._names)
        trails, owners = self._trails(claim, configurations)
        if not trails:
            return Sequences((), count, vacuous=self._says_nothing(()) or "")
        first = self._first(trails, owners)
        level: dict[Front, list[Sequence_]] = {} if first is None else {first: [()]}
        seen = set(level)
        for _ in range(LONGEST + 1):
            done = [way for front, ways in level.items() if self._acts(front) for way in ways]
            kept = tuple(way for way in done if self._says_nothing(way) is None)
            if kept:
                return Sequences(tuple(sorted(kept, key=self._rank)), count)
            following: dict[Front, list[Sequence_]] = {}
            for front, ways in level.items():
                for name in self._names:
                    after = self._after(trails, owners, front, name)
                    if after is not None and after not in seen:
                        following.setdefault(after, []).extend((*way, name) for way in ways)
            level = following
            seen |= set(level)
        return Sequences((), count, every=not level)

    def _trails(
        self, claim: SafetyClaim, configurations: Sequence[Configuration]
    ) -> tuple[list[Trails], list[int]]:
        """Those of all instances, and the configuration that each belongs to. A sliced instance
        tells what fails; a whole one which actions happen, and whether a step can be taken."""
        trails: list[Trails] = []
        owners: list[int] = []
        for number, configuration in enumerate(configurations):
            for whole in (False, True):
                families = self._instances.of(claim, self._names, configuration, whole)
                instances = dict.fromkeys(family.instance for family in families)
                trails += [self._search.trails(one, self._names) for one in instances]
                owners += [number] * len(instances)
        return trails, owners

    def _first(self, trails: Sequence[Trails], owners: Sequence[int]) -> Front | None:
        """What is reachable before the first step; None if something fails there."""
        firsts = [trail.first for trail in trails]
        states = tuple(first for first in firsts if first is not None)
        if len(states) < len(trails):
            return None
        return Front(states, self._happened(trails, owners, states, {}))

    def _after(
        self, trails: Sequence[Trails], owners: Sequence[int], front: Front, name: str
    ) -> Front | None:
        """What is reachable once the step is taken; None if something fails there, or if it cannot
        be taken."""
        states: list[States] = []
        for trail, own in zip(trails, front.states, strict=True):
            after = trail.stepped(own, name)
            if after is None:
                return None
            states.append(after)
        happened = self._happened(trails, owners, tuple(states), dict(front.happened))
        return Front(tuple(states), happened)

    def _happened(
        self,
        trails: Sequence[Trails],
        owners: Sequence[int],
        states: Sequence[States],
        before: Mapping[int, frozenset[int]],
    ) -> tuple[tuple[int, frozenset[int]], ...]:
        """The required actions that may have happened, by configuration."""
        happened = dict.fromkeys(owners, frozenset[int]()) | dict(before)
        for trail, owner, own in zip(trails, owners, states, strict=True):
            if not happened[owner] >= self._required:
                happened[owner] |= trail.happening(own) & self._required
        return tuple(happened.items())

    def _acts(self, front: Front) -> bool:
        """True iff all that every claim needs has happened wherever the claim speaks of runs."""
        return all(here >= self._required for _, here in front.happened)

    def _rank(self, way: Sequence_) -> tuple[int, ...]:
        return tuple(self._names.index(name) for name in way)
