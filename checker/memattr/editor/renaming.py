"""A name in a text, and a new one -> every place to change, if the texts then mean the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from memattr.editor.analysis import Analyst, TextGroup, path_of
from memattr.editor.hover import named_at
from memattr.editor.name_occurrences import Names, Occurrence
from memattr.editor.tokens import keywords
from memattr.language import syntax
from memattr.language.attr_files import shipped
from memattr.place import SpecError, Unusable

INSTALLED = "_shipped"
NOT_NAMES = ("identifier", "unit", "unknown", "fixed")


def nameable(names: Names, named: Occurrence | None) -> Occurrence:
    """The name, if it can be renamed at all. Raises Unusable."""
    if named is None:
        raise Unusable("there is no name here")
    declared = names.declarations(named.key)
    if named.key[0] in NOT_NAMES:
        raise Unusable(f"{named.text} is not named by these texts")
    if named.key[0] in ("value", "field", "part") and len(declared) > 1:
        owners = " and ".join(one.what for one in declared)
        raise Unusable(f"{named.text} is a {owners}: which is meant is not told by the name")
    return named


def renamed(
    analyst: Analyst,
    group: TextGroup,
    edited: Mapping[Path, bytes],
    at: tuple[str, int, int, str],
    new: str,
) -> list[Occurrence]:
    """The places, in all files of the group and all shipped texts, where the name at a place (file,
    line, column, and the text of the line) is to be another. Raises Unusable where what comes of
    it cannot be used: what the new name would hide, or mean as well, is refused by the language."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", new) or new in keywords():
        raise Unusable(f"'{new}' cannot be a name")
    try:
        loaded = analyst.everything(group, edited)
    except SpecError as error:
        raise Unusable(f"a text cannot be read: {error.problems[0].message}") from None
    names = Names(loaded.units)
    named = nameable(names, named_at(names, *at))
    places = list(names.everywhere(named.key))
    files = {place.place.file for place in places}
    if any(INSTALLED in path_of(file).parts for file in files):
        raise Unusable(f"{named.text} is named in a shipped text")
    after = dict(edited)
    for unit in loaded.units:
        if unit.file.path in files:
            after[path_of(unit.file.path).resolve()] = changed(unit.file, places, new)
    rules = shipped("rules").resolve()
    with_rules = any(rules in path_of(file).resolve().parents for file in files)
    try:
        analyst.refuse(group, after, with_rules)
    except SpecError as error:
        problem = error.problems[0]
        raise Unusable(f"{problem.message} ({problem.place.short})") from None
    return places


def changed(file: syntax.File, places: Sequence[Occurrence], new: str) -> bytes:
    """The file's text with another name at the places in it."""
    lines = list(file.lines)
    for one in sorted(places, key=lambda o: o.place, reverse=True):
        if one.place.file == file.path:
            row, start = one.place.line - 1, one.place.column - 1
            line = lines[row]
            lines[row] = line[:start] + new + line[start + len(one.text) :]
    return "\n".join(lines).encode()
