"""What comes of a claim, or of a question with a stated answer; how it travels apart from that."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from memattr.engines.verdict import Verdict
from memattr.model.model import Claim, Question
from memattr.questions.answer import Answer, Compared


@dataclass(frozen=True)
class Judged:
    """A verdict, and the full report on it where someone wants to read it."""

    verdict: Verdict
    report: tuple[str, ...]


Item: TypeAlias = "Claim | Question"
Found: TypeAlias = "Judged | Compared"


def name_of(item: Item) -> str:
    """What tells it from all other items of a model."""
    return f"{item.note.place} {item.name}"


def parts_of(found: Found) -> tuple[object, ...]:
    """All but the item, which is most of it."""
    match found:
        case Judged(of, report):
            return of.outcome, of.rests_on, of.evidence, of.narrowed, report
        case Compared(of, wrong, missing):
            own = [field.name for field in fields(Answer) if field.name != "question"]
            return (*(getattr(of, name) for name in own), wrong, missing)


def put_together(item: Item, parts: tuple[Any, ...]) -> Found:
    """What was found of the item."""
    if isinstance(item, Claim):
        outcome, rests_on, evidence, narrowed, report = parts
        return Judged(Verdict(item, outcome, rests_on, evidence, narrowed), report)
    *rest, wrong, missing = parts
    return Compared(Answer(item, *rest), wrong, missing)
