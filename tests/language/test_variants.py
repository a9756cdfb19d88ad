"""`POLICY@SETTING, INPUT = VALUE` means the same in a claim as on a command line."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

import memattr
from memattr.answers.scope_names import subject
from memattr.language.attr_files import Given
from memattr.language.elaborated import model_of
from memattr.language.load import load
from memattr.model.model import Model

HEAD = 'requires memattr 1.0, manual "DDI 0487 M.a.a"\nimport result, output, kvm, bao\n'
POLICIES = ("kvm", "kvm_normal", "kvm_normal_nc", "kvm_device_nGnRE", "bao_memory", "bao_device")
SETTINGS = (
    "with_fwb", "without_fwb", "with_cd", "with_dc", "guest_mmu_off",
    "with_fwb, guest_mmu_on", "with_fwb, SH2 = 0b10", "MemAttr = 0b0001, FEAT_S2FWB = 0",
    "SH2 = ISH, HCR_FWB = 0, MemAttr = Normal(inner: NC, outer: WB)",
)  # fmt: skip


def model(folder: Path, text: str) -> Model:
    file = folder / "mine.attr"
    file.write_text(HEAD + text, encoding="utf-8")
    return model_of(load(Given((file,), True)))


def test_a_claim_means_what_a_command_means(tmp_path: Path) -> None:
    known = model(tmp_path, "").scopes
    names = [name for name in POLICIES if name in known]
    assert len(names) > 4
    pairs = list(product(names, SETTINGS))
    claims = "\n".join(
        f"prove claim_{number} for data under {name}@{change} : VM or not VM"
        for number, (name, change) in enumerate(pairs)
    )
    mine = model(tmp_path, claims)
    own = [claim for claim in mine.claims if claim.name.startswith("claim_")]
    assert len(own) == len(pairs)
    for claim, (name, change) in zip(own, pairs, strict=True):
        typed = subject(mine, f"{name}@{change}").scope
        assert claim.scope is not None
        scope = mine.scope(claim.scope)
        said = [{a.input: a.values for a in one.assignments} for one in (typed, scope)]
        assert said[0] == said[1], (name, change)
        # The name is one that a command takes, for the same.
        again = subject(mine, claim.scope).scope
        assert {a.input: a.values for a in again.assignments} == said[0]
    assert set(mine.scopes) == set(known)


@pytest.mark.parametrize("pattern", ["0b1xxx1xxx", "0b0000xx00", "0bx1x0x1x0", "0b11111111"])
def test_a_pattern_is_the_values_that_it_matches(tmp_path: Path, pattern: str) -> None:
    digits = pattern[2:]
    values = [
        f"0b{value:08b}"
        for value in range(256)
        if all(digit in ("x", bit) for digit, bit in zip(digits, f"{value:08b}", strict=True))
    ]
    listed = " or ".join(f"MAIR = {value}" for value in values)
    (tmp_path / "mine.attr").write_text(
        f"{HEAD}prove there for data given MAIR is {pattern} : {listed}\n"
        f"prove back for data given {listed} : MAIR is {pattern}\n"
        f"cover changed for data : (page_meaning with MAIR = {values[0]}) = page_meaning\n"
        f"  and MAIR is {pattern}\n",
        encoding="utf-8",
    )
    checked = memattr.check(memattr.load(tmp_path / "mine.attr"), "there", "back", "changed")
    assert [one.verdict for one in checked] == ["PROVED", "PROVED", "COVERED"]
