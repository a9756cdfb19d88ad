"""The Python interface; the first test is the example of the README, line by line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import memattr

from .shared import XEN


def test_example() -> None:
    texts = memattr.load(XEN)
    (got,) = memattr.evaluate(texts, "p2m_mmio_direct_dev", MAIR=0xFF, SH1="0b11")
    assert got["memory"] == {"is": "Device", "type": "nGnRE"}
    claims = memattr.check(texts, "dev_is_*")
    assert all(claim.expected for claim in claims)
    found = memattr.find(texts, "MemAttr for data under xen : result.memory is Device")
    assert found.solutions[0] == {"MemAttr": 3}
    change = memattr.compare(texts, "p2m_ram_rw", "p2m_mmio_direct_c").policies[0]
    assert change.relation == "stronger"
    assert "data: type, cacheability and hints are as stage 1 gives them" in memattr.describe_text(
        texts, "p2m_ram_rw"
    )


TEXTS = memattr.load(XEN)


def test_inputs_say_what_they_are() -> None:
    info = TEXTS.inputs["MemAttr"]
    assert (info.player, info.width, info.values) == ("hypervisor", 4, ())
    assert TEXTS.inputs["access"].values == ("data", "fetch", "walk")
    assert info.place.startswith("spec/") and info.references
    assert TEXTS.manual and TEXTS.digest


def test_found_answers_are_verified() -> None:
    found = memattr.find(
        TEXTS, "TCR_IRGN for data under p2m_mmio_direct_dev : result is Attributes"
    )
    assert found.verified
    assert found.patterns == ("TCR_IRGN = any",)


def test_several_results() -> None:
    results = memattr.evaluate(TEXTS, "p2m_ram_rw", MAIR=0x01)
    assert len(results) > 200


def test_counterexamples() -> None:
    (claim,) = memattr.check(TEXTS, "dev_is_nGnRnE")
    assert claim.verdict == "REFUTED" and claim.example is not None
    assert claim.example["access"] == "data"


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: memattr.describe(TEXTS, "p2m_ram"),
        lambda: memattr.compare(TEXTS, "p2m_ram_rw", "p2m_ram"),
        lambda: memattr.find(TEXTS, "MemAtr for data : result is Attributes"),
        lambda: memattr.evaluate(TEXTS, "p2m_ram_rw", MAIRE=1),
        lambda: memattr.evaluate(TEXTS, "p2m_ram_rw", MAIR=256),
        lambda: memattr.load("no/such.attr"),
    ],
)
def test_mistakes_have_a_place(mistake: Callable[[], object]) -> None:
    with pytest.raises(memattr.SpecError) as caught:
        mistake()
    assert caught.value.problems[0].place.line == 1


def test_nothing_else_is_public() -> None:
    with pytest.raises(AttributeError):
        memattr.nothing  # noqa: B018  # looking is the test
