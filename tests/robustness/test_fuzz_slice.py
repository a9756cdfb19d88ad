"""A slice of the attacks by chance; `make fuzz` does all of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from .command_lines import command_line
from .fuzz import KINDS, failures_of

SLICE = 6


@pytest.mark.parametrize("number", range(SLICE))
@pytest.mark.parametrize("kind", KINDS)
def test_attacks_by_chance(kind: str, number: int, tmp_path: Path) -> None:
    attack = KINDS[kind](7, number)
    assert list(failures_of(attack, tmp_path / "attack")) == [], attack


def test_attacks_are_repeatable() -> None:
    for number in range(50):
        first, again = (command_line(random.Random(number)) for _ in range(2))
        assert first == again
        for make in KINDS.values():
            assert make(1, number).arguments == make(1, number).arguments
