"""Refutations of models and claims that nobody would write, against every situation there is."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings

from memattr.engines.decide import Decider
from memattr.engines.exact.regions import Regions
from memattr.engines.verdict import Refuted
from memattr.explain.refutation import RefutationExplainer
from memattr.explain.report import ConditionTerms
from memattr.model.model import Claim, Model
from memattr.model.types import Value
from tests.readings.brute import Brute, Row
from tests.readings.random_models import models_and_claims

from .phrases import Phrases

ALL_TERMS = 10_000
Values = dict[str, Value]


@settings(max_examples=30, derandomize=True, suppress_health_check=list(HealthCheck))
@given(models_and_claims())
def test_refutations(pair: tuple[Model, Claim]) -> None:
    """Region, counts, nearest input, weakest conditions and what does not matter."""
    of, stated = pair
    assume(stated.expected == "prove")
    by_hand = Brute(of, stated)
    assume(len(by_hand.rows) <= 600 and all(len(by_hand.runs(r)) < 20 for r in by_hand.rows[::29]))
    decider = Decider(of, "exact")
    verdict = decider.decide(stated)
    assume(isinstance(verdict.outcome, Refuted))
    assert isinstance(verdict.outcome, Refuted) and verdict.evidence and decider.exact
    ready, regions = decider.exact.regions(stated)
    assert isinstance(regions, Regions)
    counts, example = verdict.evidence.counts, verdict.outcome.example
    refuting = RefutationExplainer(decider.exact.diagram, decider.evaluator, ALL_TERMS)
    said = refuting.explained(ready, regions, example, counts)

    names = list(ready.levels)
    words = ((row, word(by_hand, row)) for row in by_hand.rows)
    status = {key(row, names): (row, found) for row, found in words if found != "out"}
    seen = list(status.values())
    instances = dict(stated.instances)
    phrases = Phrases(decider.evaluator, ready.kinds, instances, cpus(of, seen))

    wanted = "may" if said.fails.by_choice else "fails"
    for row, found in seen:
        if said.fails.terms.exact:
            inside = phrases.holds(said.fails.terms, values(row))
            assert inside != said.fails.all_but if found == wanted else inside == said.fails.all_but

    classes: dict[tuple[Value, ...], set[str]] = {}
    for row, found in seen:
        classes.setdefault(key(row, list(said.fails.relevant)), set()).add(found)
    assert all(len(found) == 1 for found in classes.values())
    assert sum(found == {"fails"} for found in classes.values()) == said.fails.fails
    assert sum(found == {"may"} for found in classes.values()) == said.fails.may_fail

    here = {**dict(example.inputs), **dict(example.variables)}
    distances = [
        sum(values(row)[n] != here[n] for n in names) for row, found in seen if found == "passes"
    ]
    assert len(said.passes) == min(distances, default=0)

    for terms, mine in ((said.platform, is_platform), (said.guest, is_guest)):
        own = [name for name in names if mine(of, instances.get(name, name))]
        check_weakest(terms, own, seen, phrases)


def check_weakest(
    terms: ConditionTerms, own: list[str], seen: list[tuple[Row, str]], phrases: Phrases
) -> None:
    """The terms hold just where all that agrees in these inputs passes."""
    groups: dict[tuple[Value, ...], set[str]] = {}
    for row, found in seen:
        groups.setdefault(key(row, own), set()).add(found)
    if terms.exact:
        for row, _ in seen:
            assert phrases.holds(terms, values(row)) == (groups[key(row, own)] == {"passes"})


def values(row: Row) -> Values:
    return {**row.inputs, **row.variables}


def key(row: Row, names: list[str]) -> tuple[Value, ...]:
    """The values of the names; for what is free, one row of those that differ in nothing else."""
    found = values(row)
    return tuple(found[name] for name in names)


def word(by_hand: Brute, row: Row) -> str:
    if not by_hand.admitted(row):
        return "out"
    return "fails" if by_hand.must(row) else "may" if by_hand.may(row) else "passes"


def cpus(of: Model, seen: list[tuple[Row, str]]) -> list[Values]:
    names = [name for name in of.inputs if is_player(of, name, "cpu")]
    return [{name: row.inputs[name] for name in names} for row, _ in seen]


def is_player(of: Model, name: str, *players: str) -> bool:
    return name in of.inputs and of.inputs[name].player in players


def is_platform(of: Model, name: str) -> bool:
    return is_player(of, name, "hypervisor", "cpu")


def is_guest(of: Model, name: str) -> bool:
    return not is_platform(of, name)
