"""A claim that says nothing is VACUOUS, however its implication is written."""

from __future__ import annotations

import pytest

from .attack import Gate

NEVER = "(MAIR is 0x00 and MAIR is 0xff)"


@pytest.mark.parametrize(
    "body",
    [
        f"{NEVER} implies VM",
        f"not {NEVER} or VM",
        f"VM or not {NEVER}",
        f"VM or HCR_CD or not {NEVER}",
        f"not {NEVER} or not VM",
        f"not ({NEVER} and not VM)",
        f"not (not VM and {NEVER})",
        f"({NEVER} implies VM) = 1",
        f"1 = ({NEVER} implies VM)",
        f"({NEVER} implies VM) is 1",
        f"(({NEVER} implies VM) = 0) = 0",
        f"not ({NEVER} implies VM) = 0",
        f"not not ({NEVER} implies VM)",
        f"not (not ({NEVER} implies VM) or FEAT_XS and not FEAT_XS)",
        f"FEAT_XS = FEAT_XS and (not {NEVER} or VM)",
        f"VM implies (not {NEVER} or HCR_CD)",
        f"(VM implies not {NEVER} or HCR_CD) = 1",
        "not (MAIR is 0x00) or not (MAIR is 0xff) or VM",
        f"(({NEVER} implies VM) with HCR_CD = 1)",
        f"not (({NEVER} and not VM) with HCR_CD = 1)",
        f"({NEVER} implies VM) or ({NEVER} implies HCR_CD)",
    ],
)
@pytest.mark.parametrize("engine", ["z3", "exact"])
def test_a_premise_that_is_never_true(memattr: Gate, body: str, engine: str) -> None:
    text = f"import result\nprove f for data : {body}\n"
    said = memattr(f"check -v a.attr --engine {engine}", {"a.attr": text})
    assert said.status == 1
    assert said.words.startswith("VACUOUS (NOT as expected) f")
    assert "no admitted input meets the premise: " in said.words


@pytest.mark.parametrize(
    ("body", "word"),
    [
        # It is a statement of its own that these never go together.
        (f"not {NEVER}", "PROVED"),
        ("not (MAIR is 0x00 and MAIR is 0xff and VM)", "PROVED"),
        ("MAIR is not 0x00 or MAIR is not 0xff", "PROVED"),
        ("not (MAIR is 0x00) or VM or not VM", "PROVED"),
        ("VM or not VM", "PROVED"),
        ("(MAIR is 0x00 implies VM) = 0", "REFUTED"),
        ("(VM = HCR_CD) = 1", "REFUTED"),
    ],
)
def test_what_says_something_is_decided(memattr: Gate, body: str, word: str) -> None:
    said = memattr("check -v a.attr", {"a.attr": f"import result\nprove f for data : {body}\n"})
    assert said.words.startswith(f"{word} ")


@pytest.mark.parametrize(
    ("clauses", "blamed"),
    [
        ("for every access given access is data", "access = fetch"),
        ("for every access given access is not walk", "access = walk"),
        ("for data, fetch given access = data", "access = fetch"),
        ("for every access given HCR_DC", "access = walk"),
    ],
)
@pytest.mark.parametrize("engine", ["z3", "exact"])
def test_a_stated_value_that_no_situation_has(
    memattr: Gate, clauses: str, blamed: str, engine: str
) -> None:
    text = f"import result\nprove f {clauses} : HCR_VM implies VM\n"
    said = memattr(f"check -v a.attr --engine {engine}", {"a.attr": text})
    assert said.status == 1
    assert f"no admitted input meets the premise: {blamed}" in said.words


def test_a_refutation_needs_one_situation_only(memattr: Gate) -> None:
    text = "import result\nrefute f for every access given access is data : VM\n"
    assert memattr("check -v a.attr", {"a.attr": text}).status == 0


@pytest.mark.parametrize(
    ("claim", "word"),
    [
        ("prove f for every access under p2m_ram_rw given access is data", "VACUOUS (NOT"),
        ("prove f for data, walk under p2m_ram_rw given access is not walk", "VACUOUS (NOT"),
        ("prove f for every access under p2m_ram_rw", "PROVED"),
        ("prove f for data under p2m_ram_rw given access is data", "PROVED"),
    ],
)
@pytest.mark.parametrize("engine", ["", "--engine horn"])
def test_a_claim_about_runs_speaks_of_each_value_that_it_states(
    memattr: Gate, claim: str, word: str, engine: str
) -> None:
    text = f"import lifecycle, page_life, xen\n{claim} by xen_reassignment : secrecy\n"
    said = memattr(f"check -v a.attr {engine}", {"a.attr": text})
    assert said.words.startswith(word)
    if word != "PROVED":
        assert said.status == 1
        missing = "fetch" if "every" in claim else "walk"
        assert f"no admitted situation has access = {missing}" in said.words
