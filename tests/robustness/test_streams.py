"""Standard streams that are closed, full, or speak another alphabet; names that no text has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .processes import PATIENCE, TEXT, environment, run

MEMATTR = f"{sys.executable} -m memattr"
REFUTED = TEXT.replace("brush = 1", "brush = 0")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.attr").write_text(TEXT, encoding="utf-8")
    (tmp_path / "bad.attr").write_text(REFUTED.replace("spec small", "spec bad"), encoding="utf-8")
    return tmp_path


def shell(folder: Path, script: str, **more: str) -> tuple[int, str, str]:
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script}"], cwd=folder, env=environment(folder, **more),
        capture_output=True, text=True, check=False, timeout=PATIENCE, errors="surrogateescape",
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("end", ["head -1", "true", "head -c 1 >/dev/null"])
def test_a_closed_pipe_does_not_change_the_status(folder: Path, end: str) -> None:
    status, _, errors = shell(folder, f"{MEMATTR} check bad.attr | {end}")
    assert (status, errors) == (1, "")
    status, _, errors = shell(folder, f"{MEMATTR} check small.attr | {end}")
    assert (status, errors) == (0, "")
    status, _, errors = shell(folder, f"{MEMATTR} check bad.attr --format json | {end}")
    assert (status, errors) == (1, "")


@pytest.mark.parametrize("text", ["small", "bad", "none"])
@pytest.mark.parametrize("redirected", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams(folder: Path, text: str, redirected: str) -> None:
    status, output, errors = shell(folder, f"{MEMATTR} check {text}.attr {redirected}")
    assert status == {"small": 0, "bad": 1, "none": 2}[text]
    assert "Traceback" not in output + errors
    if redirected == "<&-":
        assert bool(output) == (text != "none")


def test_full_streams(folder: Path) -> None:
    complaint = "memattr: the output cannot be written: No space left on device\n"
    for form in ("text", "json", "junit"):
        status, _, errors = shell(folder, f"{MEMATTR} check small.attr --format {form} >/dev/full")
        assert (
            status,
            errors.replace("cannot write -: no", "the output cannot be written: No"),
        ) == (
            2,
            complaint,
        )
    assert shell(folder, f"{MEMATTR} --help >/dev/full")[0] == 2
    assert shell(folder, f"{MEMATTR} check none.attr 2>/dev/full") == (2, "", "")
    assert shell(folder, f"{MEMATTR} check small.attr >/dev/full 2>/dev/full")[0] == 2


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16", "ascii:strict"])
def test_a_stream_that_lacks_a_character(folder: Path, encoding: str) -> None:
    text = TEXT.replace("A painter draws thick lines", "Ein Maler zeichnet \u2192 dick \U0001f58c")
    (folder / "small.attr").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "memattr", "check", "small.attr", "-v"], cwd=folder,
        env=environment(folder, PYTHONIOENCODING=encoding), capture_output=True, check=False,
        timeout=PATIENCE,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


def test_names_that_are_not_utf_8(folder: Path) -> None:
    odd = os.fsdecode(b"odd\xff.attr")
    (folder / odd).write_text(TEXT.replace('spec small "Brushes"\n', ""), encoding="utf-8")
    assert run(folder, "check", "small.attr", "-q").returncode == 0, "it merely lies beside"
    for form in ("text", "json", "junit", "sarif", "github", "markdown", "gcc", "html", "csv"):
        status, output, errors = shell(folder, f"{MEMATTR} check *odd*.attr --format {form}")
        assert (status, errors) == (0, ""), errors
        assert output.isprintable() or "\n" in output
    status, _, errors = shell(folder, f"{MEMATTR} check odd?.attr --format json --out x.json")
    assert (status, errors) == (0, "")


@pytest.mark.parametrize("value", ["inf", "nan", "-1", "0", "1e9", "x", "", "-inf"])
def test_seconds_are_seconds(folder: Path, value: str) -> None:
    for command in (["check", "small.attr"], ["find", "nothing"], ["lint"]):
        done = run(folder, *command, "--timeout", value)
        assert done.returncode == 2
        words = f"'{value}' is no number of seconds between 0.001 and 1000000."
        assert done.stderr.endswith(f"Error: Invalid value for '--timeout': {words}\n")


def test_an_output_below_a_file(folder: Path) -> None:
    (folder / "rows.csv").write_text("brush\n0\n")
    for arguments in (
        ["check", "small.attr", "--out", "small.attr/x"],
        ["check", "small.attr", "--format", "json", "--out", "small.attr/x"],
        ["check", "small.attr", "--emit-smt2", "small.attr/x"],
        ["explore", "--out", "small.attr/x.html"],
    ):
        done = run(folder, *arguments)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert "Traceback" not in done.stderr
        assert "not a directory" in done.stderr.lower()
    assert (folder / "small.attr").read_text(encoding="utf-8") == TEXT


def test_a_working_folder_that_was_removed(folder: Path) -> None:
    text = folder / "small.attr"
    for arguments in (
        f"check {text} -q",
        f"eval {text} brush=1",
        "rule R_ONE",
        "compare a b",
        "docs x",
    ):
        script = f"mkdir gone && cd gone && rmdir ../gone && {MEMATTR} {arguments}"
        status, output, errors = shell(folder, script)
        assert status in (0, 2), arguments
        assert "Traceback" not in output + errors


@pytest.mark.parametrize("length", [255, 256, 5000])
def test_names_that_are_too_long(folder: Path, length: int) -> None:
    name = "x" * length
    for arguments in (
        ["check", name],
        ["check", f"{name}.attr"],
        ["check", "small.attr", "--only", name],
        ["check", "small.attr", "--out", name + "y" * 100],
        ["eval", name],
        ["find", name],
        ["describe", name],
        ["compare", name, "small.attr"],
        ["compare", f"{name}:a", "small.attr"],
        ["decode", f"{name}=1"],
        ["rule", name],
        ["table", name],
        ["docs", name],
        ["sources", "--tree", f"{name}=."],
        ["sources", "--tree", f"x={name}"],
    ):
        done = run(folder, *arguments)
        assert done.returncode == 2, (arguments[0], done.stderr)
        assert "Traceback" not in done.stderr
    long = TEXT.replace("always_thick", name)
    (folder / "small.attr").write_text(long, encoding="utf-8")
    assert run(folder, "check", "small.attr", "--emit-smt2", "out").returncode in (0, 2)


@pytest.mark.parametrize("descriptors", [3, 4, 5, 8, 12, 20])
def test_few_descriptors(folder: Path, descriptors: int) -> None:
    status, output, errors = shell(folder, f"ulimit -n {descriptors}; {MEMATTR} check small.attr")
    assert status in (0, 1, 2, 127), errors  # 1 and 127: Python itself cannot begin
    if status == 0:
        assert output.endswith("3 of 3 claims as expected\n")
    elif "memattr" in errors:
        assert "Traceback" not in errors or "importlib" in errors


@pytest.mark.parametrize("mebibytes", [60, 100, 150, 200, 300, 600, 1000])
def test_little_memory(folder: Path, mebibytes: int) -> None:
    script = f"ulimit -v {mebibytes * 1024}; {MEMATTR} check small.attr --no-cache"
    status, output, errors = shell(folder, script)
    assert status in (0, 2, 3), errors
    assert "Traceback" not in errors
    if status:
        assert "3 of 3" not in output
