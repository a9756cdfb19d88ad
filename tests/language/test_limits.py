"""What is nested or long without end is refused by name, or read."""

from __future__ import annotations

import pytest

from .mutate import model_of, problems_of

HEAD = 'requires memattr 1.0, manual "Road code 2"\n'


def chain(length: int) -> str:
    links = "\n".join(
        f"define f{n}(a: bool) -> bool\n  case all : otherwise => f{n - 1}(not a)"
        for n in range(1, length)
    )
    return HEAD + "define f0(a: bool) -> bool\n  case all : otherwise => a\n" + links + "\n"


def test_calls_as_deep_as_allowed() -> None:
    assert len(model_of(chain(50)).functions) == 50


def test_calls_too_deep_in_one_another() -> None:
    (problem,) = problems_of(chain(60))
    assert problem.code == "too-deep"
    assert problem.message == "calls from here lie more than 50 deep in one another"


def test_many_derived_values() -> None:
    chained = "\n".join(f"effective e{n} = not e{n - 1}" for n in range(1, 60))
    text = HEAD + "guest flag: bool\neffective e0 = flag\n" + chained
    assert len(model_of(text).derived) == 60


@pytest.mark.parametrize("operator", ["and", "or"])
def test_long_conditions(operator: str) -> None:
    long = f" {operator} ".join(["flag"] * 2000)
    assert problems_of(f"{HEAD}guest flag: bool\nprove p : {long}") == []


@pytest.mark.parametrize(
    "nested",
    [
        "(" * 99 + "flag" + ")" * 99,
        "not " * 90 + "flag",
        "flag implies " * 90 + "flag",
    ],
    ids=["parentheses", "not", "implies"],
)
def test_nested_as_deep_as_allowed(nested: str) -> None:
    assert problems_of(f"{HEAD}guest flag: bool\nprove p : {nested}") == []


@pytest.mark.parametrize(
    "nested",
    [
        "(" * 101 + "flag" + ")" * 101,
        "not " * 200 + "flag",
        "flag implies " * 200 + "flag",
        "flag" + ".x" * 200,
        "flag is " + "(" * 101 + "flag" + ")" * 101,
    ],
    ids=["parentheses", "not", "implies", "fields", "pattern"],
)
def test_nested_too_deep(nested: str) -> None:
    (problem,) = problems_of(f"{HEAD}guest flag: bool\nprove p : {nested}")
    assert problem.code == "too-deep"
