"""A cited text and the lines of its file -> does it stand, just once, after its anchor?

White space is folded, line ends included: a citation may hold several lines, which tells apart
what one line alone does not. It holds whole tokens: `0xf` does not stand in `0xf0`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from memattr.model.code_provenance import Origin
from memattr.model.model import Model

LEAST_LIKENESS = 0.5
MOST_LINES = 4
# Characters that may stand side by side in one token: of words and numbers, of operators.
OF_ONE_TOKEN = (r"\w", r"[-+*/%=<>!&|^~?:.#]")


@dataclass(frozen=True)
class Stands:
    """The text stands, and begins in this line."""

    line: int


@dataclass(frozen=True)
class Changed:
    """The text is nowhere; the lines most like it, with the first one's number, if any are."""

    nearest: tuple[int, str] | None


@dataclass(frozen=True)
class Moved:
    """The text stands in these lines, none of them after its anchor."""

    lines: tuple[int, ...]


@dataclass(frozen=True)
class Repeated:
    """The text stands more than once, beginning in these lines, after its anchor if it has one."""

    lines: tuple[int, ...]


@dataclass(frozen=True)
class NoAnchor:
    """The line after which it should stand is missing, or stands more than once."""

    found: int
    nearest: tuple[int, str] | None


Standing: TypeAlias = Stands | Changed | Moved | Repeated | NoAnchor


@dataclass(frozen=True)
class Cited:
    """A line that a policy or a system cites for an input."""

    scope: str
    input: str
    tree: str
    origin: Origin


def cited(model: Model) -> tuple[Cited, ...]:
    """Every citation, in the order of the text; what a policy inherits is its system's."""
    citations = []
    for scope in model.scopes.values():
        inherited = model.scopes[scope.system].assignments if scope.system else ()
        for assignment in scope.assignments:
            if scope.tree is not None and assignment not in inherited:
                citations += [
                    Cited(scope.name, assignment.input, scope.tree[0], origin)
                    for origin in assignment.origins
                ]
    return tuple(citations)


def folded(text: str) -> str:
    """The text with white space folded."""
    return " ".join(text.split())


def standing(origin: Origin, lines: Sequence[str]) -> Standing:
    """Whether the cited text stands in these lines, exactly once after its anchor."""
    texts = [folded(line) for line in lines]
    start = 0
    if origin.after:
        anchors = _places(texts, origin.after, 0)
        if len(anchors) != 1:
            return NoAnchor(len(anchors), _nearest(texts, origin.after, 0))
        start = anchors[0]
    holding = _places(texts, origin.line, start)
    if not holding and (before := _places(texts, origin.line, 0)):
        return Moved(tuple(_line_of(texts, place) + 1 for place in before))
    if not holding:
        return Changed(_nearest(texts, origin.line, _line_of(texts, start)))
    numbers = tuple(_line_of(texts, place) + 1 for place in holding)
    return Stands(numbers[0]) if len(numbers) == 1 else Repeated(numbers)


def _places(texts: Sequence[str], wanted: str, start: int) -> list[int]:
    """Where the wanted text begins in the folded file, from `start` on."""
    whole = " ".join(texts)
    # Empty lines leave blanks side by side, which one blank of the wanted text stands for.
    inside = " +".join(map(re.escape, wanted.split()))
    pattern = re.compile(f"{_no_more(wanted[:1], '?<!')}{inside}{_no_more(wanted[-1:], '?!')}")
    return [matched.start() for matched in pattern.finditer(whole, start)]


def _no_more(end: str, look: str) -> str:
    """Refuses more of the token that the wanted text begins or ends with."""
    same = next((same for same in OF_ONE_TOKEN if re.match(same, end)), "")
    return f"({look}{same})" if same else ""


def _line_of(texts: Sequence[str], place: int) -> int:
    """The index of the line that holds this place of the folded file."""
    ends = accumulate(len(text) + 1 for text in texts)
    return next(number for number, end in enumerate(ends) if place < end)


def _nearest(texts: Sequence[str], wanted: str, start: int) -> tuple[int, str] | None:
    """The line, or the few lines, most like the wanted text; of equals the first."""
    likeness = difflib.SequenceMatcher(b=folded(wanted), autojunk=False)
    best, nearest = LEAST_LIKENESS, None
    for size in range(1, MOST_LINES + 1):
        for number in range(start, len(texts)):
            text = " ".join(filter(None, texts[number : number + size]))
            likeness.set_seq1(text)
            if likeness.real_quick_ratio() > best and (ratio := likeness.ratio()) > best:
                best, nearest = ratio, (number + 1, text)
    return nearest
