"""`compare`: policies, settings, files and revisions."""

from __future__ import annotations

import json
import subprocess
from itertools import product
from pathlib import Path

import pytest

from memattr.answers.compare import compare
from memattr.answers.comparison import Comparison
from memattr.formats.style import Style
from memattr.formats.text import page_lines
from memattr.pages.compare_page import compare_page

from ..oracle.brute_force import INPUTS, permitted
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
    assert policy.relation == "less permissive"
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
    assert found.findings() == {"difference", "less-permissive", "lost", "flip"}


@pytest.mark.parametrize(
    ("before", "after", "relation"),
    [
        ("p2m_ram_rw", "p2m_ram_rw", "equivalent"),
        ("p2m_ram_rw@FEAT_S2FWB=0", "p2m_ram_rw@HCR_FWB=1,FEAT_S2FWB=0", "equivalent"),
        ("p2m_ram_rw", "p2m_ram_rw@with_fwb", "more permissive"),
        ("p2m_mmio_direct_dev_as_described", "p2m_mmio_direct_dev", "more permissive"),
        ("p2m_ram_rw", "p2m_mmio_direct_dev", "incomparable"),
        ("p2m_ram_rw", "p2m_ram_rw@guest_mmu_on", "same results for other inputs"),
    ],
)
def test_relations(before: str, after: str, relation: str) -> None:
    (policy,) = compared(before, after).policies
    assert policy.relation == relation


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
    assert data["policies"][0]["relation"] == "incomparable"
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
    assert out.startswith("# HEAD:page.attr -\\> page.attr: incomparable")
    assert "- uncached, PROVED -> REFUTED" in out
    wrong = (("NOPE:page.attr", "no revision 'NOPE'"), ("HEAD:no.attr", "no 'no.attr'"))
    for text, message in wrong:
        status, _, errors = run("compare", text, "page.attr")
        assert status == 2
        assert errors.startswith(f"{text}:1:1:") and message in errors


def test_lines_fit() -> None:
    found = compared("p2m_ram_rw", "p2m_mmio_direct_dev")
    assert max(map(len, page_lines(compare_page(MODEL, found), Style()))) <= 76
