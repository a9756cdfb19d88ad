"""Which steps a policy needs, as rows of a page."""

from __future__ import annotations

from memattr.answers.reassignment import Needed, ReassignmentAnswer
from memattr.pages.page import Rows, counted, hanging, row

LABEL = "reassign"


def reassignment_rows(answer: ReassignmentAnswer, every: bool) -> Rows:
    """A row for each group of settings, with every sequence; or one with the first alone."""
    if every:
        return Rows(tuple(hanging(LABEL, [_text(one) for one in answer.needed])))
    first, *others = answer.needed
    steps = ", ".join(first.sequences[0]) if first.sequences else "no sequence of steps is safe"
    where = f" ({' or '.join(first.settings)})" if first.settings and others else ""
    more = f"; in {counted(len(others), 'other case')} other steps: -v" if others else ""
    return Rows((row(LABEL, f"{steps}{where}{more}"),))


def _text(needed: Needed) -> str:
    settings = " or ".join(needed.settings) or "always"
    if not needed.sequences:
        return f"{settings}: no sequence of steps is safe"
    ways = [", ".join(steps) for steps in needed.sequences]
    axioms = f" [rests on {', '.join(needed.axioms)}]" if needed.axioms else ""
    return f"{settings}: {'; or '.join(ways)}{axioms}"
