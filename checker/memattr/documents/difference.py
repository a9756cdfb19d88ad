"""Where a text is not as it should be."""

from __future__ import annotations

import difflib
from collections.abc import Iterator


def difference(name: str, old: str, new: str) -> Iterator[str]:
    """file:line of the first difference and a diff; nothing if there is none."""
    if old == new:
        return
    before, after = old.split("\n"), new.split("\n")
    pairs = zip(before, after, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)))
    yield f"{name}:{at + 1}: this line is not as generated"
    yield from difflib.unified_diff(before, after, name, "generated", n=0, lineterm="")
