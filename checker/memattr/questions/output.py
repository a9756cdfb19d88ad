"""Answers as JSON, like all data of ours."""

from __future__ import annotations

from collections.abc import Mapping

from memattr.formats import values as formats
from memattr.formats.head import head
from memattr.formats.values import Data, value_data
from memattr.model.model import Model
from memattr.model.types import Value


def json_text(model: Model, kind: str, data: Mapping[str, object]) -> str:
    """The answer, with its schema and what it was made from."""
    return formats.json_text({**head(model, f"memattr/{kind}/1"), **data}).rstrip("\n")


def shown_values(model: Model, names: tuple[str, ...], values: tuple[Value, ...]) -> Data:
    """Inputs with their values."""
    pairs = zip(names, values, strict=True)
    return {name: value_data(model.inputs[name].type, value) for name, value in pairs}
