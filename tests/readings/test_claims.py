"""Verdicts, regions, counts and examples against the definitions, enumerated."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from hypothesis import HealthCheck, assume, given, settings

from memattr.engines.decide import Decider
from memattr.engines.exact.exact_engine import Exact
from memattr.engines.exact.regions import Regions
from memattr.engines.replay import replayed
from memattr.engines.smt.counterexample_guided import Solver
from memattr.engines.verdict import (
    Covered,
    Decided,
    Disagreement,
    Proved,
    Refuted,
    Unknown,
    Unreachable,
    Vacuous,
)
from memattr.model.layout import to_bits
from memattr.model.model import Claim, Model
from memattr.model.types import Type, Value
from memattr.readings.bdd import holds
from memattr.readings.evaluate import Evaluator

from .brute import Brute, Row
from .random_models import models_and_claims

EXAMPLES = int(os.environ.get("MEMATTR_EXAMPLES", "40"))
PATIENT = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def word(decided: Decided) -> str:
    match decided:
        case Refuted(True, _):
            return "refuted by choice"
        case Proved() | Refuted() | Covered() | Unreachable() | Vacuous() | Unknown():
            return type(decided).__name__.lower()


def small_enough(brute: Brute) -> bool:
    return len(brute.rows) <= 1200 and sum(1 for _ in first_runs(brute)) < 40


def first_runs(brute: Brute) -> Iterator[object]:
    for row in brute.rows[::17]:
        yield from brute.runs(row)[40:]


def levels_of(exact: Exact, row: Row, kinds: Mapping[str, Type]) -> dict[int, int]:
    found: dict[int, int] = {}
    for name, value in (*row.inputs.items(), *row.variables.items()):
        word_ = exact.diagram.store.variable(name, kinds[name])
        code = to_bits(kinds[name], value)
        for bit, node in enumerate(word_):
            found[exact.diagram.bdd.level[node]] = code >> bit & 1
    return found


@PATIENT
@given(models_and_claims())
def test_both_engines_mean_what_the_design_says(pair: tuple[Model, Claim]) -> None:
    of, stated = pair
    brute = Brute(of, stated)
    assume(small_enough(brute))
    exact, solver = Exact(of), Solver(of)
    wanted = brute.verdict()
    solved = solver.decide(stated)
    decided, _ = exact.decide(stated)
    assert word(solved) == wanted
    assert word(decided) in (wanted, "unknown")
    for side in (solved, decided):
        assert replayed(Evaluator(of), stated, side).objection is None


@PATIENT
@given(models_and_claims())
def test_regions_are_exact(pair: tuple[Model, Claim]) -> None:
    of, stated = pair
    assume(stated.expected == "prove")
    brute = Brute(of, stated)
    assume(small_enough(brute))
    exact = Exact(of)
    ready, regions = exact.regions(stated)
    assume(isinstance(regions, Regions))
    assert isinstance(regions, Regions)
    classes: dict[str, set[tuple[Value, ...]]] = {"must": set(), "may": set(), "reserved": set()}
    _, evidence = exact.decide(stated)
    assert evidence is not None and evidence.counts is not None
    admitted: set[tuple[Value, ...]] = set()
    bdd = exact.diagram.bdd
    for row in brute.rows:
        bits = levels_of(exact, row, ready.kinds)
        projected = tuple(
            v for n, v in {**row.inputs, **row.variables}.items() if n in evidence.counts.relevant
        )
        if not brute.admitted(row):
            continue
        admitted.add(projected)
        must, may = brute.must(row), brute.may(row)
        assert holds(bdd, regions.must, bits) == must
        assert holds(bdd, regions.may, bits) == (may and not must)
        reserved = brute.reserved(row)
        assert holds(bdd, regions.reserved, bits) >= reserved
        if must:
            classes["must"].add(projected)
        elif may:
            classes["may"].add(projected)
        if holds(bdd, regions.reserved, bits):
            classes["reserved"].add(projected)
    counts = evidence.counts
    assert counts.fails == len(classes["must"])
    assert counts.may_fail == len(classes["may"])
    assert counts.reserved == len(classes["reserved"])
    assert counts.admitted == len(admitted)


@PATIENT
@given(models_and_claims())
def test_the_example_is_the_least(pair: tuple[Model, Claim]) -> None:
    of, stated = pair
    assume(stated.expected == "prove")
    brute = Brute(of, stated)
    assume(small_enough(brute))
    decided, _ = Exact(of).decide(stated)
    assume(isinstance(decided, Refuted))
    assert isinstance(decided, Refuted)
    failing = brute.may if decided.by_choice else brute.must

    def rank(row: Row) -> list[int]:
        both = {**row.inputs, **row.variables}
        ranks = []
        preferred = {name: list(values) for name, values in of.preferences}
        original = {name: dict(stated.instances).get(name) or name for name in both}
        for name in sorted(
            both,
            key=lambda n: list(preferred).index(original[n]) if original[n] in preferred else 9,
        ):
            first = list(preferred.get(original[name], []))
            declared = of.inputs.get(original[name])
            if declared is not None and declared.default is not None:
                first.append(declared.default)
            value = both[name]
            assert isinstance(value, int)
            ranks.append(first.index(value) if value in first else 100 + value)
        return ranks

    least = min((row for row in brute.rows if failing(row)), key=rank)
    assert dict(decided.example.inputs) == least.inputs
    assert dict(decided.example.variables) == least.variables


@PATIENT
@given(models_and_claims())
def test_decider_never_disagrees_with_itself(pair: tuple[Model, Claim]) -> None:
    of, stated = pair
    assume(small_enough(Brute(of, stated)))
    verdict = Decider(of, seconds=60).decide(stated)
    assert not isinstance(verdict.outcome, Disagreement)
    assert "z3" in verdict.rests_on
