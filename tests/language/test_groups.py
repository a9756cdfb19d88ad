"""Groups of columns, and spellings: what cannot be meant is refused where it stands."""

from __future__ import annotations

import pytest

from memattr.language.elaborate import elaborate
from memattr.language.elaborate.symbol_table import Unit
from memattr.language.parse import parse
from memattr.place import SpecError

TEXT = """
requires memattr 1.0, manual "DDI 0487 M.a.a"
order Speed strongest first: halt, slow, fast
guest wish: Speed
guest loud: bool
define moves(s: Speed) -> bool
  case still  : s is halt => 0
  case moving : s is not halt => 1
output result: Speed = wish
column result = result
column loud = loud
show halt as "no movement"
"""


def problems(item: str) -> list[str]:
    text = TEXT + item
    file = parse("mine", text.encode())
    try:
        elaborate([Unit("mine", file, frozenset({"mine"}), False)], "")
    except SpecError as error:
        return [f"{p.place.column}: {p.code}: {p.message}" for p in error.problems]
    return []


@pytest.mark.parametrize(("item", "expected"), [
    ("group pace : result by moves, loud", []),
    ("group pace : result by moves, lout", ["31: unknown-name: no column is called 'lout'"]),
    ("group pace : loud by moves",
     ["22: wrong-type: 'moves' does not take the values of loud alone"]),
    ("group pace : loud by move", ["22: unknown-name: no function is called 'move'"]),
    ("group wish : loud", ["7: duplicate-name: 'wish' is already declared, as an input at mine:4"]),
    ('read "stop", "stand still" as "no movement"', []),
    ('read "stop" as "no movement"\nread "Stop!" as "no movement"',
     ['6: duplicate-name: "Stop!" is read as "no movement" already']),
    ('read "No-movement" as "no movement"',
     ['6: duplicate-name: "No-movement" is read as "no movement" already']),
    ('read "..." as "no movement"',
     ["6: bad-words: letters or digits are read, and there are none"]),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused(item: str, expected: list[str]) -> None:
    assert problems(item) == expected
