"""Questions that would last for ever: each ends in its time, and says what was given up."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from . import runaways
from .processes import environment, words

# What --timeout says, and what a busy machine may need on top of it.
SECONDS, MORE = 4, 60
OUT_OF_TIME = (
    "memattr: nothing more is decided, out of time after 4 s: --timeout SECONDS gives more\n"
)


def bounded(
    folder: Path, *arguments: str, seconds: int = SECONDS
) -> subprocess.CompletedProcess[str]:
    """What the command prints; it fails if it lasts much longer than it may."""
    return subprocess.run(
        words(*arguments, "--timeout", str(seconds)), cwd=folder, env=environment(folder),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        timeout=seconds + MORE,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        runaways.chain_of_functions(10_000),
        runaways.chain_of_values(10_000),
        runaways.large_sum(30_000),
        runaways.wide_values(60),
        runaways.pigeonhole(13),
        runaways.many_cases(100),
    ],
    ids=["functions", "values", "sum", "wide", "pigeonhole", "cases"],
)
def test_each_of_these_ends(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.attr").write_text(text)
    done = bounded(tmp_path, "check", "-v", "a.attr", "--no-cache")
    assert "Traceback" not in done.stderr
    if done.returncode == 0:
        assert "1 of 1 claims" in done.stdout or "2 of 2 claims" in done.stdout
    elif done.returncode == 3:
        assert done.stderr == OUT_OF_TIME or "UNKNOWN" in done.stdout
    else:
        assert done.returncode == 2
        assert "too-deep" in done.stderr


def test_two_guests_under_one_policy(tmp_path: Path) -> None:
    """The verdict, or that there is none: in its time with either engine."""
    (tmp_path / "two.attr").write_text(
        'requires memattr 1.0, manual "DDI 0487 M.a.a"\nimport kvm, result\n'
        "refute same for every access under kvm_normal with guest a, b : a.result = b.result\n"
    )
    for engine in ("both", "exact", "z3"):
        done = bounded(tmp_path, "check", "-v", "two.attr", "--no-cache", "--engine", engine)
        assert "Traceback" not in done.stderr
        assert done.returncode in (0, 3), done.stderr


def test_a_chain_is_refused_by_its_depth(tmp_path: Path) -> None:
    """The limit on depth is said of both kinds of chain, and of the first link that is too deep."""
    for text, link in ((runaways.chain_of_values(600), "v300"),
                       (runaways.chain_of_functions(600), "f300")):  # fmt: skip
        (tmp_path / "a.attr").write_text(text)
        done = bounded(tmp_path, "check", "-v", "a.attr", "--no-cache", seconds=60)
        assert done.returncode == 2
        assert "too-deep: with all that this calls and reads, it is nested 301 deep" in done.stderr
        assert link in done.stderr


def test_the_verdict_stands_without_its_report(tmp_path: Path) -> None:
    (tmp_path / "a.attr").write_text(runaways.many_cases(100))
    done = bounded(tmp_path, "check", "-v", "a.attr", seconds=15)
    assert done.returncode == 0
    head, but, summary = done.stdout.splitlines()
    assert head.startswith("REFUTED (as expected)  never_one")
    assert but == "  but       is reported without its reasons: out of time after 15 s"
    assert summary == "1 of 1 claims as expected, 1 narrowed"
    again = bounded(tmp_path, "check", "a.attr", "--format", "gcc", seconds=15)
    assert again.returncode == 0


def test_what_a_clock_cut_short_is_not_remembered(tmp_path: Path) -> None:
    (tmp_path / "a.attr").write_text(runaways.pigeonhole(12))
    for _ in range(2):
        data = json.loads(
            bounded(tmp_path, "check", "a.attr", "--format", "json", seconds=20).stdout
        )
        (claim,) = data["claims"]
        assert claim["verdict"] in ("PROVED", "UNKNOWN")
        if len(claim["engines"]) < 2:
            assert claim["narrowed"] or claim["reason"]
            assert not claim["recalled"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["find", "a : f(a) = 0 and (never_ends)", "a.attr"],
        ["lint", "a.attr", "--mutants"],
        ["explore", "a.attr", "--out", "page.html"],
        ["list", "a.attr"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_every_command_ends(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "a.attr").write_text(runaways.wide_values(60))
    done = bounded(tmp_path, *arguments)
    assert "Traceback" not in done.stderr
    assert done.returncode in (2, 3)
    assert done.returncode == 2 or done.stderr == OUT_OF_TIME
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize("command", [["check", "-v", "a.attr"], ["list", "a.attr"]])
def test_memory_is_bounded(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "a.attr").write_text(runaways.large_sum(30_000))
    done = subprocess.run(
        words(*command, "--max-memory", "64"), cwd=tmp_path, env=environment(tmp_path),
        capture_output=True, text=True, check=False, timeout=4 * MORE,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "memattr: nothing more is decided, out of memory at 64 MiB: --max-memory MIB gives more\n"
    )
