"""How answers are written: what a user may wish of any format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """Columns of text, colour, and how much of an answer is shown: -1 quiet, 0, 1 and 2 verbose."""

    width: int = 76
    color: bool = False
    verbosity: int = 0
