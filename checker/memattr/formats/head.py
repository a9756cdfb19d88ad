"""What every document of data begins with."""

from __future__ import annotations

from importlib.metadata import version

from memattr.engines.verdict import Narrowing
from memattr.formats.values import Data
from memattr.model.model import Model
from memattr.place import Place


def head(model: Model, schema: str) -> Data:
    """The schema, and the versions that the rest rests on."""
    return {
        "schema": schema,
        "versions": {"memattr": version("memattr"), "manual": model.manual},
        "digest": model.digest,
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
