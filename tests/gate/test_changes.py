"""`with` looks only at situations that there are: what cannot be is an error, never left out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from memattr import SpecError, check, load
from memattr.command.main import group
from memattr.engines.decide import Engine

from .attack import HEAD, Gate

WALK = "this looks at situations that cannot be: 'access is walk and not stage1_on' is impossible"


@pytest.mark.parametrize(
    "claim",
    [
        "prove f for data : SCTLR_M and (VM with access = walk) = (VM with access = walk)",
        "refute f for data : (VM with access = walk) = VM and VM",
        "cover f for data : (VM with access = walk)",
        "prove f for data given (VM with access = walk) : VM",
        "prove f for walk : (VM with SCTLR_M = 0) = VM",
        "prove f for walk given HCR_DC = 0 : (VM with HCR_DC = 1)",
        "prove f for data : ((VM with HCR_CD = 1) with access = walk) = VM",
        "prove f for data : ((VM with access = walk) with HCR_CD = 1) = VM",
        "prove f for data with guest a given SCTLR_M, not HCR_DC : (a.VM with access = walk) = VM",
        "find f values MemAttr for data : (VM with access = walk) = VM answer 0b0000",
        "table f for data rows SCTLR_M cell (VM with access = walk)",
        "effective f = (VM with access = walk)",
        "column f = VM when (VM with access = walk)",
        "promise f for data : (VM with access = walk)\n"
        "system s\n  HCR_VM = 1, HCR_FWB = any, HCR_CD = any, HCR_ID = any, HCR_DC = 0\n"
        "  HCR_DCT = any, HCR_PTW = any, VTCR_DS = any, VTCR_SH0 = any\n"
        "policy p of s\n  MemAttr = 0b1111, SH2 = 0b11, FnXS = 0, promises f",
    ],
)
def test_a_change_into_what_cannot_be_is_refused(memattr: Gate, claim: str) -> None:
    said = memattr("check -v a.attr", {"a.attr": f"import result\n{claim}\n"})
    assert said.status == 2
    assert "a.attr:" in said.words and "not-admitted: " + WALK in said.words
    assert "Exclude them: by 'given', or by a premise before this." in said.words


def test_the_whole_message(memattr: Gate) -> None:
    claim = "prove f for data given not HCR_DC : (VM with access = walk) = VM"
    assert memattr("check -v a.attr", {"a.attr": f"import result\n{claim}\n"}).prints == (
        "a.attr:3:38: not-admitted: this looks at situations that cannot be: 'access is walk and "
        "not stage1_on' is impossible (spec/70-result.attr:50), and with SCTLR_M=0, HCR_DC=0 the "
        f"change leads there\n  {claim}\n  {'':37}^\n"
        "  Exclude them: by 'given', or by a premise before this.\n"
    )


def test_a_change_into_a_cpu_that_there_is_not(memattr: Gate) -> None:
    claim = "prove f for data : (VM with FEAT_MTE_PERM = 1) = VM"
    said = memattr("check -v a.attr", {"a.attr": f"import result\n{claim}\n"})
    assert said.status == 2
    assert "'FEAT_MTE_PERM implies FEAT_MTE2' is required of every cpu" in said.words
    assert "with FEAT_MTE2=0 the change leads there" in said.words
    claim = "prove f for data : FEAT_MTE2 and (VM with FEAT_MTE_PERM = 1) = VM"
    said = memattr("check -v a.attr", {"a.attr": f"import result\n{claim}\n"})
    assert (said.status, "REFUTED (NOT as expected) f" in said.words) == (1, True)


@pytest.mark.parametrize("value", ["x", "(x with odd = 0b01)"])
def test_a_change_to_what_a_refinement_excludes(memattr: Gate, value: str) -> None:
    text = f"""import result
type Odd is bits 2 where it is not 0b00
guest odd: Odd
prove f for data for every x in bits 2 : (odd with odd = {value}) is not 0b00
"""
    said = memattr("check -v a.attr", {"a.attr": text})
    assert said.status == 2
    assert "not-refined: this may be 0b00, which Odd excludes" in said.words


def test_a_typed_question_and_a_typed_table_are_refused() -> None:
    body = "(VM with access = walk)"
    for words in (
        ["find", f"MemAttr for data : {body}"],
        ["table", "--rows", "SCTLR_M", "--cell", body, "--for", "data"],
    ):
        result = CliRunner().invoke(group, words)
        assert (result.exit_code, WALK in result.output) == (2, True)


SMALL = """enum Who: one, two
guest stated who: Who
guest p: bool
guest q: bool
hypervisor control r: bool
impossible never : p and not r
output result: bool = p and q
"""


class Point(NamedTuple):
    """A situation of the small world."""

    p: bool
    q: bool
    r: bool

    @property
    def is_possible(self) -> bool:
        return self.r or not self.p

    def result(self, **changes: bool) -> bool | None:
        """`result` with changes; None where that situation cannot be."""
        there = self._replace(**changes)
        return there.p and there.q if there.is_possible else None


def same(left: bool | None, right: bool) -> bool | None:
    return None if left is None else left == right


# The assumption, the claim, and both as they are meant: None where it looks at what cannot be.
CLAIMS: tuple[tuple[str, str, Callable[[Point], bool | None]], ...] = (
    ("r or not r", "(result with p = 1) = q", lambda s: same(s.result(p=True), s.q)),
    ("r", "(result with p = 1) = q", lambda s: same(s.result(p=True), s.q) if s.r else True),
    ("r or not r", "r implies (result with p = 1) = q",
     lambda s: same(s.result(p=True), s.q) if s.r else True),
    ("r or not r", "r and (result with p = 1) = q",
     lambda s: same(s.result(p=True), s.q) if s.r else False),
    ("r or not r", "not r or (result with p = 1) = 1", lambda s: s.result(p=True) if s.r else True),
    ("q", "(result with p = r) = r", lambda s: same(s.result(p=s.r), s.r) if s.q else True),
    ("r or not r", "(result with r = 0) = q", lambda s: same(s.result(r=False), s.q)),
    ("not p", "(result with r = 0) = 0",
     lambda s: True if s.p else same(s.result(r=False), False)),
    ("r or not r", "(result with p = 0) = 0", lambda s: same(s.result(p=False), False)),
    ("r or not r", "(result with p = 1, r = 1) = p",
     lambda s: same(s.result(p=True, r=True), s.p)),
)  # fmt: skip


@pytest.mark.parametrize(("given", "body", "truth"), CLAIMS)
@pytest.mark.parametrize("engine", ["z3", "exact", "both"])
def test_brute_force_agrees(
    tmp_path: Path,
    given: str,
    body: str,
    truth: Callable[[Point], bool | None],
    engine: Engine,
) -> None:
    path = tmp_path / "small.attr"
    path.write_text(f"{HEAD}{SMALL}prove f for every who given {given} : {body}\n")
    points = (Point(*bits) for bits in product((False, True), repeat=3))
    found = {truth(point) for point in points if point.is_possible}
    if None in found:
        with pytest.raises(SpecError, match="not-admitted"):
            load(path)
        return
    (checked,) = check(load(path), engine=engine)
    assert checked.verdict == ("REFUTED" if False in found else "PROVED")


INSTANCES = (
    # An instance is one that there can be: its inputs obey what is assumed of every situation.
    ("guest a", "a.p implies r", "PROVED"),
    ("guest a", "a.result implies a.q", "PROVED"),
    ("guest a, b", "a.p = b.p", "REFUTED"),
    ("hypervisor a", "p implies a.r", "PROVED"),
    ("hypervisor a", "a.r", "REFUTED"),
)


@pytest.mark.parametrize(("who", "body", "verdict"), INSTANCES)
def test_instances_are_admitted(memattr: Gate, who: str, body: str, verdict: str) -> None:
    text = f"{SMALL}prove f for every who with {who} : {body}\n"
    said = memattr("check -v a.attr", {"a.attr": text})
    assert said.words.startswith(verdict)


COMPARED = """import result
system s
  HCR_VM = 1, HCR_FWB = 0, HCR_CD = 0, HCR_ID = 0, HCR_DC = 0, HCR_DCT = 0, HCR_PTW = 0
  VTCR_DS = 0, VTCR_SH0 = 0b11
policy p of s
  MemAttr = 0b1111, SH2 = 0b11, FnXS = 0
prove f for data under p given SCTLR_M : (VM with access = walk) = VM
prove g for data under p : VM
"""


def test_a_claim_moved_to_where_it_cannot_be_said_is_not_compared(memattr: Gate) -> None:
    said = memattr("compare --rules c.attr p p@HCR_DC=1", {"c.attr": COMPARED})
    assert "1 verdict compared, none changes not compared, of situations that cannot be: f" in (
        said.words
    )
    assert "walk different; only one side admits a situation" in said.words
    assert "not compared" not in memattr("compare --rules c.attr p p@HCR_CD=1").prints
