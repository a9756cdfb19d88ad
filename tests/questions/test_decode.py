"""`decode` and `rule`."""

from __future__ import annotations

import json

import pytest

from memattr.answers.decode import decode
from memattr.answers.rule import rule
from memattr.formats.text import page_lines
from memattr.pages.decode_page import decode_page
from memattr.pages.output import Style

from .shared import XEN, run, session

MODEL = session(XEN).model
LEAF = "stage2 leaf=0x02c00000800006fd"


def text(*typed: str) -> str:
    return "\n".join(page_lines(decode_page(MODEL, decode(MODEL, typed)), Style()))


def test_a_raw_leaf_descriptor() -> None:
    found = decode(MODEL, [LEAF])
    parts = {part.input: part.value for part in found.typed[0].parts}
    assert parts == {"MemAttr": 0b1111, "SH2": 0b10, "FnXS": 0}
    names = [match.scope.name for match in found.matches]
    assert "p2m_mmio_direct_c" in names and "p2m_ram_rw" not in names
    said = text(LEAF)
    assert "FWB = 1: as stage 1" in said and "DS2 = 0: OSH" in said
    assert max(map(len, said.splitlines())) <= 76


def test_a_field_for_each_fwb_and_feature() -> None:
    (reading,) = decode(MODEL, ["MemAttr=0x6"]).readings
    view = next(meaning for meaning in reading.meanings if meaning.name == "stage2_class")
    assert [name for name, _ in view.atoms] == ["FWB", "FEAT_MTE_PERM"]
    said = text("MemAttr=0x6")
    assert "FWB = 0: Normal, halves differ" in said
    assert "FWB = 1: force Write-Back" in said
    assert "stage2_with_fwb.allocated [R_LNQJQ, R_RHWZM" in " ".join(said.split())


def test_reserved_values_are_left_open() -> None:
    said = text("MemAttr=4")
    assert "FWB = 0, FEAT_MTE_PERM = 0: one of 13 (RES_MEMATTR)" in said
    assert "stage2_without_fwb.reserved" in said


def test_registers_and_fields_together() -> None:
    said = text("HCR_EL2=0x400080000001", "MemAttr=7")
    assert "FEAT_S2FWB = 1: as stage 1" in said
    assert "other bits that are set: [31]" in said


def test_each_byte_of_mair() -> None:
    said = text("MAIR_EL1=0xff440400")
    assert "MAIR_EL1[23:16] = 0x44" in said and "MAIR_EL1[31:24] = 0xff" in said


@pytest.mark.parametrize(
    ("typed", "place", "message"),
    [
        ("MemAttr=99", "argument:1:9:", "does not fit 4 bits"),
        ("MemAtr=1", "argument:1:1:", "Did you mean MemAttr"),
        ("MemAttr", "argument:1:1:", "no NAME=VALUE"),
    ],
)
def test_what_cannot_be_read(typed: str, place: str, message: str) -> None:
    status, _, errors = run("decode", typed, "--rules", str(XEN))
    assert status == 2
    assert place in errors and message in errors


def test_contradictions() -> None:
    status, _, errors = run("decode", LEAF, "MemAttr=1", "--rules", str(XEN))
    assert status == 2
    assert "argument:2:1:" in errors


def test_decode_as_json() -> None:
    data = json.loads(run("decode", "MemAttr=15", "--rules", str(XEN), "--format", "json")[1])
    assert data["fields"][0]["value"] == 15
    assert data["meanings"][0]["rows"]


# ---- rule


def test_a_rule_with_what_cites_it() -> None:
    entry = rule(MODEL, "R_HMNDG")
    assert entry.same_sentence == ("Table D8-96",)
    cited = {citation.name for citation in entry.citations}
    assert "stage2_memory.normal" in cited


def test_spelling_is_forgiven() -> None:
    assert rule(MODEL, "hmndg").identifier.name == "R_HMNDG"
    assert rule(MODEL, "R_{HMNDG}").identifier.name == "R_HMNDG"
    assert rule(MODEL, "d8-96").identifier.name == "Table D8-96"


def test_out_of_scope_has_a_reason() -> None:
    status, out, _ = run("rule", "R_XSYYN", "--rules", str(XEN))
    assert status == 0
    assert "left out" in out and "not modelled" in out


def test_unknown_identifier() -> None:
    status, _, errors = run("rule", "R_HMNDX", "--rules", str(XEN))
    assert status == 2
    assert "identifier:1:1:" in errors and "Did you mean R_HMNDG" in errors
