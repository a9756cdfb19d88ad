"""The cases that a proof needs: with all others free to give anything, the claim stays proved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from memattr.engines.admission import admission
from memattr.engines.pick import example_of, pick_choices, pick_inputs
from memattr.engines.prepare import Prepared, prepared
from memattr.engines.quantify import Quantifier
from memattr.engines.verdict import CaseName, Example, Named
from memattr.explain.fired import Firing, constant_word
from memattr.model.expressions import And, Expression, Implies
from memattr.model.model import Case, Claim, Function
from memattr.model.transform import with_freed_cases
from memattr.model.types import Type
from memattr.readings.bdd import Bdd, Node, TooLarge
from memattr.readings.diagram import Diagram
from memattr.readings.instances import Store
from memattr.readings.variation import Variation
from memattr.readings.word_readers import Environment
from memattr.readings.words import Word

# Readings with freed cases are kept apart from those that decide, small, and not tried too often.
LIMIT = 400_000
TRIES = 16


@dataclass(frozen=True)
class Core:
    """Cases that suffice; `minimal` if each of them is known to be needed too."""

    cases: tuple[CaseName, ...]
    minimal: bool


class _Watching(Diagram):
    """A reading that notes the cases that can apply, and where."""

    def __init__(self, base: Diagram) -> None:
        super().__init__(base.model, base.store, base.facts)
        self.seen: dict[CaseName, Node] = {}

    def _result(
        self, function: Function, case: Case, arguments: tuple[Word, ...], inside: Environment
    ) -> Word:
        here = self.truth(case.guard, inside)
        key = function.name, case.name
        self.seen[key] = self.bdd.disj(self.seen.get(key, 0), here)
        return super()._result(function, case, arguments, inside)


def core(diagram: Diagram, firing: Firing, claim: Claim) -> Core:
    """For a claim that is proved. Cases that one situation shows to be needed are found there, one
    by one; the others are freed together if that can be, or by halves. What is declared first is
    freed first: readings without it are smaller, and what decides stands further down."""
    watching = _Watching(diagram)
    ready = prepared(watching, claim)
    order = [
        (function.name, case.name)
        for function in diagram.model.functions.values()
        for case in function.cases
        if (function.name, case.name) in watching.seen
    ]
    found = ((case, _situation(diagram, ready, watching.seen[case])) for case in order)
    examples = {case: example for case, example in found if example is not None}
    statement = Implies(And(admission(diagram.model, claim)), claim.body)
    needed = [c for c, e in examples.items() if firing.breaks(ready, statement, e, c)]
    points = tuple(dict.fromkeys((e.inputs, e.variables) for e in examples.values()))
    search = _Search(diagram, claim, statement, ready.kinds, points)
    search.free([case for case in order if case in examples and case not in needed])
    kept = {*needed, *search.kept}
    return Core(tuple(case for case in reversed(order) if case in kept), search.minimal)


def _situation(diagram: Diagram, ready: Prepared, applies: Node) -> Example | None:
    """The preferred admitted situation in which a case applies; None if it never does."""
    bdd, store = diagram.bdd, diagram.store
    region = bdd.conj(ready.adm, applies)
    instances = store.read_by(region)
    region = bdd.conj(region, Quantifier(store).permitted(instances))
    if region == 0:
        return None
    values, here = pick_inputs(diagram, ready, region)
    choices, _ = pick_choices(diagram, here, instances)
    return example_of(ready, values, choices, diagram.model)


@dataclass
class _Search:
    """Frees as many cases as can be; the rest is kept. Results of freed cases are independent of
    one another, even where equal calls are made in different ways."""

    diagram: Diagram
    claim: Claim
    statement: Expression
    kinds: Mapping[str, Type]
    points: tuple[tuple[Named, Named], ...]
    freed: list[CaseName] = field(default_factory=list)
    kept: list[CaseName] = field(default_factory=list)
    minimal: bool = True
    _base: Diagram | None = None
    _failed: int = 0

    def free(self, cases: Sequence[CaseName]) -> None:
        """All of them, or half by half."""
        if not cases:
            return
        stays = self._stays_proved([*self.freed, *cases])
        if stays:
            self.freed += cases
        elif len(cases) == 1:
            self.kept += cases
            self.minimal &= stays is not None
        else:
            middle = len(cases) // 2
            self.free(cases[:middle])
            self.free(cases[middle:])

    def _stays_proved(self, freed: Sequence[CaseName]) -> bool | None:
        """None if that is too much to find out, even with nothing else in the table."""
        while self._failed < TRIES:
            is_fresh = self._base is None
            try:
                return self._holds(freed)
            except TooLarge:
                self._base = None
                self._failed += is_fresh
                if is_fresh:
                    break
        return None

    def _holds(self, freed: Sequence[CaseName]) -> bool:
        model = self.diagram.model
        if self._base is None:
            self._base = Diagram(model, Store(model, Bdd(LIMIT)))
        changed = frozenset(function for function, _ in freed)
        reading = Variation(self._base, with_freed_cases(model, freed), changed)
        if any(self._fails_at(reading, point) for point in self.points):
            return False
        return holds(reading, self.claim, independent=True)

    def _fails_at(self, reading: Diagram, point: tuple[Named, Named]) -> bool:
        """True iff the claim fails there already."""
        inputs, variables = (
            {n: constant_word(reading, self.kinds[n], value) for n, value in values}
            for values in point
        )
        truth = reading.truth(self.statement, Environment(inputs, variables))
        return Quantifier(reading.store, independent=True).some(reading.bdd.neg(truth)) != 0


def holds(diagram: Diagram, claim: Claim, independent: bool = False) -> bool:
    """True iff nothing that is admitted may fail."""
    ready = prepared(diagram, claim)
    failing = diagram.bdd.minus(ready.adm, ready.body)
    return Quantifier(diagram.store, independent).some(failing) == 0
