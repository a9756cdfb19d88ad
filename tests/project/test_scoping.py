"""What a text does not import, it cannot collide with."""

from __future__ import annotations

from pathlib import Path

from memattr.language.attr_files import shipped

from .conftest import Memattr

OTHER = """requires memattr 1.0, manual "DDI 0487 M.a.a"
import result

system kvm "A system that is called like a shipped one"
  HCR_VM = 1, HCR_FWB = 0, HCR_CD = 0, HCR_ID = 0, HCR_DC = 0, HCR_DCT = any, HCR_PTW = 1
  VTCR_DS = 0, VTCR_SH0 = any
policy kvm_normal of kvm "A policy too"
  MemAttr = 0b0101, SH2 = 0b10, FnXS = 0
enum uncached: yes, no
define combination_of(m: bool) -> uncached "And a function"
  case yes : m => yes
  case no  : not m => no

prove a "A name that shipped texts bind in claims and tables"
  for data under kvm_normal : result.memory is (Device or Normal(inner: NC, outer: NC))
prove b "Its own function is meant"
  for every m in bool : combination_of(m) is yes or combination_of(m) is no
"""


def test_beside_all_shipped_rules(own: Path, memattr: Memattr) -> None:
    (own / "other.attr").write_text(OTHER, encoding="utf-8")
    rules = str(shipped("rules"))
    result = memattr("check", "other.attr", "mine.attr", rules, "--only", "a", "--only", "b")
    assert [line.split()[:2] for line in result.output.splitlines()] == [
        ["PROVED", "a"],
        ["PROVED", "b"],
        ["but", "is"],  # true by its form
        ["2", "of"],
    ]
    assert result.exit_code == 0


def test_two_texts_of_ones_own_with_the_same_names(own: Path, memattr: Memattr) -> None:
    (own / "one.attr").write_text(OTHER, encoding="utf-8")
    (own / "two.attr").write_text(OTHER.replace("0b0101", "0b1111"), encoding="utf-8")
    result = memattr("check", "-v", "one.attr", "two.attr")
    words = [line.split()[:2] for line in result.output.splitlines() if line[:1].isupper()]
    assert words == [
        ["PROVED", "one:a"],
        ["PROVED", "one:b"],
        ["REFUTED", "(NOT"],
        ["PROVED", "two:b"],
    ]
    assert result.exit_code == 1


def test_who_imports_both_is_told(own: Path, memattr: Memattr) -> None:
    (own / "one.attr").write_text(OTHER, encoding="utf-8")
    (own / "two.attr").write_text(OTHER, encoding="utf-8")
    both = 'requires memattr 1.0, manual "DDI 0487 M.a.a"\nimport one, two\n'
    (own / "both.attr").write_text(both, encoding="utf-8")
    result = memattr("check", "-v", "both.attr")
    assert "two.attr:14:7: duplicate-name: 'a' is already declared" in result.output
    assert result.exit_code == 2


def test_inputs_of_others_need_no_value(own: Path, memattr: Memattr) -> None:
    """A control that somebody else declares is none that my system leaves out; and who must state
    something need not state it in texts that do not know it."""
    (own / "more.attr").write_text(
        'requires memattr 1.0, manual "DDI 0487 M.a.a"\n'
        "import result\n"
        "enum Weather: wet, dry\n"
        'hypervisor control umbrella: bool "Another control"\n'
        'guest stated weather: Weather "Another stated input"\n'
        'prove dry "Nothing" for dry for data : umbrella = umbrella\n',
        encoding="utf-8",
    )
    result = memattr("check", "-q", "mine.attr", "more.attr")
    assert result.output == "3 of 3 claims, 1 of 1 promises as expected, 1 narrowed\n"
    assert result.exit_code == 0


def test_claims_over_every_policy_are_about_those_that_they_see(
    own: Path, memattr: Memattr
) -> None:
    """A policy of mine for a shipped system is none of those that a shipped claim speaks of."""
    (own / "more.attr").write_text(
        'requires memattr 1.0, manual "DDI 0487 M.a.a"\n'
        "import xen\n"
        'policy own_of_xen of xen "One that the shipped claims do not hold for"\n'
        "  MemAttr = 0b0000, SH2 = 0b00, FnXS = any\n",
        encoding="utf-8",
    )
    xen = str(shipped("rules") / "xen.attr")
    alone, beside = memattr("check", "-q", xen), memattr("check", "-q", xen, "more.attr")
    assert alone.exit_code == beside.exit_code == 0
    assert beside.output == alone.output
