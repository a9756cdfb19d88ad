"""Shortest procedures that are safe: sequences of steps after which what is claimed still holds.

A sequence leads from a set of states to a set of states, whatever happens in between. So sets are
searched breadth-first, and those in which something fails are left out with all that follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memattr.machines.configurations import Configuration
from memattr.machines.explicit import Explorer, Trails
from memattr.machines.instances import Family, Instances
from memattr.model.machine import Machine, SafetyClaim
from memattr.readings.compile_values import Values

LONGEST = 8

States = frozenset[Values]


@dataclass(frozen=True)
class Sequences:
    """The shortest sequences of steps by name, in the order of the machine's steps; none if every
    sequence of at most `longest` steps fails, or does not let every actor act."""

    steps: tuple[tuple[str, ...], ...]
    longest: int = LONGEST


class Synthesizer:
    """Looks for procedures of one machine."""

    def __init__(self, machine: Machine, instances: Instances, search: Explorer) -> None:
        self._machine, self._instances, self._search = machine, instances, search
        self._names = tuple(action.name for action in machine.actions if action.is_step)

    def shortest(self, claim: SafetyClaim, configurations: Sequence[Configuration]) -> Sequences:
        """All sequences of the least length for which the claim is proved."""
        trails = [
            self._search.trails(family.instance, self._names)
            for configuration in configurations
            for family in self._families(claim, configuration)
        ]
        if not trails:
            return Sequences(())
        first = tuple(trail.first for trail in trails if trail.first is not None)
        if len(first) < len(trails):
            return Sequences(())
        level: dict[tuple[States, ...], list[tuple[str, ...]]] = {first: [()]}
        seen = set(level)
        for _ in range(LONGEST):
            done = [w for states, ways in level.items() if self._acts(trails, states) for w in ways]
            if done:
                return Sequences(tuple(sorted(done, key=self._rank)))
            following: dict[tuple[States, ...], list[tuple[str, ...]]] = {}
            for states, ways in level.items():
                for name, after in self._after(trails, states):
                    if after not in seen:
                        following.setdefault(after, []).extend((*way, name) for way in ways)
            level = following
            seen |= set(level)
        return Sequences(())

    def _families(self, claim: SafetyClaim, configuration: Configuration) -> tuple[Family, ...]:
        return self._instances.of(claim, self._names, configuration)

    def _after(
        self, trails: Sequence[Trails], states: tuple[States, ...]
    ) -> Iterator[tuple[str, tuple[States, ...]]]:
        """Each step that can be taken everywhere, and that nothing fails after."""
        for name in self._names:
            after: list[States] = []
            for trail, own in zip(trails, states, strict=True):
                found = trail.stepped(own, name)
                if found is None:
                    break
                after.append(found)
            if len(after) == len(trails):
                yield name, tuple(after)

    def _acts(self, trails: Sequence[Trails], states: tuple[States, ...]) -> bool:
        """True iff all that every claim needs has happened, or happens now."""
        actions = self._machine.actions
        needed = {n for n, action in enumerate(actions) if action.name in self._machine.required}
        for trail, own in zip(trails, states, strict=True):
            needed -= trail.happening(own) | trail.happening(trail.first or frozenset())
        return not needed

    def _rank(self, way: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(self._names.index(name) for name in way)
