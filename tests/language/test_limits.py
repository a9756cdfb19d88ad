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
    assert len(model_of(chain(290)).functions) == 290


def test_calls_too_deep_in_one_another() -> None:
    (problem,) = problems_of(chain(400))
    assert problem.code == "too-deep"
    assert problem.message == "with all that this calls and reads, it is nested 301 deep"


def derived(length: int) -> str:
    chained = "\n".join(f"effective e{n} = not e{n - 1}" for n in range(1, length))
    return HEAD + "guest flag: bool\neffective e0 = flag\n" + chained


def test_derived_values_as_deep_as_allowed() -> None:
    assert len(model_of(derived(140)).derived) == 140


def test_derived_values_too_deep_in_one_another() -> None:
    (problem,) = problems_of(derived(200))
    assert problem.code == "too-deep"


def test_many_input_bits() -> None:
    inputs = "\n".join(f"guest g{n}: bits 64" for n in range(15))
    claim = "\nprove p : " + " and ".join(f"g{n} = 0" for n in range(15))
    assert problems_of(HEAD + inputs + claim) == []
    (problem,) = problems_of(HEAD + inputs + "\nguest one_more: bits 64" + claim)
    assert problem.message == "with this one, the inputs have 1024 bits"


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
