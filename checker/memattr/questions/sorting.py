"""The candidates of a question told apart, and the few situations that refute most of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memattr.engines.exact.diagram_query import Prepared
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.exact.regions import Regions
from memattr.engines.verdict import Example
from memattr.model.types import Value
from memattr.questions.answer import Failures, Standing
from memattr.questions.freedom import assignment
from memattr.readings.bdd import Node
from memattr.readings.concrete_values import Values
from memattr.readings.satisfying_assignments import holds


class Sorter:
    """Over one question's regions."""

    def __init__(
        self, exact: Exact, ready: Prepared, regions: Regions, found: Sequence[str]
    ) -> None:
        self._exact, self._ready, self._found = exact, ready, found
        bdd = exact.diagram.bdd
        self._bdd = bdd
        self._fails = bdd.disj(regions.must, regions.may)
        self._must = regions.must
        others = frozenset(
            level for name, levels in ready.levels.items() if name not in found for level in levels
        )
        self._failing = bdd.some(self._fails, others)
        self._admitted = bdd.some(regions.admitted, others)

    @property
    def solutions(self) -> Node:
        """The set of those that hold, over the levels of the found inputs."""
        return self._bdd.minus(self._admitted, self._failing)

    def standing(self, candidate: Values) -> Standing:
        """What comes of the candidate."""
        bits = self._bits(self._found, candidate)
        if holds(self._bdd, self._failing, bits):
            return "fails"
        return "holds" if holds(self._bdd, self._admitted, bits) else "not admitted"

    def failures(self, failing: Sequence[Values]) -> tuple[Failures, ...]:
        """The situation that refutes the first candidate refutes others too; then the next."""
        left, groups = list(failing), []
        while left:
            example, by_choice = self._example(left[0])
            here = self._bdd.compose(self._fails, self._others(example))
            group = [v for v in left if holds(self._bdd, here, self._bits(self._found, v))]
            groups.append(Failures(tuple(group), example, by_choice))
            left = [v for v in left if v not in group]
        return tuple(sorted(groups, key=lambda group: -len(group.values)))

    def _example(self, candidate: Values) -> tuple[Example, bool]:
        """The least failing situation of the candidate, one that fails for certain if any does."""
        here = self._fixed(self._found, candidate)
        certain = self._bdd.conj(self._must, here)
        region = certain or self._bdd.conj(self._fails, here)
        return self._exact.failing(self._ready, region), certain == 0

    def _others(self, example: Example) -> Mapping[int, int]:
        """The example's bits, less those of the found inputs."""
        values: dict[str, Value] = {**dict(example.inputs), **dict(example.variables)}
        names = [name for name in self._ready.levels if name not in self._found]
        return self._bits(names, tuple(values[name] for name in names))

    def _bits(self, names: Sequence[str], values: Values) -> dict[int, int]:
        return assignment(self._exact.diagram, self._ready, names, values)

    def _fixed(self, names: Sequence[str], values: Values) -> Node:
        bdd = self._bdd
        bits = self._bits(names, values).items()
        return bdd.all_of(
            bdd.variable(level) if bit else bdd.neg(bdd.variable(level)) for level, bit in bits
        )
