"""A sheet as reStructuredText."""

from __future__ import annotations

import re

from tabulate import tabulate

from memattr.documents.sheet import Entry, Sheet

_SPECIAL = re.compile(r"([\\`*|]|_(?![A-Za-z0-9]))")


def as_rst(sheet: Sheet) -> str:
    """The caption in bold, a grid table, then footnotes and what is said of the whole."""
    lines = [f"**{escaped(sheet.caption)}**", ""]
    if sheet.axes:
        lines += [escaped(sheet.axes), ""]
    head = [_cell(entry) for entry in sheet.head()]
    body = [[_cell(entry) for entry in row] for row in sheet.body()]
    table = tabulate(body, headers=head, tablefmt="grid", disable_numparse=True, stralign="left")
    lines += str(table).splitlines()
    if sheet.notes:
        lines += [""] + [f"* [{mark}] {escaped(text)}" for mark, text in sheet.notes]
    for text in sheet.legend:
        lines += ["", escaped(text)]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """The text, so that it reads as it is."""
    return _SPECIAL.sub(r"\\\1", text)


def _cell(entry: Entry) -> str:
    mark = f" [{entry.mark}]" if entry.mark else ""
    return escaped(entry.text) + mark
