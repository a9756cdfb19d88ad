"""Expressions that are assumed: rows in which they are false are not asked, and not judged."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memattr.command.main import group


def run(*words: str) -> Result:
    return CliRunner().invoke(group, [*words], prog_name="memattr")


def rows_of(text: str) -> set[tuple[int, ...]]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {tuple(map(int, line.split(","))) for line in lines[1:]}


def test_only_rows_in_which_the_expressions_are_true_are_asked() -> None:
    every = rows_of(run("rows", "MAIR,MemAttr").stdout)
    some = run(
        "rows", "MAIR,MemAttr",
        "--given", "MAIR is 0bxxxx1111 or MemAttr is 0b000x", "--given", "MAIR is not 0x1f",
        "--given", "HCR_FWB=0",
    )  # fmt: skip
    assert some.exit_code == 0
    assert "given MAIR is 0bxxxx1111 or MemAttr is 0b000x, MAIR is not 0x1f" in some.stdout
    assert rows_of(some.stdout) == {
        (mair, memattr)
        for mair, memattr in every
        if (mair & 15 == 15 or memattr <= 1) and mair != 0x1F
    }


def test_rows_outside_are_counted_and_not_judged(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("MAIR,MemAttr,par_attr\n0xff,15,0xff\n0x04,15,0xff\n0x44,5,0x45\n")
    found = run("conform", str(file), "--given", "MAIR is not 0x04")
    assert found.exit_code == 1
    said = " ".join(found.stdout.split())
    assert "rows 3: 1 equal, 0 permitted, 1 different, 0 undefined, 1 outside what is given" in said
    assert "given MAIR is not 0x04" in said
    none = run("conform", str(file), "--given", "MAIR is 0x00 and MemAttr is 0b1111")
    assert none.exit_code == 0
    assert none.stdout.startswith("NOTHING JUDGED")


@pytest.mark.parametrize(("expression", "complaint"), [
    ("MAIR is 0x44 and", "--given:1:17: syntax: the item ends too early"),
    ("NSCNC is OSH", "--given:1:1: wrong-name: 'NSCNC' is a choice, not a value"),
    ("MAIR is 0x44 and MAIR is 0x45", "there is no row: what is given is impossible"),
])  # fmt: skip
def test_what_is_no_expression_is_told(expression: str, complaint: str) -> None:
    found = run("rows", "MAIR,MemAttr", "--given", expression)
    assert found.exit_code == 2
    assert complaint in found.stderr
