"""Answers as data: values of every type, places, and what all of it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from memattr.engines.verdict import Narrowing
from memattr.model.model import Model
from memattr.model.types import Bits, Enum, Member, Record, Type, Value, plain
from memattr.place import Place
from memattr.version import VERSION

Data = dict[str, Any]


@dataclass(frozen=True)
class Provenance:
    """What an answer was made from: the tool's version, the manual, a digest of the texts."""

    memattr: str
    manual: str
    digest: str

    def __str__(self) -> str:
        return f"memattr {self.memattr}, manual {self.manual}, spec {self.digest}"


def provenance_of(model: Model) -> Provenance:
    """What answers about the model are made from."""
    return Provenance(VERSION, model.manual, model.digest)


def head(model: Model, schema: str) -> Data:
    """What every document of data begins with: its schema, and what it was made from."""
    origin = provenance_of(model)
    return {
        "schema": schema,
        "versions": {"memattr": origin.memattr, "manual": origin.manual},
        "digest": origin.digest,
    }


def place_data(place: Place) -> Data:
    """A place, lines and columns counted from 1."""
    return {"file": place.file, "line": place.line, "column": place.column}


def narrowing_data(narrowing: Narrowing) -> Data:
    """Why a verdict says less than its claim seems to say."""
    return {
        "code": narrowing.code,
        "place": place_data(narrowing.place),
        "words": narrowing.words,
    }


def value_data(type_: Type, value: Value) -> Any:
    """A number for bits, a name for an enum, an object for a record or a shape with fields, whose
    `is` is the name of the shape."""
    bare = plain(type_)
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


def inputs_data(model: Model, names: tuple[str, ...], values: tuple[Value, ...]) -> Data:
    """Inputs with their values."""
    pairs = zip(names, values, strict=True)
    return {name: value_data(model.inputs[name].type, value) for name, value in pairs}
