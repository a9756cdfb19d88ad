"""What a table or a document was made from."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version

from memattr.model.model import Model


def stamp(model: Model) -> str:
    """Tool, manual and digest of the specification on one line."""
    return f"memattr {version('memattr')}, manual {model.manual}, spec {model.digest}"


def stamp_data(model: Model) -> Mapping[str, str]:
    """The same for JSON."""
    return {"version": version("memattr"), "manual": model.manual, "spec": model.digest}
