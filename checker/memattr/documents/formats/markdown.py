"""A sheet as GitHub's Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from memattr.documents.sheet import Entry, Sheet

# What Markdown would read as markup. Underscores inside words are left alone by GitHub.
_SPECIAL = re.compile(r"([\\`*|<>\[\]]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")


def as_markdown(sheet: Sheet) -> str:
    """The caption in bold, the table, then footnotes and what is said of the whole."""
    lines = [f"**{escaped(sheet.caption)}**", ""]
    if sheet.axes:
        lines += [escaped(sheet.axes), ""]
    body = [[_cell(entry) for entry in row] for row in sheet.body()]
    lines += grid([_cell(entry) for entry in sheet.head()], body)
    if sheet.notes:
        lines.append("")
        lines += [f"- <sup>{mark}</sup> {escaped(text)}" for mark, text in sheet.notes]
    if sheet.legend:
        lines += ["", *(f"{escaped(text)}  " for text in sheet.legend[:-1])]
        lines.append(escaped(sheet.legend[-1]))
    return "\n".join(lines) + "\n"


def grid(head: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table whose cells are Markdown already."""
    rule = ["---"] * len(head)
    return [f"| {' | '.join(row)} |" for row in (head, rule, *body)]


def escaped(text: str) -> str:
    """The text, so that it reads as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def _cell(entry: Entry) -> str:
    mark = f" <sup>{entry.mark}</sup>" if entry.mark else ""
    return escaped(entry.text) + mark
