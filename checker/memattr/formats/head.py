"""What every document of data begins with."""

from __future__ import annotations

from importlib.metadata import version

from memattr.formats.values import Data
from memattr.model.model import Model


def head(model: Model, schema: str) -> Data:
    """The schema, and the versions that the rest rests on."""
    return {
        "schema": schema,
        "versions": {"memattr": version("memattr"), "manual": model.manual},
        "digest": model.digest,
    }
