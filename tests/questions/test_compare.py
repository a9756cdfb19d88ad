"""`compare`: policies, settings, files and revisions."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from memattr.answers.compare import compare
from memattr.answers.comparison import Comparison
from memattr.formats.text import page_lines
from memattr.pages.compare_page import compare_page
from memattr.pages.output import Style

from ..oracle.attributes import CACHEABILITIES, SHAREABILITIES, SUBTYPES, Memory
from ..oracle.brute_force import INPUTS, Device, Fault, Result, permitted
from .shared import XEN, run, session

MODEL = session(XEN).model
HEAD = 'requires memattr 1.0, manual "DDI 0487 M.a.a"\nimport result\n'
SYSTEM = """system box "A system"
  HCR_VM = 1, HCR_FWB = 0, HCR_CD = 0, HCR_ID = 0, HCR_DC = 0, HCR_DCT = any, HCR_PTW = 1,
  VTCR_DS = 0, VTCR_SH0 = any
"""


def compared(before: str, after: str) -> Comparison:
    return compare(MODEL, before, after, "exact")


def test_only_shareability_tells_ram_from_mmio_c() -> None:
    found = compared("p2m_ram_rw", "p2m_mmio_direct_c")
    (policy,) = found.policies
    assert policy.relation == "stronger"
    for change in policy.accesses:
        assert [field.name for field in change.fields] == ["shareability"]
        assert change.fields[0].situations == change.situations
        assert not change.gained and change.lost
    assert "only shareability differs" in page_lines(compare_page(MODEL, found), Style())[0]


def test_the_count_agrees_with_brute_force() -> None:
    """Walks: the smallest of the three; every value of the relevant inputs."""
    found = compared("p2m_ram_rw", "p2m_mmio_direct_c").policies[0].accesses[2]
    fixed = dict.fromkeys(INPUTS, 0) | {"HCR_VM": 1, "HCR_PTW": 1, "SCTLR_M": 1, "access": 2}
    differing, total = 0, 0
    for values in product(*(range(INPUTS[name]) for name in found.relevant)):
        inputs = {**fixed, "MemAttr": 15, **dict(zip(found.relevant, values, strict=True))}
        total += 1
        differing += permitted({**inputs, "SH2": 3}) != permitted({**inputs, "SH2": 2})
    assert (found.situations, found.of) == (differing, total)


def test_claims_that_flip() -> None:
    found = compared("p2m_ram_rw", "p2m_mmio_direct_c")
    flips = {flip.claim: (flip.before, flip.after) for flip in found.flips}
    assert flips["always_outer_shareable"] == ("REFUTED", "PROVED")
    assert found.findings() == {"difference", "stronger", "lost", "flip"}


@pytest.mark.parametrize(
    ("before", "after", "relation"),
    [
        ("p2m_ram_rw", "p2m_ram_rw", "same"),
        ("p2m_ram_rw@FEAT_S2FWB=0", "p2m_ram_rw@HCR_FWB=1,FEAT_S2FWB=0", "same"),
        ("p2m_ram_rw", "p2m_ram_rw@with_fwb", "different"),
        ("p2m_mmio_direct_dev_as_described", "p2m_mmio_direct_dev", "weaker somewhere"),
        ("p2m_mmio_direct_dev", "p2m_mmio_direct_dev_as_described", "stronger"),
        ("p2m_ram_rw", "p2m_mmio_direct_dev", "different"),
        ("p2m_ram_rw", "p2m_ram_rw@guest_mmu_on", "different"),
    ],
)
def test_relations(before: str, after: str, relation: str) -> None:
    (policy,) = compared(before, after).policies
    assert policy.relation == relation


def at_least(one: Result, other: Result) -> bool:
    """The order of the manual, written once more: faults are like nothing but themselves, Device
    is stronger than Normal, and of each part the one that its list has first is stronger."""
    if isinstance(one, Fault) or isinstance(other, Fault):
        return one == other
    shared = SHAREABILITIES.index(one.shareability) <= SHAREABILITIES.index(other.shareability)
    return shared and stronger_memory(one.memory, other.memory)


def stronger_memory(one: Memory, other: Memory) -> bool:
    if isinstance(one, Device):
        return not isinstance(other, Device) or (
            SUBTYPES.index(one.subtype) <= SUBTYPES.index(other.subtype)
        )
    if isinstance(other, Device):
        return False
    ranks = [
        [CACHEABILITIES.index(half.cacheability) for half in memory] for memory in (one, other)
    ]
    return all(a <= b for a, b in zip(*ranks, strict=True))


def tally_of(before: frozenset[Result], after: frozenset[Result]) -> str:
    weaker = any(not any(at_least(new, old) for old in before) for new in after)
    stronger = any(not any(at_least(old, new) for new in after) for old in before)
    if weaker or stronger:
        return {(1, 0): "weaker", (0, 1): "stronger", (1, 1): "incomparable"}[weaker, stronger]
    return "same" if before == after else "other"


@pytest.mark.parametrize(
    ("before", "after", "access", "fixed"),
    [
        ("p2m_ram_rw", "p2m_mmio_direct_c", 2, ({"SH2": 3}, {"SH2": 2})),
        ("p2m_mmio_direct_c", "p2m_ram_rw", 2, ({"SH2": 2}, {"SH2": 3})),
        (
            "p2m_ram_rw@SH2=0b01",
            "p2m_ram_rw@HCR_FWB=1,FEAT_S2FWB=1,MemAttr=0b0110",
            2,
            ({"SH2": 1}, {"SH2": 3, "HCR_FWB": 1, "FEAT_S2FWB": 1, "MemAttr": 6}),
        ),
        (
            "p2m_ram_rw@FEAT_LPA2=0",
            "p2m_ram_rw@HCR_FWB=1,FEAT_S2FWB=1,MemAttr=0b0110,FEAT_LPA2=0",
            0,
            ({"SH2": 3}, {"SH2": 3, "HCR_FWB": 1, "FEAT_S2FWB": 1, "MemAttr": 6}),
        ),
    ],
)
def test_tallies_agree_with_brute_force(
    before: str, after: str, access: int, fixed: tuple[dict[str, int], dict[str, int]]
) -> None:
    """Every value of the relevant inputs, the others as they are in an ordinary situation."""
    changes = compared(before, after).policies[0].accesses
    change = next(c for c in changes if dict(c.access) == {"access": access})
    base = dict.fromkeys(INPUTS, 0) | {"HCR_VM": 1, "HCR_PTW": 1, "SCTLR_M": 1, "access": access}
    counted: Counter[str] = Counter()
    for values in product(*(range(INPUTS[name]) for name in change.relevant)):
        inputs = {**base, "MemAttr": 15, **dict(zip(change.relevant, values, strict=True))}
        old, new = (permitted({**inputs, **side}) for side in fixed)
        counted[tally_of(old, new)] += 1
    tally = change.tally
    assert counted["weaker"] == tally.weaker
    assert counted["stronger"] == tally.stronger
    assert counted["incomparable"] == tally.incomparable
    assert counted["other"] == tally.other
    assert sum(counted.values()) == change.of


def test_a_union_does_not_hide_a_weaker_situation() -> None:
    """A guest that asks for Device gets Write-Back, though no result is possible that was not."""
    kvm = session(XEN.with_name("kvm.attr")).model
    found = compare(kvm, "kvm_as_s1@FEAT_S2FWB=1", "kvm_normal@FEAT_S2FWB=1", "exact")
    (policy,) = found.policies
    data = policy.accesses[0]
    assert policy.relation == data.relation == "weaker somewhere"
    assert not data.gained and data.tally.weaker
    assert data.witness is not None
    assert "weaker" in found.findings()


def test_the_gate_for_no_weaker_situation() -> None:
    device = ("p2m_mmio_direct_dev", "p2m_mmio_direct_dev_as_described")
    assert run("compare", *device, "--forbid", "weaker")[0] == 0
    assert run("compare", *reversed(device), "--forbid", "weaker")[0] == 1
    # What is not comparable may be weaker.
    fault = ("p2m_mmio_direct_dev", "p2m_mmio_direct_dev@HCR_PTW=0")
    assert run("compare", *fault, "--forbid", "weaker")[0] == 1


def test_a_witness_differs() -> None:
    change = compared("p2m_ram_rw", "p2m_mmio_direct_dev").policies[0].accesses[0]
    assert change.witness is not None
    assert set(change.witness.before) != set(change.witness.after)


# ---- Files and revisions


def files(tmp_path: Path) -> tuple[Path, Path]:
    texts = [
        f"{HEAD}{SYSTEM}policy page of box\n  MemAttr = {attr}\n  SH2 = 0b10\n  FnXS = 0\n"
        "prove uncached for data under page\n"
        "  : result.memory is (Device or Normal(inner: NC, outer: NC))\n"
        for attr in ("0b0001", "0b1111")
    ]
    texts[1] += "policy other of box\n  MemAttr = 0b0000\n  SH2 = 0b10\n  FnXS = 0\n"
    for name, text in zip(("before", "after"), texts, strict=True):
        (tmp_path / f"{name}.attr").write_text(text)
    return tmp_path / "before.attr", tmp_path / "after.attr"


def test_two_files(tmp_path: Path) -> None:
    before, after = map(str, files(tmp_path))
    status, out, _ = run("compare", before, after, "--format", "json")
    data = json.loads(out)
    assert status == 0
    assert data["policies"][0]["relation"] == "weaker somewhere"
    assert data["flips"][0]["claim"] == "uncached"
    assert (data["flips"][0]["before"], data["flips"][0]["after"]) == ("PROVED", "REFUTED")
    assert data["added"] == ["other"]
    assert run("compare", before, after, "--forbid", "flip")[0] == 1
    assert run("compare", before, after, "--forbid", "removed")[0] == 0
    assert run("compare", before, before, "--forbid", "difference")[0] == 0


def test_revisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = files(tmp_path)

    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True,
                       capture_output=True)  # fmt: skip

    git("init", "-q")
    (tmp_path / "page.attr").write_text(before.read_text())
    git("add", "page.attr")
    git("commit", "-q", "-m", "one")
    (tmp_path / "page.attr").write_text(after.read_text())
    monkeypatch.chdir(tmp_path)
    status, out, _ = run("compare", "HEAD:page.attr", "page.attr", "--format", "markdown")
    assert status == 0
    assert out.startswith("# HEAD:page.attr -\\> page.attr: weaker somewhere")
    assert "uncached, PROVED -\\> REFUTED" in out
    wrong = (("NOPE:page.attr", "no revision 'NOPE'"), ("HEAD:no.attr", "no 'no.attr'"))
    for text, message in wrong:
        status, _, errors = run("compare", text, "page.attr")
        assert status == 2
        assert errors.startswith(f"{text}:1:1:") and message in errors


def test_lines_fit() -> None:
    found = compared("p2m_ram_rw", "p2m_mmio_direct_dev")
    assert max(map(len, page_lines(compare_page(MODEL, found), Style()))) <= 76
