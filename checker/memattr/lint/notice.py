"""Which claim or example notices that the specification is broken?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from memattr.engines.exact import Exact
from memattr.engines.relation import relation
from memattr.engines.verdict import (
    Covered,
    Decided,
    Proved,
    Refuted,
)
from memattr.lint.mutants import Mutant
from memattr.model.expressions import Global
from memattr.model.model import Claim, Model
from memattr.model.types import Value
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator
from memattr.readings.permitted import runs
from memattr.readings.variation import Variation

MOST_NODES = 6_000_000


@dataclass(frozen=True)
class Refused:
    """The broken specification would not load: a part of it has no meaning."""


@dataclass(frozen=True)
class Noticed:
    """The claim or example comes out otherwise."""

    claim: str


@dataclass(frozen=True)
class Equivalent:
    """Every output has the same permitted set for every input: proved."""


@dataclass(frozen=True)
class Survivor:
    """Nobody notices."""


Fate: TypeAlias = Refused | Noticed | Equivalent | Survivor


class Judge:
    """Decides the fate of mutants: examples first, which are quick, then claims, then a proof."""

    def __init__(self, model: Model, claims: Sequence[Claim]) -> None:
        self.model = model
        examples = [claim for claim in claims if _is_whole(model, claim)]
        self._examples = [(claim, dict(claim.fixed)) for claim in examples]
        whole = {claim.name for claim in examples}
        self._claims = [claim for claim in claims if claim.name not in whole]
        self._exact = Exact(model)
        self._outputs: tuple[Node, ...] | None = None

    def fate(self, mutant: Mutant) -> Fate:
        """What becomes of the mutant."""
        model = mutant.model(self.model)
        try:
            for name in self._failing_examples(model):
                return Noticed(name)
        except (AssertionError, KeyError, IndexError, TypeError):
            return Refused()
        reading = self._reading(mutant, model)
        if self._outputs_of(reading) == self._own_outputs():
            return Equivalent()
        for claim in self._claims:
            decided, _ = self._decided(reading, claim)
            if not _as_expected(claim, decided):
                self._first(claim)
                return Noticed(claim.name)
        return Survivor()

    def _failing_examples(self, model: Model) -> Iterator[str]:
        evaluator = Evaluator(model)
        for claim, inputs in self._examples:
            if not _holds(evaluator, claim, inputs):
                self._examples.remove((claim, inputs))
                self._examples.insert(0, (claim, inputs))
                yield claim.name
                return

    def _first(self, claim: Claim) -> None:
        """Who noticed one mutant is asked first about the next."""
        self._claims.remove(claim)
        self._claims.insert(0, claim)

    def _reading(self, mutant: Mutant, model: Model) -> Diagram:
        if len(self._exact.diagram.bdd) > MOST_NODES:
            self._exact = Exact(self.model)
            self._outputs = None
        return Variation(self._exact.diagram, model, frozenset({mutant.function}))

    def _own_outputs(self) -> tuple[Node, ...]:
        if self._outputs is None:
            self._outputs = self._outputs_of(self._exact.diagram)
        return self._outputs

    def _outputs_of(self, diagram: Diagram) -> tuple[Node, ...]:
        """The permitted sets of the outputs, canonical."""
        free, bdd = diagram.free(), diagram.bdd
        admitted = bdd.all_of(
            [
                *(diagram.valid(i.type, free.inputs[n]) for n, i in self.model.inputs.items()),
                *(diagram.truth(c.expression, free) for c in self.model.requirements),
                *(bdd.neg(diagram.truth(c.expression, free)) for c in self.model.impossible),
            ]
        )
        return tuple(
            relation(diagram, [Global(output.name, output.type)], free, admitted).node
            for output in self.model.outputs()
        )

    def _decided(self, reading: Diagram, claim: Claim) -> tuple[Decided, object]:
        exact = Exact.__new__(Exact)
        exact.model, exact.diagram = reading.model, reading
        return exact.decide(claim)


def _is_whole(model: Model, claim: Claim) -> bool:
    """True iff the claim is about one situation."""
    given = {name for name, _ in claim.fixed}
    return claim.form == "example" and given >= model.inputs.keys() and not claim.variables


def _holds(evaluator: Evaluator, claim: Claim, inputs: Mapping[str, Value]) -> bool:
    return all(values[0] == 1 for values, _ in runs(evaluator, [claim.body], inputs))


def _as_expected(claim: Claim, decided: Decided) -> bool:
    match decided:
        case Proved():
            return claim.expected == "prove"
        case Refuted(by_choice, _):
            return claim.expected == "refute" and by_choice == (claim.mode == "by choice")
        case Covered():
            return claim.expected == "cover"
        case _:
            return False
