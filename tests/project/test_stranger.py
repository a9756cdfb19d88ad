"""From an empty folder: a project with a policy of its own, a claim that compares it with a shipped
one, a table and a question; and every command, with that text."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Memattr

TEXT = """requires memattr 1.0, manual "DDI 0487 M.a.a"
rules own "A hypervisor of my own"
import result, views, kvm, output

system mine "One system"
  HCR_VM = 1, HCR_FWB = 0, HCR_CD = 0, HCR_ID = 0, HCR_DC = 0, HCR_DCT = any, HCR_PTW = 1
  VTCR_DS = 0, VTCR_SH0 = any

policy framebuffer of mine "Memory that the guest may combine writes to"
  MemAttr = Normal(inner: NC, outer: NC)
  SH2 = OSH
  FnXS = 0

prove framebuffer_is_never_cached "No guest can cache the frame buffer"
  for data under framebuffer, kvm_normal_nc@without_fwb
  : result.memory is (Device or Normal(inner: NC, outer: NC))
prove like_kvm "The values that KVM writes for such memory change nothing"
  for data under framebuffer
  : result = (result with MemAttr = 0b0101, SH2 = ISH)
table my_results "What comes of the frame buffer" for data under framebuffer
  rows stage1_class cell attributes.memory "Memory", attributes.shareability "Shared"
find which_never_cache "Which MemAttr never cache data?"
  values MemAttr for data under mine given FEAT_MTE_PERM
  : result.memory is (Device or Normal(inner: NC, outer: NC))
"""
PAGE = "<!-- memattr table my_results -->\n<!-- memattr end -->\n"
# Arguments of a command, what it prints, and its exit status.
USES: tuple[tuple[str, str, int], ...] = (
    ("check own.attr", "3 of 3 claims as expected", 0),
    ("check -v --only like_kvm own.attr", "PROVED  like_kvm", 0),
    ("describe framebuffer own.attr", "MemAttr=0b0101, SH2=0b10, FnXS=0", 0),
    ("compare own.attr:framebuffer kvm_normal_nc", "own:framebuffer -> kvm_normal_nc", 0),
    ("compare framebuffer@SH2=ISH framebuffer own.attr", "-> framebuffer: same", 0),
    ("table my_results own.attr", "What comes of the frame buffer", 0),
    ("table my_results own.attr --format svg --out drawn.svg", "", 0),
    ("tables own.attr --out tables", "documents in tables", 0),
    ("tables own.attr --out tables --check", "", 0),
    ("docs page.md own.attr", "page.md: filled", 0),
    ("docs page.md own.attr --check", "", 0),
    ("find which_never_cache own.attr", "MemAttr = 0b0101", 0),
    ("eval own.attr framebuffer MAIR=0x44", "Normal inner NC outer NC", 0),
    ("rows MAIR,SH1 own.attr", "MAIR,SH1", 0),
    ("conform answers.csv own.attr framebuffer", "CONFORMS  answers.csv", 0),
    ("decode own.attr MemAttr=0b0101", "framebuffer", 0),
    ("rule R_TNHFM own.attr", "R_TNHFM", 0),
    ("list tables own.attr", "my_results", 0),
    ("list policies own.attr", "framebuffer  (of mine)", 0),
    ("fmt --check own.attr", "0 of 1 texts would change", 0),
    ("explore own.attr --out page.html", "page.html: ", 0),
    ("lint own.attr", "no-source: the policy framebuffer names no source", 1),
    ("help docs", "memattr docs --help", 0),
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, but for the text, a page to fill and an answer to judge."""
    (tmp_path / "own.attr").write_text(TEXT, encoding="utf-8")
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "answers.csv").write_text("MAIR,par_attr\n0x44,0x44\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_takes_it(project: Path, memattr: Memattr) -> None:
    for arguments, printed, status in USES:
        result = memattr(*arguments.split())
        assert (result.exit_code, printed in result.output) == (status, True), arguments
    assert (project / "drawn.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "| Normal NC " in (project / "page.md").read_text(encoding="utf-8")
    assert (project / "tables/my_results.md").is_file()


def test_the_gate_fails_where_the_policy_weakens(project: Path, memattr: Memattr) -> None:
    weaker = TEXT.replace("inner: NC, outer: NC)\n  SH2", "inner: WB, outer: WB)\n  SH2")
    (project / "own.attr").write_text(weaker, encoding="utf-8")
    result = memattr("check", "own.attr")
    assert result.exit_code == 1
    assert "REFUTED (NOT as expected)  framebuffer_is_never_cached[framebuffer]" in result.output
    assert memattr("docs", "page.md", "own.attr", "--check").exit_code == 1
