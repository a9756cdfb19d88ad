"""The text before the cursor -> the words that may follow: keywords of the grammar, and names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from memattr.editor.analysis import Analysis
from memattr.editor.declared_names import NameDeclaration
from memattr.editor.name_occurrences import Names
from memattr.language.attr_files import attr_files, shipped, unit_name
from memattr.language.elaborated import Unit
from memattr.language.parse import words_after

# What is named after these words, by the words in which `Declared` says what it is.
AFTER = {
    "under": ("policy", "system"),
    "of": ("policy", "system", "machine", "enum", "order"),
    "promises": ("promise",),
    "by": ("procedure",),
    "in": ("type", "enum", "order", "record", "encoding", "layout"),
}


@dataclass(frozen=True)
class OfferedWord:
    """A word that may follow; `what` says what it is, `sentence` what its author says of it."""

    text: str
    what: str
    sentence: str = ""


def completions(analysis: Analysis, file: str, before: str) -> list[OfferedWord]:
    """The words, for the lines of the text up to the cursor; a word that is begun is completed."""
    item = _last_item(before)
    begun = re.search(r"[A-Za-z_0-9]*\Z", item)
    item = item[: begun.start()] if begun else item
    previous = re.findall(r"\w+|[^\s\w]", item)[-1:]
    names = analysis.names
    unit = next((u for u in names.units.values() if u.file.path == file), None)
    words, takes_name, takes_string = words_after(item)
    offered = [OfferedWord(word, "keyword") for word in sorted(words)]
    if previous == ["import"]:
        return [OfferedWord(name, "text") for name in sorted({*names.units, *_shipped()})]
    if previous == ["."]:
        return list(_declared(names, "field"))
    if previous == ["ref"] or (takes_string and _in_references(item)):
        return list(_declared(names, "identifier")) + offered
    if takes_name and unit is not None:
        offered += _visible(names, unit, AFTER.get(previous[0] if previous else "", ()))
    return offered


def _shipped() -> Iterator[str]:
    for kind in ("spec", "rules"):
        yield from (unit_name(file) for file in attr_files(shipped(kind)))


def _last_item(before: str) -> str:
    """An item begins in the first column."""
    starts = [m.start() for m in re.finditer(r"^[^\s#]", before, re.MULTILINE)]
    return before[starts[-1] :] if starts else ""


def _in_references(item: str) -> bool:
    return (
        re.search(r'\bref\s+(?:[\w.]+|"[^"]*")(?:\s*,\s*(?:[\w.]+|"[^"]*"))*\s*,\s*$', item)
        is not None
    )


def _declared(names: Names, kind: str) -> Iterator[OfferedWord]:
    for key, declared in names.by_key.items():
        if key[0] == kind:
            text = (
                key[-1] if key[-1].replace("_", "").replace(".", "").isalnum() else f'"{key[-1]}"'
            )
            yield _word(text, declared[0])


def _visible(names: Names, unit: Unit, kinds: tuple[str, ...]) -> Iterator[OfferedWord]:
    for text, declared in names.visible(unit):
        if not kinds or declared.what in kinds:
            yield _word(text, declared)


def _word(text: str, declared: NameDeclaration) -> OfferedWord:
    node = declared.node
    return OfferedWord(
        text,
        declared.what,
        getattr(getattr(node, "meta", None), "words", "") or getattr(node, "words", ""),
    )
