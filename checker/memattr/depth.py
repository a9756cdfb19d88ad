"""How deep Python may call itself."""

from __future__ import annotations

import sys

# Readings go as deep as expressions are nested, diagrams as there are bits of inputs.
FRAMES = 10_000


def allow() -> None:
    """As deep as any text that is not refused needs."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), FRAMES))
