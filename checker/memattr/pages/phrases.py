"""Lists and numbers in words, and shorter wordings of them."""

from __future__ import annotations

from collections.abc import Sequence


def listed(texts: Sequence[str], most: int, what: str = "more") -> str:
    """The texts with commas, cut after `most`."""
    if len(texts) <= most:
        return ", ".join(texts)
    return f"{', '.join(texts[:most])} and {len(texts) - most} {what}"


def counted(number: int, noun: str) -> str:
    """The number with its noun, in the plural where it must be."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shortened(texts: Sequence[str], link: str = ", ") -> list[str]:
    """The list in full, then with fewer and fewer of its members named."""
    wordings = [link.join(texts)]
    for shown in reversed(range(1, len(texts))):
        wordings.append(f"{link.join(texts[:shown])} and {len(texts) - shown} more")
    return wordings


def cut_short(text: str, columns: int) -> str:
    """The beginning of the text in so many columns, whole words if they are not too long."""
    if len(text) <= columns:
        return text
    start = text[: columns - 3]
    words = start.rpartition(" ")[0]
    return (words if 2 * len(words) > len(start) else start).rstrip(" ,;|(.=") + "..."
