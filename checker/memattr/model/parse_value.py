"""Values as users type them on a command line or in a cell: 0b, 0x, decimal, or words."""

from __future__ import annotations

import re

from memattr.model.types import Bits, Enum, Type, Value, plain


class NotAValue(Exception):
    """The text is no value of the type; the message says why."""


def parse_value(kind: Type, text: str) -> Value:
    """The value; raises NotAValue. Numbers must fit; enums are given by name."""
    bare = plain(kind)
    text = text.strip()
    if isinstance(bare, Enum):
        if text in bare.values:
            return bare.values.index(text)
        raise NotAValue(f"'{text}' is none of {', '.join(bare.values)}")
    if not isinstance(bare, Bits):
        raise NotAValue(f"a value of {bare.name} cannot be typed here")
    if bare.width == 1 and text.lower() in ("true", "false"):
        return int(text.lower() == "true")
    if not re.fullmatch(r"0[bB][01_]+|0[xX][0-9a-fA-F_]+|[0-9]+", text):
        raise NotAValue(f"'{text}' is no number: write 0b..., 0x... or decimal")
    value = int(text, 0) if text[:2].lower() in ("0b", "0x") else int(text)
    if value >= 1 << bare.width:
        most = (1 << bare.width) - 1
        raise NotAValue(f"{text} does not fit {bare.width} bits: the largest value is {most:#x}")
    return value
