"""Answers as JSON, like all data of ours."""

from __future__ import annotations

from collections.abc import Mapping

from memattr.answers.data import head
from memattr.formats import json
from memattr.model.model import Model


def json_text(model: Model, kind: str, data: Mapping[str, object]) -> str:
    """The answer, with its schema and what it was made from."""
    return json.json_text({**head(model, f"memattr/{kind}/1"), **data}).rstrip("\n")
