"""Colour, progress, closed pipes and interruptions: what only a running process shows."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from memattr.command import status
from memattr.command.status import counted

from .shared import run, text

GREEN, RED = "\x1b[32m\x1b[1m", "\x1b[31m\x1b[1m"
CHECK = [sys.executable, "-m", "memattr", "check", "-v", "world.attr", "--no-cache"]
MANY = tuple(f"prove p{n} for every s in Speed : meet(s, s) = s" for n in range(400))


@pytest.fixture(autouse=True)
def _world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "world.attr").write_text(text())


def on_a_terminal(*more: str, **environment: str) -> str:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*CHECK, *more], stdout=theirs, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    os.close(theirs)
    found = b"".join(read_all(ours))
    process.wait()
    os.close(ours)
    return found.decode()


def read_all(end: int) -> Iterator[bytes]:
    """Until the other side closes, which a terminal reports as an error."""
    while True:
        try:
            data = os.read(end, 65_536)
        except OSError:
            return
        if not data:
            return
        yield data


def test_colour() -> None:
    coloured = on_a_terminal()
    assert f"{GREEN}PROVED" in coloured
    assert f"{RED}REFUTED (NOT as expected)" in coloured
    assert "\x1b" not in on_a_terminal(NO_COLOR="1")
    assert "\x1b" not in on_a_terminal("--color", "never")
    plain = subprocess.run(CHECK, capture_output=True, text=True).stdout
    assert "\x1b" not in plain
    always = subprocess.run([*CHECK, "--color", "always"], capture_output=True, text=True).stdout
    assert f"{GREEN}PROVED" in always
    for code in (GREEN, RED, "\x1b[0m"):
        always = always.replace(code, "")
    assert always == plain


def test_quiet_and_verbose() -> None:
    quiet, plain, loud, louder = (
        run("check", "world.attr", *more).stdout for more in (("-q",), (), ("-v",), ("-vv",))
    )
    lengths = [len(said.splitlines()) for said in (quiet, plain, loud, louder)]
    assert lengths == sorted(set(lengths))
    assert "PROVED  slow" in loud and "PROVED  slow" not in plain
    assert "PROVED  slow" not in quiet
    assert "REFUTED (NOT as expected)  stops" in quiet
    assert quiet.splitlines()[-1] == plain.splitlines()[-1] == loud.splitlines()[-1]


def test_width() -> None:
    assert max(map(len, run("check", "world.attr", "--width", "60").stdout.splitlines())) <= 60


def test_a_closed_pipe_is_silent() -> None:
    Path("world.attr").write_text(text(MANY))
    process = subprocess.Popen(CHECK, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline().startswith(b"PROVED  p0 ")
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


@pytest.mark.parametrize("more", [(), ("--engine", "z3"), ("--jobs", "2")])
def test_an_interruption_leaves_what_is_decided(more: tuple[str, ...]) -> None:
    Path("world.attr").write_text(text(MANY))
    # Where tests run in the background, a shell may have told all of them to ignore interruptions.
    process = subprocess.Popen(
        [*CHECK, *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert process.stdout is not None
    first = process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    lines = [first, *process.stdout.read().splitlines()]
    errors = process.communicate(timeout=60)[1]
    decided = len(lines) - 1
    assert (process.returncode, errors) == (130, "")
    assert lines[-1] == f"{decided} of 400 claims as expected, {400 - decided} not decided"


class Terminal:
    def __init__(self) -> None:
        self.shown: list[str] = []

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.shown.append(text)

    def flush(self) -> None:
        pass


def test_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, times = Terminal(), iter([0.0, 0.5, 1.5, 1.5, 1.6, 2.0, 2.0])
    monkeypatch.setattr("memattr.command.status.sys.stderr", terminal)
    monkeypatch.setattr(status, "monotonic", lambda: next(times))
    assert list(counted(iter("abcd"), "rows", 4)) == list("abcd")
    clear = status.CLEAR
    assert "".join(terminal.shown) == f"{clear}2 of 4 rows{clear}4 of 4 rows{clear}"


def test_no_progress_elsewhere(capsys: Any) -> None:
    assert list(counted(iter("ab"), "rows")) == ["a", "b"]
    assert capsys.readouterr().err == ""
