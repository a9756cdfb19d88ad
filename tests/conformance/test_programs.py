"""Programs and functions that answer: those that work, and each way of not working."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import memattr
from memattr.command.main import group

from .compilers import runs
from .harness.combine import combined

HARNESS = Path(__file__).with_name("harness")
ROWS = "MAIR,MemAttr\n" + "".join(
    f"{mair},{memattr}\n" for mair in (0, 4, 0x44, 0xFF, 0xBB) for memattr in (1, 3, 5, 10, 15)
)
RULE = "1. stronger_cacheability.stage2_wt"


def conform(*words: str) -> Result:
    return CliRunner().invoke(group, ["conform", *words], prog_name="memattr")


@pytest.fixture
def rows(tmp_path: Path) -> str:
    file = tmp_path / "rows.csv"
    file.write_text(ROWS)
    return str(file)


def compiled(language: str, folder: Path) -> str:
    """The command that runs the harness."""
    if language == "py":
        return f"{sys.executable} {HARNESS / 'combine.py'}"
    compiler = {"c": "cc", "rs": "rustc"}[language]
    if not runs(compiler):
        pytest.skip(f"there is no {compiler}")
    program = folder / "combine"
    subprocess.run([compiler, "-o", program, HARNESS / f"combine.{language}"], check=True)
    return str(program)


@pytest.mark.parametrize("language", ["c", "rs", "py"])
def test_a_mistake_is_found_in_a_program(language: str, rows: str, tmp_path: Path) -> None:
    found = conform(rows, "--program", compiled(language, tmp_path))
    assert found.exit_code == 1, found.output
    assert RULE in found.stdout
    assert "1 of 25 rows, 1 class" in " ".join(found.stdout.split())


@pytest.mark.parametrize(("program", "complaint"), [
    ("exit 3", "{0}: it ended with status 3"),
    ("echo no >&2; exit 1", "{0}: it ended with status 1: no"),
    ("kill -9 $$", "{0}: it was ended by signal 9"),
    ("true", "{0}: it wrote nothing"),
    ("echo par_attr; echo 1", "{0}: it answered 1 rows and then no more (line 2 of its output)"),
    ("echo par_attr; yes 0 | head -26",
     "{0}: it answered more than the 25 rows that it was given (line 27 of its output)"),
    ("echo par_attr; echo blue; yes 0 | head -24",
     "{0}: its answer to row 1: par_attr=blue: 'blue' is no number: write 0b..., 0x... or decimal"
     " (line 2 of its output)"),
    ("echo par_attr; echo 1,2; yes 0 | head -24",
     "{0}: its answer to row 1: 2 cells, where its first line has 1 (line 2 of its output)"),
    ("echo colour; yes 0 | head -25", "{0}: 'colour' is no input and no part of an answer"),
    ("sleep 9", "{0}: it did not end within 0.2 seconds"),
])  # fmt: skip
def test_a_program_that_does_not_answer_is_unusable(
    program: str, complaint: str, rows: str
) -> None:
    command = f"sh -c '{program}'"
    found = conform(rows, "--program", command, "--timeout", "0.2" if "sleep" in program else "60")
    assert found.exit_code == 2
    assert found.stdout == ""
    assert found.stderr.splitlines()[0].endswith(complaint.format(command))


def test_a_program_that_cannot_be_run_is_unusable(rows: str) -> None:
    found = conform(rows, "--program", "./nothing-of-this-name")
    assert found.exit_code == 2
    assert "cannot run './nothing-of-this-name': no such file or directory" in found.stderr


def test_a_function_is_asked_row_by_row() -> None:
    rows = memattr.rows(memattr.load(), "MAIR", MemAttr=10)
    answer = memattr.conform(rows, lambda row: {"par_attr": combined(row["MAIR"], 10)})
    assert answer.judged == 229
    (one,) = answer.classes
    assert one.cases[0].source.name == "stronger_cacheability.stage2_wt"
    assert dict(one.answered) == {"par_attr": "0xff"}
