"""Where rows come from and where they go: pipes, files that are replaced whole, failures."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from memattr.formats.whole import whole
from memattr.place import Unusable

from .shared import run

OLD = "what was there\n"
WORLD = """requires memattr 1.0, manual "x"
order Speed strongest first: halt, slow, fast
guest wish: Speed
output result: Speed = wish
column speed = result
default wish = fast
"""
ROWS = "wish\nslow\nhalt\n"
ANSWERED = "wish,permitted,speed\nslow,1,slow\nhalt,1,halt\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "world.attr").write_text(WORLD)
    (tmp_path / "rows.csv").write_text(ROWS)
    return tmp_path


def test_standard_input_and_output(folder: Path) -> None:
    result = run("world.attr", "--in", "-", given=ROWS)
    assert (result.exit_code, result.output) == (0, ANSWERED)
    assert sorted(os.listdir(folder)) == ["rows.csv", "world.attr"]


def test_problems_of_standard_input(folder: Path) -> None:
    result = run("world.attr", "--in", "-", "--out", "out.csv", given="wish\nslow\nslaw\n")
    assert result.output == (
        "memattr: standard input:3: row 2: wish=slaw: 'slaw' is none of halt, slow, fast\n"
        "Did you mean slow?\n"
    )
    assert result.exit_code == 2
    assert not (folder / "out.csv").exists()


def test_a_file_is_replaced_with_its_mode(folder: Path) -> None:
    out = folder / "out.csv"
    out.write_text(OLD)
    out.chmod(0o640)
    assert run("world.attr", "--in", "rows.csv", "--out", "out.csv").exit_code == 0
    assert out.read_text() == ANSWERED
    assert stat.S_IMODE(out.stat().st_mode) == 0o640


def test_a_new_file_obeys_the_mask(folder: Path) -> None:
    before = os.umask(0o027)
    try:
        assert run("world.attr", "--in", "rows.csv", "--out", "new.csv").exit_code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "new.csv").stat().st_mode) == 0o640


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "real.csv").write_text(OLD)
    (folder / "link.csv").symlink_to("real.csv")
    assert run("world.attr", "--in", "rows.csv", "--out", "link.csv").exit_code == 0
    assert (folder / "link.csv").is_symlink()
    assert (folder / "real.csv").read_text() == ANSWERED


def test_the_rows_may_be_replaced_by_their_answers(folder: Path) -> None:
    assert run("world.attr", "--in", "rows.csv", "--out", "rows.csv").exit_code == 0
    assert (folder / "rows.csv").read_text() == ANSWERED


def test_a_bad_cell_writes_nothing(folder: Path) -> None:
    (folder / "bad.csv").write_text(ROWS + "slaw\n")
    (folder / "out.csv").write_text(OLD)
    result = run("world.attr", "--in", "bad.csv", "--out", "out.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert (folder / "out.csv").read_text() == OLD
    assert run("world.attr", "--in", "bad.csv").stdout == ""
    assert sorted(os.listdir(folder)) == ["bad.csv", "out.csv", "rows.csv", "world.attr"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("folder", "cannot write folder: it is a directory"),
        ("none/out.csv", "cannot write none/out.csv: no such file or directory"),
        ("rows.csv/out.csv", "cannot write rows.csv/out.csv: not a directory"),
    ],
)
def test_places_that_cannot_be_written(target: str, reason: str, folder: Path) -> None:
    (folder / "folder").mkdir()
    result = run("world.attr", "--in", "rows.csv", "--out", target)
    assert (result.exit_code, result.output) == (2, f"memattr: {reason}\n")


def full(*_: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(
    call: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "out.csv").write_text(OLD)
    monkeypatch.setattr(os, call, full)
    result = run("world.attr", "--in", "rows.csv", "--out", "out.csv")
    wanted = "memattr: cannot write out.csv: no space left on device\n"
    assert (result.exit_code, result.output) == (2, wanted)
    monkeypatch.undo()
    assert (folder / "out.csv").read_text() == OLD
    assert sorted(os.listdir(folder)) == ["out.csv", "rows.csv", "world.attr"]


def test_a_write_that_fails_half_way_leaves_the_old_file(folder: Path) -> None:
    """/dev/full answers every write as a full disk does."""
    out = folder / "out.csv"
    out.write_text(OLD)
    with pytest.raises(Unusable, match="no space left on device"), half_full(out) as stream:
        stream.write(ANSWERED * 10_000)
    assert out.read_text() == OLD
    assert sorted(os.listdir(folder)) == ["out.csv", "rows.csv", "world.attr"]


@contextmanager
def half_full(out: Path) -> Iterator[Any]:
    with whole(str(out)) as stream:
        full_disk = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full_disk, stream.fileno())
        os.close(full_disk)
        yield stream


def test_devices_are_written_not_replaced(folder: Path) -> None:
    result = run("world.attr", "--in", "rows.csv", "--out", "/dev/full")
    wanted = "memattr: cannot write /dev/full: no space left on device\n"
    assert (result.exit_code, result.output) == (2, wanted)
    assert run("world.attr", "--in", "rows.csv", "--out", "/dev/null").exit_code == 0
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    assert (folder / "rows.csv").read_text() == ROWS


def test_a_closed_pipe_is_silent(folder: Path) -> None:
    (folder / "many.csv").write_text("wish\n" + "slow\nhalt\n" * 50_000)
    command = [sys.executable, "-m", "memattr", "eval", "world.attr", "--in", "many.csv"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline() == b"wish,permitted,speed\n"
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_output_of_one_situation_goes_to_a_file(folder: Path) -> None:
    result = run("world.attr", "wish=slow", "-q", "--out", "out.txt")
    assert (result.exit_code, result.output) == (0, "")
    assert (folder / "out.txt").read_text() == "  result    slow\n"
