"""A slice of the attacks by chance; `make fuzz` does all of them."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from .command_lines import command_line
from .fuzz import KINDS

ROOT = Path(__file__).parents[2]
SLICE = 6
OPTIONS = ("--texts", "--lines", "--faults")


@pytest.mark.parametrize("option", OPTIONS)
def test_attacks_by_chance(option: str) -> None:
    """In a process of their own: attacks are forks, and this one is full of other tests' state."""
    numbers = [word for name in OPTIONS for word in (name, str(SLICE if name == option else 0))]
    command = [sys.executable, "-m", "tests.robustness.fuzz", "--seed", "7", *numbers]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_attacks_are_repeatable() -> None:
    for number in range(50):
        first, again = (command_line(random.Random(number)) for _ in range(2))
        assert first == again
        for make in KINDS.values():
            assert make(1, number).arguments == make(1, number).arguments
