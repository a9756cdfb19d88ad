"""The page: markup, style, the reading and the model put into one text."""

from __future__ import annotations

import json
from importlib.resources import files

from memattr.explorer.export import exported
from memattr.model.model import Model

PARTS = ("page.css", "read.js", "matrix.js", "page.js", "why.js")


def page(model: Model) -> str:
    """The same text for the same model, byte by byte."""
    text = json.dumps(exported(model), ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c")
    found = _part("page.html")
    for name in PARTS:
        found = found.replace(f"@@{name}@@", _part(name).strip("\n"))
    return found.replace("@@model@@", text)


def _part(name: str) -> str:
    return files(__name__.rpartition(".")[0]).joinpath(name).read_text(encoding="utf-8")
