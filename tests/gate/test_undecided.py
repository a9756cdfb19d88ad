"""A reason and numbers that a claim states, and that nobody found out: nothing is refuted, and
nothing is as expected either."""

from __future__ import annotations

import json

import pytest

from .attack import Gate

SPEC = """
spec a "A function of two bits" ref A1.1
guest a: bits 2 "Two bits"
define f(x: bits 2) -> bits 1 "Not three" ref A1.2
  case three : x is 0b11 => 0
  case lower : x is not 0b11 => 1
output answer: bits 1 = f(a) "The answer"
"""
REASON = f"{SPEC}refute of_reason : answer = 1 because f.three\n"
NUMBERS = f"{SPEC}refute of_numbers : answer = 1 on 1 of 4\n"


@pytest.mark.parametrize("text", [REASON, NUMBERS], ids=["reason", "numbers"])
def test_what_one_engine_cannot_tell_is_undecided(memattr: Gate, text: str) -> None:
    """The solver alone refutes the claim; it neither counts nor looks for a reason."""
    assert memattr("check a.attr", {"a.attr": text}).status == 0
    said = memattr("check a.attr --engine z3")
    assert said.status == 3
    assert "REFUTED (not known as expected)" in said.prints
    assert "NOT known to be" in said.words
    assert "0 of 1 claims as expected" in said.prints


def test_what_is_refuted_besides_counts_more(memattr: Gate) -> None:
    false = f"{REASON}prove false_too : answer = 0\n"
    assert memattr("check a.attr --engine z3", {"a.attr": false}).status == 1


@pytest.mark.parametrize(
    "text", [REASON.replace("f.three", "f.lower"), NUMBERS.replace("1 of 4", "2 of 4")]
)
def test_another_reason_and_other_numbers_are_unexpected(memattr: Gate, text: str) -> None:
    said = memattr("check a.attr", {"a.attr": text})
    assert said.status == 1
    assert "REFUTED (NOT as expected)" in said.prints


def test_formats_for_tools_warn(memattr: Gate) -> None:
    memattr("check a.attr", {"a.attr": REASON})
    said = memattr("check a.attr --engine z3 --format gcc").prints
    assert "warning: REFUTED, not known to be for the stated reason" in said
    data = json.loads(memattr("check a.attr --engine z3 --format json").prints)
    assert (data["status"], data["counts"]["claims"]["as_expected"]) == (3, 0)
