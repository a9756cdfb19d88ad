"""Where inputs, variables of a claim, choices and results lie in the order of a diagram."""

from __future__ import annotations

from collections.abc import Mapping

from memattr.model.layout import width
from memattr.model.model import Input

# Bands of levels, from the root downwards. What a claim can depend on comes first: inputs (from 0),
# its variables, choices. Below lie, each for its own use: results of bulk answers, classes of
# values in the words of views, results of cases that may give anything, fields of variables.
VARIABLES = 1 << 15
CHOICES = 1 << 16
RESULTS = 1 << 17
CLASSES = RESULTS + 1_000
HAVOC = RESULTS + 10_000
FIELDS = RESULTS + 40_000

# Levels between two bits of an input, for its instances.
STEP = 16
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
    inputs, each in declared order, the most significant bit nearest to the root. Instances of an
    input lie between its bits and the next."""

    def __init__(self, inputs: Mapping[str, Input]) -> None:
        self._levels: dict[str, Levels] = {}
        self._slots: dict[str, int] = {}
        self._next_variable = VARIABLES
        self._next_choice = CHOICES
        base = 0
        for name, declared in sorted(inputs.items(), key=_breadth):
            size = width(declared.type)
            self._levels[name] = tuple(base + STEP * (size - 1 - bit) for bit in range(size))
            base += STEP * size
        assert base <= VARIABLES, "inputs come before variables"

    def named(self, name: str, size: int) -> Levels:
        """The levels of an input, of an instance `a.NAME` of it, or of a variable."""
        key = name if name in self._levels else f"{name}:{size}"
        if key not in self._levels:
            self._levels[key] = self._instance(name) or self._variable(size)
        return self._levels[key]

    def _instance(self, name: str) -> Levels | None:
        instance, _, original = name.partition(".")
        slot = self._slots.setdefault(instance, len(self._slots) + 1)
        if original not in self._levels or slot >= STEP:
            return None
        return tuple(level + slot for level in self._levels[original])

    def _variable(self, size: int) -> Levels:
        base = self._next_variable
        self._next_variable += size
        assert self._next_variable <= CHOICES, "variables come before choices"
        return tuple(reversed(range(base, base + size)))

    def choice(self, size: int) -> Levels:
        """Fresh levels for a choice."""
        base = self._next_choice
        self._next_choice += size
        assert self._next_choice <= RESULTS, "choices come before results"
        return tuple(reversed(range(base, base + size)))


def _breadth(item: tuple[str, Input]) -> tuple[bool, bool]:
    """What selects the rules comes before what they transform: diagrams are five times smaller."""
    _, declared = item
    return (not declared.stated, width(declared.type) > 1)
