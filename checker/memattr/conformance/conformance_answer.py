"""What a comparison of answers with the specification found, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memattr.answers.data import Data
from memattr.answers.idle_inputs import Idle, idle_data
from memattr.conformance.judgement import RowVerdict
from memattr.explain.report import ConditionTerms, ShownValue, Source
from memattr.model.model import Model


@dataclass(frozen=True)
class DecidingCase:
    """A case whose result would have to be another, and how many rows say so."""

    source: Source
    rows: int


@dataclass(frozen=True)
class DifferenceClass:
    """Rows that differ because one rule was not followed. `cases` are those that decide, the most
    frequent first, none if no single rule explains the rows. `terms` describe exactly these rows
    among all that were judged, or if `all_but` the others. `rows` counts the lines of the file,
    `distinct` what remains without repetitions. The plainest row is the `example`; `answered` is
    what was answered there, by parts of the answer, and `right` each of the answers that are
    permitted, no part of which may be combined with that of another."""

    cases: tuple[DecidingCase, ...]
    rows: int
    distinct: int
    terms: ConditionTerms
    all_but: bool
    example: tuple[ShownValue, ...]
    answered: tuple[tuple[str, str], ...]
    right: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True)
class Conformance:
    """The rows of `source` by verdict, and the classes of those that differ, the largest first.
    `given` is what was said of inputs that are no columns, `accepted` choices that are fixed,
    `unread` the columns that were ignored; `parts` are the parts of an answer. Of rows that are
    `lost`, the number is known and nothing else: `lost_differing` of them differ. `idle` are the
    inputs that make no difference to what the specification says, whatever the columns hold."""

    model: Model
    source: str
    counts: Mapping[RowVerdict, int]
    classes: tuple[DifferenceClass, ...]
    inputs: tuple[str, ...]
    parts: tuple[str, ...]
    given: tuple[str, ...]
    accepted: tuple[str, ...]
    unread: tuple[str, ...]
    judges_reserved: bool
    lost: int
    lost_differing: int
    idle: tuple[Idle, ...]

    @property
    def judged(self) -> int:
        """How many rows have an answer that is right or wrong."""
        return sum(self.counts[verdict] for verdict in ("equal", "permitted", "different"))

    @property
    def conforms(self) -> bool:
        """True iff no row differs."""
        return self.counts["different"] == 0


def conformance_data(answer: Conformance) -> Data:
    """The answer as data, cells as they would be written in a file."""
    return {
        "source": answer.source,
        "conforms": answer.conforms,
        "counts": {**answer.counts, "judged": answer.judged},
        "inputs": [*answer.inputs],
        "answers": [*answer.parts],
        "given": [*answer.given],
        "accepted": [*answer.accepted],
        "ignored": [*answer.unread],
        "judges_reserved": answer.judges_reserved,
        "idle": [idle_data(answer.model, idle) for idle in answer.idle],
        "not_explained": {"rows": answer.lost, "different": answer.lost_differing},
        "classes": [_class_data(one) for one in answer.classes],
    }


def _class_data(one: DifferenceClass) -> Data:
    return {
        "cases": [
            {
                "name": case.source.name,
                "place": case.source.place,
                "references": [*case.source.refs],
                "words": case.source.words,
                "rows": case.rows,
            }
            for case in one.cases
        ],
        "rows": one.rows,
        "distinct": one.distinct,
        "where": {
            "terms": [*one.terms.terms],
            "more": one.terms.more,
            "exact": one.terms.exact,
            "all_but": one.all_but,
        },
        "example": {setting.name: setting.value for setting in one.example},
        "answered": dict(one.answered),
        "right": [dict(right) for right in one.right],
    }
