"""A sheet in every format: pure functions from texts to one text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from memattr.documents.formats import latex, markdown, rst
from memattr.documents.formats.data import as_csv, as_json
from memattr.documents.formats.html import as_html
from memattr.documents.formats.latex import as_latex
from memattr.documents.formats.markdown import as_markdown
from memattr.documents.formats.rst import as_rst
from memattr.documents.formats.svg import as_svg
from memattr.documents.formats.text import as_text
from memattr.documents.sheet import Sheet

WRITERS: Mapping[str, Callable[[Sheet], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "rst": as_rst,
    "latex": as_latex,
    "html": as_html,
    "csv": as_csv,
    "json": as_json,
    "svg": as_svg,
}

# How other text is put into a document of that form.
ESCAPES: Mapping[str, Callable[[str], str]] = {
    "markdown": markdown.escaped,
    "rst": rst.escaped,
    "latex": latex.escaped,
    "html": escape,
}


def written(sheet: Sheet, form: str) -> str:
    """The sheet in the format, without a newline at the end."""
    return WRITERS[form](sheet).rstrip("\n")
