"""Values as text: in the words that the text declares, as its authors write them, and as users type
them."""

from __future__ import annotations

import re

from memattr.model.model import Model
from memattr.model.types import Bits, Enum, Record, Sum, Type, Value, plain
from memattr.place import Unusable


def show(model: Model, type_: Type, value: Value, name: str = "") -> str:
    """The value as reports print it; `name` is the input or column whose radix may be declared."""
    bare = plain(type_)
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


def source_text(type_: Type, value: Value) -> str:
    """The value as an author would write it in the language."""
    bare = plain(type_)
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


def parse_value(type_: Type, text: str) -> Value:
    """The value; raises Unusable. Numbers must fit; enums are given by name."""
    bare = plain(type_)
    text = text.strip()
    if isinstance(bare, Enum):
        if text in bare.values:
            return bare.values.index(text)
        raise Unusable(f"'{text}' is none of {', '.join(bare.values)}")
    if not isinstance(bare, Bits):
        return _with_fields(bare, text)
    if bare.width == 1 and text.lower() in ("true", "false"):
        return int(text.lower() == "true")
    if not re.fullmatch(r"0[bB][01_]+|0[xX][0-9a-fA-F_]+|[0-9]+", text):
        raise Unusable(f"'{text}' is no number: write 0b..., 0x... or decimal")
    value = int(text, 0) if text[:2].lower() in ("0b", "0x") else int(text)
    if value >= 1 << bare.width:
        most = (1 << bare.width) - 1
        raise Unusable(f"{text} does not fit {bare.width} bits: the largest value is {most:#x}")
    return value


def _with_fields(kind: Record | Sum, text: str) -> Value:
    """`NAME` or `NAME(FIELD: VALUE, ...)`, as an author writes it."""
    match = re.fullmatch(r"(\w+)\s*(?:\((.*)\))?", text)
    heads = {kind.name: kind.fields} if isinstance(kind, Record) else {}
    if isinstance(kind, Sum):
        heads = {variant.name: variant.fields for variant in kind.variants}
    if match is None or match[1] not in heads:
        raise Unusable(f"'{text}' is none of {', '.join(heads)}")
    fields = heads[match[1]]
    given: dict[str, str] = {}
    for part in outside_parentheses(match[2] or "", ","):
        label, _, value = part.partition(":")
        if part.strip():
            given[label.strip()] = value
    names = [member.name for member in fields]
    if sorted(given) != sorted(names):
        needed = ", ".join(f"{name}: ..." for name in names)
        raise Unusable(f"'{text}' is not {match[1]}{f'({needed})' if needed else ''}")
    values = tuple(parse_value(member.type, given[member.name]) for member in fields)
    return values if isinstance(kind, Record) else (list(heads).index(match[1]), values)


def outside_parentheses(text: str, separator: str) -> list[str]:
    """The parts between separators that stand in no parentheses."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts
