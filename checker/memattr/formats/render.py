"""Verdicts in the formats of other tools, all made of the same data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from memattr.formats.findings import Details
from memattr.formats.values import Data, json_text

Format = Literal["json", "gcc", "junit", "sarif", "github", "markdown"]
FORMATS: tuple[Format, ...] = ("gcc", "json", "junit", "sarif", "github", "markdown")


def rendered(form: Format, data: Data, details: Details) -> str:
    """The text of a run in the format."""
    from memattr.formats import gcc, github, junit, markdown, sarif

    makers: Mapping[Format, Callable[[Data, Details], str]] = {
        "gcc": gcc.text,
        "json": lambda found, _: json_text(found),
        "junit": junit.text,
        "sarif": sarif.text,
        "github": github.text,
        "markdown": markdown.text,
    }
    return makers[form](data, details)
