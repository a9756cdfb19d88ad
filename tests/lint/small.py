"""A small text in which nothing is left open, and a way to change it."""

from __future__ import annotations

from pathlib import Path

from memattr.language.elaborate import elaborate
from memattr.language.elaborate.work import Unit
from memattr.language.parse import parse
from memattr.model.model import Model

TEXT = """\
requires memattr 1.0, manual "M.1"
spec small "A small specification" ref R_A

identifier R_A "Codes"
identifier R_B "Colours"
enum Colour: red, green, blue
guest code: bits 2 "A code"
cpu wide: bool "More colours"
default code = 0b00, wide = 0

define colour_of(c: bits 2, w: bool) -> Colour "What the code says" ref R_A
  case zero   : c is 0b00 => red
  case one    : c is 0b01, w => green
  case narrow : c is 0b01, not w => red
  case open   : c is 0b10 => k for any k: Colour where k is not blue unpredictable OPEN
  case rest   : c is 0b11 => blue

output colour: Colour = colour_of(code, wide) ref R_B

system shop "A shop" source "a book"
  code = any
policy safe of shop "Safe"
  code = 0b00
  promises is_red

promise is_red "It is red" for every situation : colour is red
prove blue_is_said "Only one code is blue" ref R_B
  for every situation : colour is blue implies code is 0b11
example e_00 ref R_A : code = 0b00 => colour is red
example e_01 ref R_A : code = 0b01, wide = 0 => colour is red
example e_01w ref R_A : code = 0b01, wide = 1 => colour is green
example e_10 ref R_A : code = 0b10 => colour is (red or green)
example e_11 ref R_A : code = 0b11 => colour is blue
"""
