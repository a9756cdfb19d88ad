"""A word and those that are known -> `Did you mean ...?`"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def near(text: str, known: Iterable[str]) -> str:
    """`Did you mean ...?`, or nothing if no known name is close."""
    names = sorted({name for name in known if name != text})
    folded = [name for name in names if name.lower() == text.lower()]
    close = folded or difflib.get_close_matches(text, names, n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(close)}?" if close else ""
