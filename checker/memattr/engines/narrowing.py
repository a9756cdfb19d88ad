"""What makes a verdict say less than its claim seems to say."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.engines.verdict import Narrowing
from memattr.model.model import Condition, Model


def foreign_assumptions(model: Model, file: str) -> Iterator[Narrowing]:
    """What is taken for granted in the file, and is not the shipped specification's."""
    for condition in model.foreign(file):
        yield Narrowing("assumption", condition.note.place, assumption_words(condition))


def assumption_words(condition: Condition) -> str:
    """The assumption as a sentence, with its place."""
    kind = "impossible" if condition.name else "of every cpu"
    place = condition.note.place.short
    return f"assumes '{condition.written}' {kind} ({place}): not in the shipped specification"
