"""An evaluation says which given inputs made no difference, and what would let them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr import evaluate, load
from memattr.answers.filled_inputs import filled
from memattr.answers.idle_inputs import idle_inputs
from memattr.answers.typed_situation import typed_situation
from memattr.command.main import group
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator

from .attack import Gate

FWB = (
    "note HCR_FWB makes no difference here; FWB is 0 whatever it is (FWB acts only where it exists "
    "[R_LNQJQ]); it would with FEAT_S2FWB=1"
)


def test_a_control_of_a_feature_that_is_not_there(memattr: Gate) -> None:
    assert FWB in memattr("eval MAIR=0xff MemAttr=0b0110 HCR_FWB=1").words
    assert "note" not in memattr("eval MAIR=0xff MemAttr=0b0110 HCR_FWB=1 FEAT_S2FWB=1").words
    data = json.loads(memattr("eval MAIR=0xff MemAttr=0b0110 HCR_FWB=1 --format json").prints)
    assert data["idle"] == [
        {"name": "HCR_FWB", "unchanged": {"FWB": 0}, "enabled_by": {"FEAT_S2FWB": 1}}
    ]


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("MemAttr=0b0000 HCR_VM=0", "MemAttr makes no difference here; it would with HCR_DC=1 or "),
        ("p2m_mmio_direct_dev SH1=0b00", "SH1 makes no difference here; it would with HCR_VM=0"),
        ("TCR_DS=1 HCR_VM=0", "DS1 is 0 whatever it is"),
        ("SCTLR_I=0", "SCTLR_I makes no difference here; it would with access=fetch"),
        ("FnXS=1", "FnXS makes no difference here; clears_xs is 0 whatever it is"),
    ],
)
def test_what_does_not_act_and_why(memattr: Gate, words: str, note: str) -> None:
    assert note in memattr(f"eval {words}").words


@pytest.mark.parametrize(
    "words",
    ["MAIR=0x44 SH1=0b10 MemAttr=0b1111", "access=fetch SCTLR_I=0 MemAttr=0b0101 HCR_ID=1",
     "HCR_FWB=1 MemAttr=0b0110 SH2=0b10", "access=walk TCR_IRGN=0b00 SCTLR_C=0 HCR_PTW=1",
     "FEAT_S2FWB=1 HCR_FWB=1 MemAttr=0b0111 HCR_CD=1 MAIR=0x00"],
)  # fmt: skip
def test_brute_force_agrees(words: str) -> None:
    """Each value of each given input, evaluated: idle is what never changes a result."""
    texts = load()
    model = texts.model
    asked = typed_situation(Evaluator(model), words.split())
    idle = {found.name: found for found in idle_inputs(Diagram(model), asked)}
    given = dict(word.split("=") for word in words.split())

    def varies(name: str, **others: int | str) -> bool:
        size = texts.inputs[name].width
        values = range(1 << size) if size < 8 else (0x00, 0x04, 0x44, 0xAA, 0xFF)
        return len({str(evaluate(texts, **{**given, **others, name: v})) for v in values}) > 1

    assert filled(Diagram(model), asked).missing() == ()
    for name in set(given) - {"access"}:
        assert (name in idle) != varies(name)
        if name in idle:
            for other, value in idle[name].enabled_by:
                kind = texts.inputs[other]
                assert isinstance(value, int)
                assert varies(name, **{other: kind.values[value] if kind.values else value})


def test_columns_and_what_is_given_beside_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said once, beside the rows; the rows are for machines."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.csv").write_text("MAIR,HCR_FWB\n0xff,1\n0x00,0\n0x44,1\n")
    runner = CliRunner()
    words = ["eval", "MemAttr=0b0110", "TCR_DS=1", "--in", "rows.csv"]
    done = runner.invoke(group, words, prog_name="memattr")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0].startswith("MAIR,HCR_FWB,permitted,")
    assert len(done.stdout.splitlines()) == 4
    first, second = done.stderr.splitlines()
    assert first.startswith("note: TCR_DS makes no difference in any row; DS1 is 0 whatever it is")
    assert second == (
        "note: HCR_FWB makes no difference in any row; FWB is 0 whatever it is (FWB acts only where"
        " it exists [R_LNQJQ]); it would with FEAT_S2FWB=1"
    )
    assert runner.invoke(group, [*words, "-q"], prog_name="memattr").stderr == ""
    acts = [*words, "FEAT_S2FWB=1", "FEAT_LPA2=1"]
    assert "HCR_FWB" not in runner.invoke(group, acts, prog_name="memattr").stderr


def test_python_is_told_when_it_asks() -> None:
    texts = load()
    (note,) = evaluate(texts, MAIR=0xFF, MemAttr=0b0110, HCR_FWB=1).notes
    assert note.startswith("HCR_FWB makes no difference here; FWB is 0 whatever it is")
    assert evaluate(texts, MAIR=0xFF, MemAttr=0b0110, HCR_FWB=1, FEAT_S2FWB=1).notes == ()
