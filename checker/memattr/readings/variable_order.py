"""Where inputs, variables of a claim, choices and results lie in the order of a diagram."""

from __future__ import annotations

from collections.abc import Mapping

from memattr.model.layout import width
from memattr.model.model import Input

# Bands of levels, from the root downwards. What a claim can depend on comes first: inputs (from 0),
# its variables, what its instances have for themselves, choices. Below lie, each for its own use:
# results of bulk answers, classes of values in the words of views, results of cases that may give
# anything, fields of variables.
VARIABLES = 1 << 14
SHARED = 1 << 15
INSTANCES = SHARED + 1_024
CHOICES = 1 << 16
RESULTS = 1 << 17
CLASSES = RESULTS + 1_000
HAVOC = RESULTS + 10_000
FIELDS = RESULTS + 40_000

# Levels between two bits of an input, for its instances.
STEP = 16
# Levels of an instance's own inputs and of the choices below them.
INSTANCE_STEP = 2_048
# An input with so many bits, and more, is read through a table and may be compared as a whole.
WIDE = 8
# Levels for each class.
CLASS_STEP = 64
# Results that take turns bit by bit, and bits of the longest.
HAVOC_STEP = 16
HAVOC_BITS = 64
# Levels for each field.
FIELD_STEP = 16

Levels = tuple[int, ...]


class Order:
    """Levels by name, bit 0 first. Stated inputs lie at the root, then single bits, then wider
    inputs, each in declared order, the most significant bit nearest to the root.

    Of the instances of an input, wide ones lie between its bits and the next: whether they are the
    same is known at once. The others are one mapping after the other, and so are the choices made
    for a mapping: of one that is read, a claim that compares them remembers the result alone. Three
    mappings of a page then take five times as many nodes as two, and not eighty times."""

    def __init__(self, inputs: Mapping[str, Input]) -> None:
        self._levels: dict[str, Levels] = {}
        self._slots: dict[str, int] = {}
        self._next_variable = VARIABLES
        self._next_choice = {CHOICES: CHOICES, SHARED: SHARED}
        self._sizes = {name: width(declared.type) for name, declared in inputs.items()}
        base = 0
        for name, _ in sorted(inputs.items(), key=_breadth):
            size = self._sizes[name]
            self._levels[name] = tuple(base + STEP * (size - 1 - bit) for bit in range(size))
            base += STEP * size
        assert base <= VARIABLES, "inputs come before variables"
        self._end = base // STEP

    def named(self, name: str, size: int) -> Levels:
        """The levels of an input, of an instance `a.NAME` of it, or of a variable."""
        key = name if name in self._levels else f"{name}:{size}"
        if key not in self._levels:
            self._levels[key] = self._instance(name) or self._variable(size)
        return self._levels[key]

    def _instance(self, name: str) -> Levels | None:
        instance, _, original = name.partition(".")
        if original not in self._sizes:
            return None
        slot = self._slots.setdefault(instance, len(self._slots) + 1)
        if slot >= STEP:
            return None
        if self._sizes[original] >= WIDE:
            return tuple(level + slot for level in self._levels[original])
        own = INSTANCES + INSTANCE_STEP * (slot - 1)
        self._next_choice.setdefault(own, own + self._end)
        return tuple(own + level // STEP for level in self._levels[original])

    def _variable(self, size: int) -> Levels:
        base = self._next_variable
        self._next_variable += size
        assert self._next_variable <= SHARED, "variables come before choices"
        return tuple(reversed(range(base, base + size)))

    def choice(self, size: int, arguments: frozenset[int]) -> Levels:
        """Fresh levels for a choice whose arguments read these: below the last mapping among them,
        if they read any."""
        band = self._band(max(arguments, default=0), any(level % STEP for level in arguments))
        base = self._next_choice[band]
        self._next_choice[band] += size
        assert self._next_choice[band] <= self._limit(band), "choices stay within their band"
        return tuple(reversed(range(base, base + size)))

    def _band(self, deepest: int, instances: bool) -> int:
        if INSTANCES <= deepest < CHOICES:
            return deepest - (deepest - INSTANCES) % INSTANCE_STEP
        if SHARED <= deepest < CHOICES or (deepest < VARIABLES and instances):
            return SHARED
        return CHOICES

    def _limit(self, band: int) -> int:
        return {CHOICES: RESULTS, SHARED: INSTANCES}.get(band, band + INSTANCE_STEP)


def _breadth(item: tuple[str, Input]) -> tuple[bool, bool]:
    """What selects the rules comes before what they transform: diagrams are five times smaller."""
    _, declared = item
    return (not declared.stated, width(declared.type) > 1)
