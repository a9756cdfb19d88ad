"""The page: markup, style, the reading and the model put into one text."""

from __future__ import annotations

import json
from importlib.resources import files

from memattr.explorer.export import exported
from memattr.model.model import Model

HERE = __name__.rpartition(".")[0]
# The packages of the parts: the page evaluates with a reading of its own, which is with the others.
PARTS = {
    "page.css": HERE,
    "evaluate.js": "memattr.readings",
    "matrix.js": HERE,
    "page.js": HERE,
    "why.js": HERE,
}


def page(model: Model) -> str:
    """The same text for the same model, byte by byte."""
    text = json.dumps(exported(model), ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c")
    whole = _part(HERE, "page.html")
    for name, package in PARTS.items():
        whole = whole.replace(f"@@{name}@@", _part(package, name).strip("\n"))
    return whole.replace("@@model@@", text)


def _part(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")
