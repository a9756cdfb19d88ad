"""A cited line and the lines of its file -> does it stand, just once, after its anchor?"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from memattr.model.model import Model, Origin


@dataclass(frozen=True)
class Stands:
    """The line stands at this number."""

    line: int


@dataclass(frozen=True)
class Changed:
    """No line has the text; the nearest one, with its number, if any is near."""

    nearest: tuple[int, str] | None


@dataclass(frozen=True)
class Repeated:
    """More than one line has the text."""

    lines: tuple[int, ...]


@dataclass(frozen=True)
class NoAnchor:
    """The line after which it should stand is missing, or stands more than once."""

    found: int
    nearest: tuple[int, str] | None


Standing: TypeAlias = Stands | Changed | Repeated | NoAnchor


@dataclass(frozen=True)
class Cited:
    """A line that a policy or a system cites for an input."""

    scope: str
    input: str
    tree: str
    origin: Origin


def cited(model: Model) -> tuple[Cited, ...]:
    """Every citation, in the order of the text; what a policy inherits is its system's."""
    found = []
    for scope in model.scopes.values():
        inherited = model.scopes[scope.system].assignments if scope.system else ()
        for assignment in scope.assignments:
            if scope.tree is not None and assignment not in inherited:
                found += [
                    Cited(scope.name, assignment.input, scope.tree[0], origin)
                    for origin in assignment.origins
                ]
    return tuple(found)


def folded(line: str) -> str:
    """The line with white space folded."""
    return " ".join(line.split())


def standing(origin: Origin, lines: Sequence[str]) -> Standing:
    """Whether the cited line stands in these lines."""
    texts = [folded(line) for line in lines]
    start = 0
    if origin.after:
        anchors = _holding(texts, origin.after, 0)
        if len(anchors) != 1:
            return NoAnchor(len(anchors), _nearest(texts, origin.after, 0))
        start = anchors[0]
    holding = _holding(texts, origin.line, start)
    if not holding:
        return Changed(_nearest(texts, origin.line, start))
    # After an anchor the first line counts: later ones belong to other anchors.
    if len(holding) > 1 and not origin.after:
        return Repeated(tuple(number + 1 for number in holding))
    return Stands(holding[0] + 1)


def _holding(texts: Sequence[str], wanted: str, start: int) -> list[int]:
    wanted = folded(wanted)
    return [n for n, text in enumerate(texts) if n >= start and wanted in text]


def _nearest(texts: Sequence[str], wanted: str, start: int) -> tuple[int, str] | None:
    """The line most like the wanted one; of equals the first."""
    wanted = folded(wanted)
    scored = [
        (difflib.SequenceMatcher(None, wanted, text).ratio(), -number, text)
        for number, text in enumerate(texts)
        if number >= start and text
    ]
    if not scored:
        return None
    ratio, number, text = max(scored)
    return (1 - number, text) if ratio >= 0.5 else None
