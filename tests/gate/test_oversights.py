"""What nothing is decided of is said: no name, promise, question or policy is passed over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memattr import SpecError, check, load

from .attack import Gate

TWO = (
    "import result\nprove first for data : VM implies VM or FWB\nprove second for data : VM = VM\n"
)
SYSTEM = """import result
system s
  HCR_VM = 1, HCR_FWB = 0, HCR_CD = 0, HCR_ID = 0, HCR_DC = 0, HCR_DCT = 0, HCR_PTW = 0
  VTCR_DS = 0, VTCR_SH0 = 0b11
policy p of s
  MemAttr = 0b1111, SH2 = 0b11, FnXS = 0
"""


def test_each_pattern_must_name_something(memattr: Gate, tmp_path: Path) -> None:
    said = memattr("check -v a.attr --only first --only secnd", {"a.attr": TWO})
    assert said.status == 2
    assert said.prints == "memattr: no claim is named like secnd\nDid you mean second?\n"
    assert memattr("check -v a.attr --only first --only sec*").status == 0
    with pytest.raises(SpecError, match="no claim is named like secnd"):
        check(load(tmp_path / "a.attr"), "first", "secnd")


def test_a_pattern_that_names_what_is_not_decided(memattr: Gate) -> None:
    text = TWO + "find q values SCTLR_C for data : VM\n"
    said = memattr("check -v a.attr --only first --only q", {"a.attr": text})
    assert said.status == 2
    assert "no claim is named like q" in said.words


UNSAID = [
    (
        "promise never for data : result.memory is Device\n",
        "unmade-promise: no policy makes the promise never, so it is not decided "
        "Write in a policy: promises never. Or claim it: prove never ...",
    ),
    (
        "find q values SCTLR_C for data : VM\n",
        "unanswered: the question q states no answer, so nothing is decided "
        "See what it is: memattr find q. Then state it: answer ...",
    ),
]


@pytest.mark.parametrize(("text", "words"), UNSAID)
def test_what_is_not_decided_is_said(memattr: Gate, text: str, words: str) -> None:
    whole = f"import result\nprove f for data : VM implies HCR_VM or HCR_DC\n{text}"
    said = memattr("check -v a.attr", {"a.attr": whole})
    assert said.status == 0
    assert said.words.startswith("PROVED f a.attr:3 warning: a.attr:4:")
    assert words in said.words
    assert said.words.endswith("1 of 1 claims as expected, 1 warning")
    assert "warning" not in memattr("check -v a.attr --only f").prints
    name = words.split(":")[0]
    for form in ("gcc", "github", "sarif", "markdown", "junit"):
        assert name in memattr(f"check -v a.attr --format {form}").prints
    assert 'errors="1"' not in memattr("check -v a.attr --format junit").prints
    (oversight,) = json.loads(memattr("check -v a.attr --format json").prints)["oversights"]
    assert (oversight["code"], oversight["place"]["line"]) == (name, 4)
    assert name in memattr("lint a.attr").prints


def test_a_promise_that_is_made_is_decided(memattr: Gate) -> None:
    text = SYSTEM + "  promises never\npromise never for data : result.memory is Device\n"
    said = memattr("check -v a.attr", {"a.attr": text})
    assert said.words.startswith("REFUTED (NOT as expected) p_promises_never")
    assert "warning" not in said.prints


OWN = """enum Access: data, fetch
guest stated access: Access
guest VM: bool
output result: bool = VM or not VM
prove never_cached "No guest access is cached" for every access : result
"""


def test_names_of_the_shipped_specification_declared_anew(memattr: Gate, tmp_path: Path) -> None:
    said = memattr("check -v own.attr", {"own.attr": OWN})
    assert (
        "own-name: result is declared here anew: what is said of it is not said of the "
        "shipped specification's, which this text does not import Import it: import result. Or "
        "take another name." in said.words
    )
    assert said.words.endswith("1 of 1 claims as expected, 3 warnings")
    beside = {"good.attr": "import result\nprove f for data : VM implies HCR_VM or HCR_DC\n"}
    assert "own-name: result is declared here anew" in memattr("check -v .", beside).words
    assert {found.code for found in load(tmp_path / "own.attr").oversights} == {"own-name"}
    assert "own-name: result is declared here anew" in memattr("lint own.attr").words


def test_the_shipped_texts_pass_nothing_over() -> None:
    assert load().oversights == ()


def test_a_policy_that_binds_nothing_is_refused(memattr: Gate) -> None:
    text = SYSTEM + "prove f for data under p with hypervisor a : a.VM = a.VM\n"
    said = memattr("check -v a.attr", {"a.attr": text})
    assert said.status == 2
    assert said.words.startswith(
        "a.attr:8:7: unbound: 'p' binds nothing that 'f' reads: 'a' has inputs of its own, which "
        "no policy sets"
    )
    question = SYSTEM + "find f values SCTLR_C for data under p with hypervisor a : a.VM answer 0\n"
    assert "unbound: 'p' binds nothing" in memattr("check -v q.attr", {"q.attr": question}).words
    both = SYSTEM + "prove f for data under p with hypervisor a : a.VM implies VM\n"
    assert memattr("check -v b.attr", {"b.attr": both}).status == 0


FORM = "but is true by its form: no rule could make it false"


@pytest.mark.parametrize(
    "claim",
    [
        'prove f "Memory is never cached" for every a in bool : a = a',
        "prove f for data : result = result",
        "prove f for data : FWB or not FWB",
        "prove f for data given VM : VM",
        "prove f for data : (result with HCR_CD = 1) = (result with HCR_CD = 1)",
        "prove f for data : MAIR is 0x00 implies MAIR is not 0xff",
        "prove f for every a, b in bool : a and b implies b",
        "prove f for every m in Memory : is_write_back(m) = is_write_back(m)",
    ],
)
def test_what_no_rule_could_make_false(memattr: Gate, claim: str) -> None:
    said = memattr("check -v a.attr", {"a.attr": f"import result\n{claim}\n"})
    assert said.words == f"PROVED f a.attr:3 {FORM} 1 of 1 claims as expected, 1 narrowed"
    assert "tautology: the claim f is true by its form" in memattr("lint a.attr").words


@pytest.mark.parametrize(
    "claim",
    [
        "prove f for data : HCR_VM implies VM",
        "prove f for every m in Memory : is_write_back(m) implies not is_device_or_nc(m)",
        "refute f for every a in bool : a",
    ],
)
def test_what_rules_decide_is_not_complained_of(memattr: Gate, claim: str) -> None:
    said = memattr("check -v a.attr", {"a.attr": f"import result\n{claim}\n"})
    assert said.status == 0
    assert FORM not in said.words
