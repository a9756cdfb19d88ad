"""Numbers as written -> integers of a width."""

from __future__ import annotations

import re

from memattr.language import syntax
from memattr.language.elaborate.symbol_table import SymbolTable, counted
from memattr.model.types import Bits, type_name


def literal(table: SymbolTable, number: syntax.Number, bits: Bits) -> int:
    """The value of a literal of that type: binary digits must number exactly its width."""
    text = number.text.replace("_", "")
    if not re.fullmatch(r"0b[01]+|0x[0-9a-fA-F]+|[0-9]+", text):
        message = f"'{number.text}' is a pattern, where a number is wanted"
        if not text[2:]:
            message = f"'{number.text}' has no digits"
        table.fail(number.place, "bad-number", message, "Write 0 and 1 only.")
    digits = len(text) - 2
    if text.startswith("0b") and digits != bits.width:
        table.fail(
            number.place,
            "wrong-width",
            f"{number.text} has {counted(digits, 'bit')} where {described(bits)} is wanted",
            f"Write all {bits.width} bits." if digits < bits.width else "",
        )
    if digits > 64:
        table.fail(number.place, "wrong-width", f"a number of {digits + 2} digits fits no type")
    value = (
        int(text, 0) if text.startswith("0") and len(text) > 1 and text[1] in "bx" else int(text)
    )
    if value >= 1 << bits.width:
        table.fail(
            number.place,
            "wrong-width",
            f"{number.text} does not fit {described(bits)}: the largest value is "
            f"{(1 << bits.width) - 1:#x}",
        )
    return value


def described(bits: Bits) -> str:
    """The type with its width where its name does not tell it."""
    return f"{bits.name} ({bits.width} bits)" if bits.name else type_name(bits)
