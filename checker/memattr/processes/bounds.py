"""How long something may last, and how much memory it may use."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass

MIB = 1 << 20
# Of the machine's memory, what all processes of one command may use together if nothing is said.
SHARE = 0.75


@dataclass(frozen=True)
class Bounds:
    """Seconds of wall time for each question, and bytes of memory for all processes together; None
    for no bound."""

    seconds: float | None = None
    memory: int | None = None


def default_memory() -> int | None:
    """Most of what the machine has; None where that is unknown."""
    try:
        return int(SHARE * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (OSError, ValueError):
        return None


def memory_of(process: int) -> int:
    """The bytes that a process occupies; 0 where the system does not say, or if it has ended."""
    try:
        with open(f"/proc/{process}/statm", "rb") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0
