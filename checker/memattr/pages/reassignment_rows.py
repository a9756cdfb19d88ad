"""Which steps a policy needs, as rows of a page."""

from __future__ import annotations

from memattr.answers.reassignment import Needed, ReassignmentAnswer
from memattr.pages.page import Abridged, Rows, hanging
from memattr.pages.phrases import counted

LABEL = "reassign"


def reassignment_rows(answer: ReassignmentAnswer) -> Abridged:
    """A row for each group of settings, with every sequence or with the first alone."""
    full, brief = (
        Rows(tuple(hanging(LABEL, [_text(one, every) for one in answer.needed])))
        for every in (True, False)
    )
    return Abridged((full,), (brief,))


def _text(needed: Needed, every: bool) -> str:
    settings = " or ".join(needed.settings) or "always"
    if not needed.sequences:
        return f"{settings}: no sequence of steps is safe"
    ways = [", ".join(steps) for steps in needed.sequences]
    more = counted(len(ways) - 1, "other")
    told = "; or ".join(ways) if every else ways[0] + (f"; or {more}" if ways[1:] else "")
    axioms = f" [rests on {', '.join(needed.axioms)}]" if needed.axioms else ""
    return f"{settings}: {told}{axioms}"
