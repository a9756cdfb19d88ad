"""Claims about several mappings, whose choices answer alike, row by row against enumeration."""

from __future__ import annotations

import pytest

from memattr.engines.exact.exact_engine import Exact
from memattr.engines.exact.regions import Regions
from memattr.model.expressions import Call, Equal, Expression, Under
from memattr.model.types import BOOL
from memattr.readings import variable_order
from memattr.readings.bdd import count, holds

from .brute import Brute
from .build import (
    both,
    case,
    choice,
    claim,
    declared,
    either,
    function,
    given,
    is_not,
    local,
    model,
)
from .test_claims import levels_of
from .test_decide import TWO, is_two

P, Q, M = local("p", TWO), local("q", TWO), local("m")


def call(name: str, *arguments: Expression) -> Call:
    return Call(name, arguments, TWO)


# A table, one entry of which may mean anything; a rule of the cpu, asked with what that gave.
READ = function(
    "read",
    [("p", TWO)],
    TWO,
    case("same", is_not(is_two(P, 3)), P),
    case("any", is_two(P, 3), Q, choice("reserved", "unpredictable", "q", TWO)),
)
COMBINE = function(
    "combine",
    [("p", TWO), ("m", BOOL)],
    TWO,
    case("first", M, P),
    case("other", is_not(M), Q, choice("kept", "implementation defined", "q", TWO)),
)
WORLD = model([declared("g", TWO), declared("m", BOOL)], [READ, COMBINE])
PLAIN = call("combine", call("read", given("g", TWO)), given("m"))


def of(mapping: str) -> Expression:
    changes = (("g", local(f"{mapping}.g", TWO)), ("m", local(f"{mapping}.m")))
    return Under(PLAIN, changes, None, TWO)


A, B, C = map(of, "abc")
ELSEWHERE = (is_two(given("g", TWO), 0), given("m"))


@pytest.mark.parametrize("wide", [2, 8], ids=["interleaved", "apart"])
@pytest.mark.parametrize(
    ("mappings", "body"),
    [
        ("ab", Equal(A, B)),
        ("ab", is_not(Equal(A, B))),
        ("ab", either(Equal(A, B), is_two(A, 2))),
        ("abc", both(Equal(A, B), Equal(B, C))),
        ("abc", either(Equal(A, B), Equal(B, C), Equal(A, C))),
        ("ab", either(is_not(Equal(A, B)), Equal(B, PLAIN))),
    ],
)
def test_mappings(
    mappings: str, body: Expression, wide: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(variable_order, "WIDE", wide)
    instances = tuple((f"{m}.{name}", name) for m in mappings for name in ("g", "m"))
    variables = tuple((name, TWO if original == "g" else BOOL) for name, original in instances)
    elsewhere = ELSEWHERE if len(mappings) == 3 else ()
    stated = claim("prove", body, variables=variables, instances=instances, given=elsewhere)
    brute, exact = Brute(WORLD, stated), Exact(WORLD)
    ready, regions = exact.regions(stated)
    assert isinstance(regions, Regions)
    bdd, levels = exact.diagram.bdd, sorted(frozenset().union(*ready.levels.values()))
    sizes = {"must": 0, "may": 0, "reserved": 0}
    for row in brute.rows:
        if elsewhere and (row.inputs["g"], row.inputs["m"]) != (0, 1):
            continue
        bits = levels_of(exact, row, ready.kinds)
        must, may = brute.must(row), brute.may(row)
        assert holds(bdd, regions.must, bits) == must, row
        assert holds(bdd, regions.may, bits) == (may and not must), row
        sizes["must"] += must
        sizes["may"] += may and not must
    assert count(bdd, regions.must, levels) == sizes["must"]
    assert count(bdd, regions.may, levels) == sizes["may"]
    assert sizes["may"]
