"""A small text in which nothing is left open, and models of changed texts."""

from __future__ import annotations

from memattr.language.elaborate import elaborate
from memattr.language.elaborate.symbol_table import Unit
from memattr.language.parse import parse
from memattr.model.model import Model

TEXT = """\
requires memattr 1.0, manual "M.1"
identifier R_A "Codes"
identifier R_B "Colours"
enum Colour: red, green, blue
guest code: bits 2 "A code"
hypervisor control wide: bool "More colours"
default code = 0b00, wide = 0

define colour_of(c: bits 2, w: bool) -> Colour "What the code says" ref R_A
  case zero   : c is 0b00 => red
  case one    : c is 0b01, w => green
  case narrow : c is 0b01, not w => red
  case open   : c is 0b10 => k for any k: Colour where k is not blue  unpredictable OPEN
  case rest   : c is 0b11 => blue

output colour: Colour = colour_of(code, wide) ref R_B

promise is_green "It is green" given code is 0b01 : colour is green
system shop "A shop" source "a book"
  wide = 1
policy safe of shop "Safe"
  promises is_green

prove blue_is_said "Only one code is blue" ref R_B : colour is blue implies code is 0b11
cover green_is_open ref R_A by choice given code is 0b10 : colour is green
cover red_is_open ref R_A by choice given code is 0b10 : colour is red
example e_00 ref R_A : code = 0b00 => colour is red
example e_00w ref R_A : code = 0b00, wide = 1 => colour is red
example e_10w ref R_A : code = 0b10, wide = 1 => colour is (red or green)
example e_01 ref R_A : code = 0b01, wide = 0 => colour is red
example e_01w ref R_A : code = 0b01, wide = 1 => colour is green
example e_10 ref R_A : code = 0b10 => colour is (red or green)
example e_11 ref R_A : code = 0b11 => colour is blue
"""


def model_of(text: str) -> Model:
    """The model of one text."""
    file = parse("a.attr", text.encode())
    return elaborate([Unit("a", file, frozenset({"a"}), False)], "")


def changed(old: str, new: str) -> Model:
    """The model of the small text with something else in one place."""
    assert TEXT.count(old) == 1
    return model_of(TEXT.replace(old, new))
