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


@pytest.mark.parametrize(("command", "complaint", "way"), [
    ("", "--program: there is no program", "Write: --program ./my-program"),
    (" ", "--program: there is no program", "Write: --program ./my-program"),
    ("'unclosed", "--program 'unclosed: a shell would not read this: no closing quotation", ""),
    ("./folder", "cannot run './folder': permission denied", "This is a folder"),
    ("./my-file", "cannot run './my-file': permission denied",
     "Make it executable: chmod +x ./my-file"),
    ("my-file", "cannot run 'my-file': no such file or directory",
     "Write ./my-file for a program in this folder"),
    ("./junk", "cannot run './junk': exec format error",
     "This is no program, or a script that does not begin with #!"),
    ("./script", "cannot run './script': no such file or directory",
     "Its interpreter is not there: see its first line"),
])  # fmt: skip
def test_what_is_no_program_is_said_with_a_way_out(
    command: str, complaint: str, way: str, rows: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    for name, text in (("my-file", "x"), ("junk", "junk"), ("script", "#!/no/interpreter\n")):
        Path(name).write_text(text)
        Path(name).chmod(0o644 if name == "my-file" else 0o755)
    found = conform(rows, "--program", command)
    assert found.exit_code == 2
    assert found.stderr == "".join(f"{line}\n" for line in (f"memattr: {complaint}", way) if line)


def supervised(*words: str) -> subprocess.Popen[str]:
    """The command in a process of its own, beside which another looks at the clock."""
    command = [sys.executable, "-m", "memattr", "conform", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def test_judging_is_bounded_in_time() -> None:
    """The rows never come to their end."""
    with supervised("-", "--timeout", "1") as process:
        assert process.wait(60) == 3
        assert process.stderr is not None
        said = (
            "memattr: nothing more is decided, out of time after 1 s: --timeout SECONDS gives more"
        )
        assert process.stderr.read().splitlines()[-1] == said


def test_judging_is_bounded_in_memory() -> None:
    with supervised("-", "--max-memory", "16") as process:
        assert process.wait(60) == 3
        assert process.stderr is not None
        assert "out of memory at 16 MiB: --max-memory MIB gives more" in process.stderr.read()


def test_a_program_that_hangs_is_told_apart_and_ended(rows: str, tmp_path: Path) -> None:
    program = tmp_path / "hangs"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path / 'number'}\nexec sleep 300\n")
    program.chmod(0o755)
    with supervised(rows, "--program", str(program), "--timeout", "20") as process:
        assert process.wait(60) == 2
        assert process.stderr is not None
        assert f"{program}: it did not end within " in process.stderr.read()
    assert not Path("/proc", (tmp_path / "number").read_text().strip()).exists()


def test_a_function_is_asked_row_by_row() -> None:
    rows = memattr.rows(memattr.load(), "MAIR", MemAttr=10)
    answer = memattr.conform(rows, lambda row: {"par_attr": combined(row["MAIR"], 10)})
    assert answer.judged == 229
    (one,) = answer.classes
    assert one.cases[0].source.name == "stronger_cacheability.stage2_wt"
    assert dict(one.answered) == {"par_attr": "0xff"}
