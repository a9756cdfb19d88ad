"""What lasts says so on a terminal, and leaves nothing of that there."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from memattr.command.progress_line import CLEAR, ProgressLine

TEXT = b"""requires memattr 1.0, manual "DDI 0487 M.a.a"
order Speed strongest first: halt, slow, fast
prove reflexive for every s in Speed : s at least as strong as s
"""
# Nothing is decided before somebody writes into this pipe.
PIPE = "slow.attr"
CHECK = [sys.executable, "-m", "memattr", "check", "--no-cache", "--color", "never", PIPE]
LASTS = b"memattr check: 1 s"


def on_terminals(
    command: list[str], folder: Path, stdout_too: bool, writes: bool = True
) -> tuple[bytes, bytes, int]:
    """What a terminal is told on standard error, and standard output, there or in a pipe. If it
    `writes`, the text comes once it is said that this lasts."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, cwd=folder, stderr=theirs, stdin=subprocess.DEVNULL,
        stdout=theirs if stdout_too else subprocess.PIPE,
    )  # fmt: skip
    os.close(theirs)
    told = b""
    while True:
        try:
            told += os.read(ours, 65_536)
        except OSError:
            break
        if LASTS in told and writes:
            (folder / PIPE).write_bytes(TEXT)
            writes = False
    os.close(ours)
    piped = process.communicate()[0] or b""
    return told, piped, process.returncode


def left(told: bytes) -> list[str]:
    """The lines that stand on the terminal at the end."""
    lines = []
    for line in told.decode().replace("\r\n", "\n").split("\n"):
        lines.append(line.rpartition("\r\x1b[K")[2])
    return lines


@pytest.mark.parametrize("stdout_too", [True, False])
def test_what_lasts_says_so_and_goes(tmp_path: Path, stdout_too: bool) -> None:
    """The last line is the command's own, and what is piped has nothing of it."""
    os.mkfifo(tmp_path / PIPE)
    told, piped, status = on_terminals(CHECK, tmp_path, stdout_too)
    assert (status, LASTS in told) == (0, True)
    said = left(told) if stdout_too else piped.decode().split("\n")
    assert said[-2].startswith("1 of 1 claims as expected")
    assert said[-1] == ""
    assert not any("memattr check" in line for line in said)
    assert stdout_too or left(told) == [""]


def test_an_end_by_force_leaves_a_clean_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / PIPE)
    told, _, status = on_terminals([*CHECK, "--timeout", "1.1"], tmp_path, True, writes=False)
    assert status == 3
    assert left(told)[0].startswith("memattr: nothing more is decided, out of time after 1.1 s")


def test_whoever_writes_erases_the_line(capfd: object) -> None:
    del capfd
    line, reader = ProgressLine(), os.pipe()
    before = os.dup(2)
    os.dup2(reader[1], 2)
    try:
        line.wrote(CLEAR + b"3 of 4 rows")
        line.erase()
        line.erase()
        line.wrote(b"a sentence\n")
        line.erase()
    finally:
        os.dup2(before, 2)
        os.close(before)
        os.close(reader[1])
    with os.fdopen(reader[0], "rb") as stream:
        assert stream.read() == CLEAR
