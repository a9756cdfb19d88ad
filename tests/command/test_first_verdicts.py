"""What is decided is said at once, in a pipe too, while the rest is still being decided."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from itertools import combinations
from pathlib import Path

PIGEONS, HOLES = 12, 11


def pigeonhole() -> str:
    """No engine is done with this in the time that a test has."""
    names = [f"p{number}" for number in range(PIGEONS)]
    bits = ["x" * hole + "1" + "x" * (HOLES - 1 - hole) for hole in range(HOLES)]
    housed = [f"not ({name} = 0b{'0' * HOLES})" for name in names]
    apart = [
        f"not ({one} is 0b{bit} and {other} is 0b{bit})"
        for one, other in combinations(names, 2)
        for bit in bits
    ]
    return f"for every {', '.join(names)} in bits {HOLES}\n  : not ({' and '.join(housed + apart)})"


def test_the_first_verdict_is_there_before_the_last(tmp_path: Path) -> None:
    (tmp_path / "slow.attr").write_text(
        'requires memattr 1.0, manual "DDI 0487 M.a.a"\n'
        "order Speed strongest first: halt, slow, fast\n"
        "prove reflexive for every s in Speed : s at least as strong as s\n"
        f"prove pigeons {pigeonhole()}\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "memattr", "check", "-v", "--no-cache", "slow.attr"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        still_deciding = process.poll() is None
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        rest, _ = process.communicate(timeout=120)
    assert first.startswith("PROVED  reflexive ")
    assert still_deciding
    assert "PROVED  pigeons" not in rest
    assert rest.endswith("1 of 2 claims as expected, 1 narrowed, 1 not decided\n")
    assert process.returncode == 130
