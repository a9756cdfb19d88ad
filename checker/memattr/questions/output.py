"""What every JSON answer carries: schema, version, manual and digest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version

from memattr.model.model import Model
from memattr.model.types import Bits, Enum, Record, Type, Value, plain

SCHEMA_VERSION = 1


def json_text(model: Model, kind: str, data: Mapping[str, object]) -> str:
    """The answer as JSON, with what it was made from."""
    head = {
        "schema": f"memattr-{kind}-{SCHEMA_VERSION}",
        "version": version("memattr"),
        "manual": model.manual,
        "spec": model.digest,
    }
    return json.dumps({**head, **data}, indent=2)


def plain_value(kind: Type, value: Value) -> object:
    """A value as JSON has it: numbers for bits, names for enums, objects for the rest."""
    bare = plain(kind)
    if isinstance(bare, Bits):
        return value
    if isinstance(bare, Enum):
        assert isinstance(value, int)
        return bare.values[value]
    assert isinstance(value, tuple)
    if isinstance(bare, Record):
        pairs = zip(bare.fields, value, strict=True)
        return {m.name: plain_value(m.type, v) for m, v in pairs}
    tag, fields = value
    assert isinstance(tag, int) and isinstance(fields, tuple)
    variant = bare.variants[tag]
    inner = zip(variant.fields, fields, strict=True)
    return {"is": variant.name, **{m.name: plain_value(m.type, v) for m, v in inner}}


def shown_values(
    model: Model, names: tuple[str, ...], values: tuple[Value, ...]
) -> dict[str, object]:
    """Inputs with their values."""
    pairs = zip(names, values, strict=True)
    return {name: plain_value(model.inputs[name].type, value) for name, value in pairs}
