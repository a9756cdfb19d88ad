"""Characters that nobody sees, and that make a text look other than it is read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Controls but tab and line feed; what changes the direction of text; what ends lines elsewhere.
DECEIVING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


@dataclass(frozen=True)
class Deceiving:
    """Where such a character stands in a text, a code for its kind, what is wrong with it, and a
    way out."""

    at: int
    code: str
    message: str
    way: str


def first_deceiving(text: str) -> Deceiving | None:
    """The first such character of a text whose lines end with line feeds."""
    match = DECEIVING.search(text)
    if match is None:
        return None
    character = match[0]
    name = f"U+{ord(character):04X}"
    if character == "\r":
        message = "a carriage return alone ends a line for some tools, and none for others"
        return Deceiving(match.start(), "carriage-return", message, "End lines with line feeds.")
    if character in "\x0b\x0c\x85\u2028\u2029":
        message = f"{name} ends a line for some tools, and none for others"
        return Deceiving(match.start(), "line-end", message, "End lines with line feeds.")
    if unicodedata.category(character) == "Cc":
        message = f"{name} is a control character"
        return Deceiving(match.start(), "control-character", message, "Remove it.")
    message = f"{name} changes the order in which what follows is shown"
    return Deceiving(match.start(), "bidirectional", message, "Remove it.")
