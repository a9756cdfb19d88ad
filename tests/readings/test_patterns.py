"""Sets of numbers as bit patterns: they cover what they should, and none can be spared or grown."""

from __future__ import annotations

from itertools import product

from hypothesis import given, strategies as st

from memattr.model.value_patterns import cubes

WIDTHS = st.integers(1, 5)


def members(pattern: str) -> set[int]:
    choices = ["01" if bit == "x" else bit for bit in pattern.removeprefix("0b")]
    return {int("".join(bits), 2) for bits in product(*choices)}


def grown(pattern: str) -> list[str]:
    """The pattern with one more bit that does not matter."""
    places = [place for place, bit in enumerate(pattern) if place >= 2 and bit != "x"]
    return [f"{pattern[:place]}x{pattern[place + 1 :]}" for place in places]


@given(WIDTHS.flatmap(lambda w: st.tuples(st.just(w), st.frozensets(st.integers(0, 2**w - 1)))))
def test_patterns(of: tuple[int, frozenset[int]]) -> None:
    width, values = of
    found = cubes(width, values)
    sets = [members(pattern) for pattern in found]
    assert all(len(pattern) == width + 2 for pattern in found)
    assert set().union(*sets) == values
    for place, pattern in enumerate(found):
        assert set().union(*sets[:place], *sets[place + 1 :]) != values, f"{pattern} is spared"
        assert all(not members(larger) <= values for larger in grown(pattern))


def test_known_patterns() -> None:
    """The last is all of MAIR but two values."""
    assert cubes(2, frozenset()) == ()
    assert cubes(2, frozenset(range(4))) == ("0bxx",)
    assert cubes(4, frozenset({0b0110, 0b1110})) == ("0bx110",)
    assert len(cubes(8, frozenset(range(256)) - {0, 4})) == 7
