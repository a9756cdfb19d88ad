"""The formats by name. Each is a file of this folder that writes the answer to any question."""

from __future__ import annotations

from importlib import import_module
from typing import Literal, get_args

from memattr.pages.output import Output, Style

Format = Literal[
    "text", "markdown", "rst", "latex", "html", "csv", "svg",
    "json", "gcc", "github", "junit", "sarif",
]  # fmt: skip
FORMATS: tuple[Format, ...] = get_args(Format)
# Those for readers of pages, of tables alone, of data, and for tools that show findings.
PAGES: tuple[Format, ...] = ("text", "markdown", "rst", "latex", "html")
TABLES: tuple[Format, ...] = ("csv", "svg")
FINDINGS: tuple[Format, ...] = ("gcc", "github", "junit", "sarif")


def rendered(form: Format, output: Output, style: Style) -> str:
    """The answer in the format, with a line end."""
    written = import_module(f"memattr.formats.{form}").text(output, style)
    assert isinstance(written, str), "every format writes text"
    return written
