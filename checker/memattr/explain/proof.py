"""What a proof needs: cases, assumptions; and a situation that it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from memattr.engines.pick import pick_inputs
from memattr.engines.prepare import Prepared, prepared
from memattr.engines.quantify import Quantifier
from memattr.engines.settle import Regions, settled
from memattr.engines.verdict import CaseName
from memattr.explain.vacuous import clause
from memattr.model.model import Case, Claim, Condition, Function
from memattr.model.transform import with_freed_cases
from memattr.model.types import Value
from memattr.readings.bdd import Node
from memattr.readings.diagram import Diagram, Environment
from memattr.readings.variation import Variation
from memattr.readings.words import Word


class _Watching(Diagram):
    """A reading that notes the cases that can apply."""

    def __init__(self, base: Diagram) -> None:
        super().__init__(base.model, base.store)
        self.seen: dict[CaseName, None] = {}

    def _result(
        self,
        function: Function,
        case: Case,
        arguments: tuple[Word, ...],
        inside: Environment,
    ) -> Word:
        self.seen[function.name, case.name] = None
        return super()._result(function, case, arguments, inside)


def core(diagram: Diagram, claim: Claim) -> tuple[CaseName, ...]:
    """Cases such that the claim, which is proved, stays so whatever all others give, and does not
    if any of these may give anything as well."""
    watching = _Watching(diagram)
    prepared(watching, claim)
    order = [
        (function.name, case.name)
        for function in reversed(tuple(diagram.model.functions.values()))
        for case in function.cases
    ]
    freed: list[CaseName] = []
    needed: list[CaseName] = []
    _free(diagram, claim, [c for c in order if c in watching.seen], freed, needed)
    return tuple(needed)


def _free(
    diagram: Diagram,
    claim: Claim,
    cases: Sequence[CaseName],
    freed: list[CaseName],
    needed: list[CaseName],
) -> None:
    """Frees as many as can be, half by half; what must not be freed is needed."""
    if not cases:
        return
    if _proved(diagram, claim, [*freed, *cases]):
        freed += cases
    elif len(cases) == 1:
        needed += cases
    else:
        middle = len(cases) // 2
        _free(diagram, claim, cases[:middle], freed, needed)
        _free(diagram, claim, cases[middle:], freed, needed)


def _proved(diagram: Diagram, claim: Claim, freed: Sequence[CaseName]) -> bool:
    changed = frozenset(function for function, _ in freed)
    model = with_freed_cases(diagram.model, freed)
    return _holds(Variation(diagram, model, changed), claim)


def _holds(diagram: Diagram, claim: Claim) -> bool:
    """True iff nothing that is admitted may fail."""
    ready = prepared(diagram, claim)
    failing = diagram.bdd.minus(ready.adm, ready.body)
    return Quantifier(diagram.store).some(failing) == 0


def assumptions(diagram: Diagram, claim: Claim) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The assumptions that the proof needs, and those that can all be left out."""
    used, unused = list[str](), list[str]()
    kept = list(range(len(claim.given)))
    for index in range(len(claim.given)):
        rest = tuple(claim.given[i] for i in kept if i != index)
        if _holds(diagram, replace(claim, given=rest)):
            kept.remove(index)
            unused.append(clause(claim, index))
        else:
            used.append(clause(claim, index))
    return tuple(used), tuple(unused)


def spoken_of(diagram: Diagram, ready: Prepared) -> Node:
    """The admitted inputs."""
    found = settled(diagram, ready, Quantifier(diagram.store))
    assert isinstance(found, Regions), "a claim that is proved speaks of something"
    return found.admitted


def witness(diagram: Diagram, ready: Prepared) -> Mapping[str, Value]:
    """The preferred input that satisfies all assumptions."""
    values, _ = pick_inputs(diagram, ready, spoken_of(diagram, ready))
    return values


def excluded(diagram: Diagram, claim: Claim) -> tuple[Condition, ...]:
    """The impossible situations that the claim would otherwise speak of."""
    model = diagram.model
    without = replace(model, impossible=())
    ready = prepared(Variation(diagram, without, frozenset()), claim)
    some = Quantifier(diagram.store).some
    return tuple(
        condition
        for condition in model.impossible
        if some(diagram.bdd.conj(ready.adm, diagram.truth(condition.expression, ready.environment)))
    )
