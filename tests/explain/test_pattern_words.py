"""Patterns that cover some numbers, may cover others, and leave out the rest: by brute force."""

from __future__ import annotations

import random

import pytest

from memattr.model.value_patterns import cubes, cubes_but

from .phrases import fits


@pytest.mark.parametrize("seed", range(60))
def test_patterns_cover_what_they_must_and_no_more_than_they_may(seed: int) -> None:
    chance = random.Random(seed)
    width = chance.choice((1, 2, 3, 4, 5))
    numbers = range(1 << width)
    values = frozenset(n for n in numbers if chance.random() < 0.5)
    spare = frozenset(n for n in numbers if chance.random() < 0.3) - values
    inside, excepted = cubes_but(width, values, spare)
    for number in numbers:
        is_in = any(fits(one, number) for one in inside)
        is_out = any(fits(one, number) for one in excepted)
        if number in values or number not in spare:
            assert (is_in and not is_out) == (number in values)
    plain = cubes(width, values, spare)
    assert len(inside) + len(excepted) <= len(plain) <= max(1, len(cubes(width, values)))
    for number in numbers:
        if any(fits(one, number) for one in plain):
            assert number in values | spare


@pytest.mark.parametrize(
    ("values", "spare", "inside", "excepted"),
    [
        ({9, 10, 11, 13, 14, 15}, {4, 12}, ("0b1xxx",), ("0b1000",)),
        ({1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15}, set(), ("0bxxxx",), ("0bxx00",)),
        ({0b0101, 0b0111}, {0b1101, 0b1111}, ("0b01x1",), ()),
        ({0b0101, 0b1111}, {0b1101, 0b0111}, ("0bx1x1",), ()),
        ({0, 3}, set(), ("0b0000", "0b0011"), ()),
        (set(), {1}, (), ()),
    ],
)
def test_an_exception_stands_where_it_takes_fewer_words(
    values: set[int], spare: set[int], inside: tuple[str, ...], excepted: tuple[str, ...]
) -> None:
    assert cubes_but(4, frozenset(values), frozenset(spare)) == (inside, excepted)
