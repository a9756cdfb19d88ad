"""Every shipped text can be imported by name; naming its file is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from memattr.language.attr_files import shipped, unit_name
from memattr.language.load import load

from .conftest import MINE, Memattr

RULES = sorted(shipped("rules").rglob("*.attr"))


@pytest.mark.usefixtures("own")
def test_claims_about_shipped_policies_and_shipped_promises(memattr: Memattr) -> None:
    result = memattr("check", "-v", "mine.attr")
    assert result.output == (
        "PROVED  framebuffer_promises_never_cacheable                     mine.attr:9\n"
        "PROVED  framebuffer_is_never_cached                             mine.attr:15\n"
        "PROVED  like_kvm                                                mine.attr:18\n"
        "2 of 2 claims, 1 of 1 promises as expected\n"
    )
    assert result.exit_code == 0


def test_every_text_of_rules_is_importable(own: Path) -> None:
    names = ", ".join(unit_name(path) for path in RULES)
    (own / "all.attr").write_text(
        f'requires memattr 1.0, manual "DDI 0487 M.a.a"\nimport {names}\n', encoding="utf-8"
    )
    units = {unit.name for unit in load([Path("all.attr")]).units}
    assert units >= {unit_name(path) for path in RULES} and len(RULES) > 30


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("first", [True, False])
def test_the_file_and_the_name_are_one_text(memattr: Memattr, first: bool) -> None:
    kvm = str(shipped("rules") / "kvm.attr")
    loaded = load([Path(kvm), Path("mine.attr")] if first else [Path("mine.attr"), Path(kvm)])
    assert [unit.name for unit in loaded.units].count("kvm") == 1
    assert memattr("check", "-q", "mine.attr", kvm).exit_code == 0


def test_a_file_beside_comes_before_a_shipped_rule(own: Path, memattr: Memattr) -> None:
    """A copy that was made of a shipped text goes on to mean what it says."""
    text = (shipped("rules") / "kvm.attr").read_text(encoding="utf-8")
    changed = text.replace("MemAttr = 0b0101", "MemAttr = 0b1111", 1)
    assert changed != text
    (own / "kvm.attr").write_text(changed, encoding="utf-8")
    result = memattr("check", "mine.attr", "--only", "like_kvm")
    assert result.output.startswith("REFUTED (NOT as expected)  like_kvm ")
    assert result.exit_code == 1


def test_an_unknown_name_suggests_shipped_rules(own: Path, memattr: Memattr) -> None:
    (own / "mine.attr").write_text(MINE.replace("promises, kvm", "promise, kvm"), encoding="utf-8")
    result = memattr("check", "-v", "mine.attr")
    assert "there is no 'promise' to import" in result.output
    assert "Did you mean promises or permits?" in result.output
    assert result.exit_code == 2
