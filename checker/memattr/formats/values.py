"""Values as data: numbers, names, and objects whose `is` is the name of their shape."""

from __future__ import annotations

import json
from typing import Any

from memattr.model.types import Bits, Enum, Member, Record, Type, Value, plain

Data = dict[str, Any]


def value_data(kind: Type, value: Value) -> Any:
    """A number for bits, a name for an enum, an object for a record or a shape with fields."""
    bare = plain(kind)
    if isinstance(bare, Bits):
        return value
    if isinstance(bare, Enum):
        assert isinstance(value, int)
        return bare.values[value]
    assert isinstance(value, tuple)
    if isinstance(bare, Record):
        return _members(bare.fields, value)
    tag, fields = value
    assert isinstance(tag, int) and isinstance(fields, tuple)
    shape = bare.variants[tag]
    return {"is": shape.name, **_members(shape.fields, fields)}


def _members(fields: tuple[Member, ...], values: tuple[Value, ...]) -> Data:
    pairs = zip(fields, values, strict=True)
    return {member.name: value_data(member.type, value) for member, value in pairs}


def json_text(data: Data) -> str:
    """JSON as people can read it too, keys in the order given."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
