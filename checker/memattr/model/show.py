"""Values as text: in the words that the text declares, as its authors write them, and as users type
them."""

from __future__ import annotations

import re

from memattr.model.model import Model
from memattr.model.types import Bits, Enum, Record, Sum, Type, Value, plain


def show(model: Model, kind: Type, value: Value, name: str = "") -> str:
    """The value as reports print it; `name` is the input or column whose radix may be declared."""
    bare = plain(kind)
    if isinstance(bare, Bits):
        assert isinstance(value, int)
        radix = model.radix.get(name) or model.radix.get(bare.name or "")
        return number(value, bare.width, radix)
    if isinstance(bare, Enum):
        assert isinstance(value, int)
        text = bare.values[value]
        return model.words.get(text, text)
    assert isinstance(value, tuple)
    if isinstance(bare, Record):
        parts = (
            f"{m.name}: {show(model, m.type, v, m.name)}"
            for m, v in zip(bare.fields, value, strict=True)
        )
        return ", ".join(parts)
    tag, fields = value
    assert isinstance(tag, int) and isinstance(fields, tuple)
    variant = bare.variants[tag]
    texts = {
        m.name: show(model, m.type, v, m.name) for m, v in zip(variant.fields, fields, strict=True)
    }
    words = model.words.get(variant.name)
    if words is not None:
        return words.format_map(texts)
    inner = ", ".join(f"{label}: {text}" for label, text in texts.items())
    return f"{variant.name}({inner})" if inner else variant.name


def number(value: int, width: int, radix: str | None) -> str:
    """The number in hex, binary or decimal; without a radix bool is decimal and the rest binary."""
    if radix == "hex":
        return f"{value:#0{2 + (width + 3) // 4}x}"
    if radix == "decimal" or width == 1:
        return str(value)
    return f"{value:#0{2 + width}b}"


def source_text(kind: Type, value: Value) -> str:
    """The value as an author would write it in the language."""
    bare = plain(kind)
    if isinstance(bare, Bits):
        assert isinstance(value, int)
        return number(value, bare.width, None)
    if isinstance(bare, Enum):
        assert isinstance(value, int)
        return bare.values[value]
    assert isinstance(value, tuple)
    if isinstance(bare, Record):
        members, values, head = bare.fields, value, bare.name
    else:
        assert isinstance(bare, Sum)
        tag, fields = value
        assert isinstance(tag, int) and isinstance(fields, tuple)
        members, values, head = bare.variants[tag].fields, fields, bare.variants[tag].name
    if not members:
        return head
    inner = ", ".join(
        f"{m.name}: {source_text(m.type, v)}" for m, v in zip(members, values, strict=True)
    )
    return f"{head}({inner})"


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
