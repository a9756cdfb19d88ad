"""Policies that differ in one field, and hints for what other languages write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Memattr

HEAD = 'requires memattr 1.0, manual "DDI 0487 M.a.a"\nimport result, promises, kvm\n'
LIKE = """policy like_nc of kvm_normal_nc "The same, but Device"
  MemAttr = 0b0001
policy like_like of like_nc "And not shared"
  SH2 = 0b00
"""


def test_a_policy_of_a_policy(own: Path, memattr: Memattr) -> None:
    """It says what differs; the rest, its system included, is as there."""
    (own / "like.attr").write_text(HEAD + LIKE, encoding="utf-8")
    pairs = [
        ("like_nc", "kvm_device_nGnRE"),
        ("like_like", "kvm_device_nGnRE@SH2=0b00"),
        ("kvm_normal_nc@MemAttr=0b0001", "like_nc"),
    ]
    for before, after in pairs:
        result = memattr("compare", before, after, "like.attr", "--format", "json")
        assert json.loads(result.stdout)["policies"][0]["relation"] == "same"
    lines = memattr("describe", "like_like", "like.attr").output.splitlines()
    assert lines[0].startswith("like_like  (policy of kvm)")
    assert lines[2].startswith("  sets ")
    for value in ("FnXS=0", "MemAttr=0b0001", "SH2=0b00"):
        assert value in lines[2]
    assert memattr("check", "like.attr").output == "0 of 0 claims as expected\n"


def test_promises_are_made_by_name_only(own: Path, memattr: Memattr) -> None:
    text = HEAD + LIKE.replace("  MemAttr = 0b0001\n", "  MemAttr = 0b1111\n")
    (own / "like.attr").write_text(text, encoding="utf-8")
    assert memattr("check", "-v", "like.attr").exit_code == 0
    text += "  promises never_cacheable\n"
    (own / "like.attr").write_text(text, encoding="utf-8")
    result = memattr("check", "-v", "like.attr")
    assert "REFUTED (NOT as expected)  like_like_promises_never_cacheable" in result.output
    assert result.exit_code == 1


def test_only_of_what_there_is(own: Path, memattr: Memattr) -> None:
    (own / "like.attr").write_text(HEAD + LIKE.replace("of kvm_normal_nc", "of kvm_norml_nc"))
    result = memattr("check", "-v", "like.attr")
    assert "no policy or system is called 'kvm_norml_nc'" in result.output
    assert "Did you mean kvm_normal_nc" in result.output
    (own / "like.attr").write_text(HEAD + LIKE.replace("MemAttr = 0b0001", "MemAttrs = 1"))
    assert "no input is called 'MemAttrs'" in memattr("check", "-v", "like.attr").output


CONDITIONAL = "That something holds under a condition is written: CONDITION implies RESULT"
TOGETHER = "That two conditions hold together is written '='."
BITS = "Bits are named by a pattern: x is 0bxxhh binds hh, the low two of four."
FOLLOWS = "That one follows from the other is written 'implies'."
CASE = "Write a case for each condition: case NAME : CONDITION => RESULT"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("prove p for data : if VM then FWB", CONDITIONAL),
        ("prove p for data : VM if FWB", CONDITIONAL),
        ("prove p for data : VM iff FWB", TOGETHER),
        ("prove p for data : VM <=> FWB", TOGETHER),
        ("prove p for data : MAIR[1:0] = 0b00", BITS),
        ("prove p for data : MAIR [ 7 ] = 1", BITS),
        ("prove p for data : VM => FWB", FOLLOWS),
        ("define f(a: bool) -> bool\n  case one : if a then 1", CASE),
    ],
)
def test_hints(own: Path, memattr: Memattr, text: str, hint: str) -> None:
    (own / "hint.attr").write_text(f"{HEAD}{text}\n", encoding="utf-8")
    result = memattr("check", "-v", "hint.attr")
    assert result.output.splitlines()[-1].strip() == hint
    assert result.exit_code == 2
