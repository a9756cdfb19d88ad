"""A name that is not known -> a way out: names that are near, a text that has it, or all there are.

A text that has it and was not given is one of the shipped ones, or lies in the working folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from memattr.language.attr_files import MAX_BYTES, SUFFIX, shipped, shown
from memattr.place import near

FEW = 8
# Items with a name that a command may be given; an item starts in the first column.
DECLARES = re.compile(
    r"^(policy|system|setting|prove|refute|cover|example|promise|find|table|view|behaviour|support)"
    r"\s+([A-Za-z_]\w*)",
    re.MULTILINE,
)
WORDS = {
    "prove": "claim",
    "refute": "claim",
    "cover": "claim",
    "find": "question",
}


def way_out(name: str, known: Iterable[str], plural: str) -> str:
    """What to do about an unknown name, where the known names are of a kind that `memattr list`
    calls `plural`: one line, or two."""
    names = list(dict.fromkeys(known))
    bare = name.rpartition(":")[2]
    ways = [near(name, names) or near(bare, names)]
    if not any(ways):
        ways.append(elsewhere(bare))
    if not any(ways):
        if not names:
            ways = [f"There are no {plural} in these texts."]
        elif len(names) <= FEW:
            ways = [f"There are {', '.join(names)}."]
        else:
            ways = [f"All {len(names)} of them: memattr list {plural}"]
    return "\n".join(way for way in ways if way)


def elsewhere(name: str) -> str:
    """Which texts, shipped or in the working folder, declare the name, or one near it, and as
    what."""
    declared = _declared()
    if name not in declared:
        close = get_close_matches(name, declared, n=1, cutoff=0.8)
        if not close:
            return ""
        name = close[0]
    return "\n".join(f"{path} declares a {kind} '{name}'." for path, kind in declared[name].items())


def _declared() -> dict[str, dict[str, str]]:
    """By name, the texts that declare it, and as what."""
    by_name: dict[str, dict[str, str]] = {}
    for path in _texts():
        try:
            with path.open("rb") as stream:
                text = stream.read(MAX_BYTES).decode("utf-8", "replace")
        except OSError:
            continue
        for match in DECLARES.finditer(text):
            places = by_name.setdefault(match[2], {})
            places.setdefault(shown(path), WORDS.get(match[1], match[1]))
    return by_name


def _texts() -> Iterator[Path]:
    for kind in ("rules", "spec"):
        yield from sorted(shipped(kind).rglob(f"*{SUFFIX}"))
    try:
        yield from sorted(path for path in Path.cwd().glob(f"*{SUFFIX}") if path.is_file())
    except OSError:
        return
