"""Numbers as written -> integers of a width."""

from __future__ import annotations

import re

from memattr.language import syntax
from memattr.language.elaborate.symbol_table import SymbolTable, counted
from memattr.model.types import Bits, type_name


def literal(table: SymbolTable, number: syntax.Number, kind: Bits) -> int:
    """The value of a literal of that type: binary digits must number exactly its width."""
    text = number.text.replace("_", "")
    if not re.fullmatch(r"0b[01]+|0x[0-9a-fA-F]+|[0-9]+", text):
        message = f"'{number.text}' is a pattern, where a number is wanted"
        if not text[2:]:
            message = f"'{number.text}' has no digits"
        table.fail(number.place, "bad-number", message, "Write 0 and 1 only.")
    digits = len(text) - 2
    if text.startswith("0b") and digits != kind.width:
        table.fail(
            number.place,
            "wrong-width",
            f"{number.text} has {counted(digits, 'bit')} where {described(kind)} is wanted",
            f"Write all {kind.width} bits." if digits < kind.width else "",
        )
    if digits > 64:
        table.fail(number.place, "wrong-width", f"a number of {digits + 2} digits fits no type")
    value = (
        int(text, 0) if text.startswith("0") and len(text) > 1 and text[1] in "bx" else int(text)
    )
    if value >= 1 << kind.width:
        table.fail(
            number.place,
            "wrong-width",
            f"{number.text} does not fit {described(kind)}: the largest value is "
            f"{(1 << kind.width) - 1:#x}",
        )
    return value


def described(kind: Bits) -> str:
    """The type with its width where its name does not tell it."""
    return f"{kind.name} ({kind.width} bits)" if kind.name else type_name(kind)
