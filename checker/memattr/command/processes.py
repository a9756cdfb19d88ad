"""Claims decided in processes of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, assert_never

from memattr.answers.check import Checkable, Checked, CheckedClaim
from memattr.answers.checker import Checker
from memattr.answers.find import FindAnswer
from memattr.answers.procedures import ProcedureAnswer
from memattr.answers.safety import CheckedSafety
from memattr.engines.decide import DIAGRAMS_SHARE, SOLVERS_SHARE
from memattr.engines.verdict import Narrowing, Unknown, Verdict
from memattr.machines.safety_verdict import SafetyVerdict
from memattr.model.machine import ProcedureQuestion, SafetyClaim
from memattr.model.model import Claim
from memattr.processes.bounds import Bounds
from memattr.processes.pool import Done, Pool, Stopped, always

# What is known of an answer without the question that it answers.
OF_ANSWER, OF_PROCEDURES = (
    tuple(f.name for f in fields(answer) if f.name not in ("question", "recalled", "cut"))
    for answer in (FindAnswer, ProcedureAnswer)
)

# What is known of a verdict about runs without its claim.
OF_SAFETY = tuple(field.name for field in fields(SafetyVerdict) if field.name != "claim")


def parts_of(checked: Checked) -> tuple[object, ...]:
    """All but the claim or the question, which is most of it."""
    match checked:
        case CheckedClaim(verdict, fired, report, _):
            return (
                verdict.outcome,
                verdict.rests_on,
                verdict.evidence,
                verdict.narrowed,
                fired,
                report,
            )
        case CheckedSafety(safety, _):
            return tuple(getattr(safety, name) for name in OF_SAFETY)
        case FindAnswer():
            return tuple(getattr(checked, name) for name in OF_ANSWER)
        case ProcedureAnswer():
            return tuple(getattr(checked, name) for name in OF_PROCEDURES)


def put_together(item: Checkable, parts: tuple[Any, ...]) -> Checked:
    """What came of the item."""
    if isinstance(item, Claim):
        *verdict, fired, report = parts
        return CheckedClaim(Verdict(item, *verdict), fired, report)
    if isinstance(item, SafetyClaim):
        return CheckedSafety(SafetyVerdict(item, *parts))
    if isinstance(item, ProcedureQuestion):
        return ProcedureAnswer(item, *parts)
    return FindAnswer(item, *parts)


# A process of its own pays for itself from so many items on.
WORTHWHILE, MOST = 100, 8


def processes_for(jobs: int | None, items: int) -> int:
    """How many processes to use: as many as are asked for, or what the machine has."""
    if jobs is not None:
        return min(jobs, items)
    return max(1, min(processors(), items // WORTHWHILE))


def processors() -> int:
    """Those of the machine, at most eight: each process needs 400 MiB, and on large models more."""
    return min(os.cpu_count() or 1, MOST)


def in_processes(
    count: int,
    checker: Callable[[], Checker],
    items: Sequence[Checkable],
    bounds: Bounds,
    wanted: Callable[[], bool] = always,
) -> Iterator[Checked]:
    """The items in their order, dealt out to processes that share nothing: each makes a checker of
    its own. What is over its bounds is given up; a verdict stands even if the report on it was.
    Raises NoLongerWanted once nothing is `wanted`."""

    def begin() -> Callable[[Checkable, Callable[[Any], None]], tuple[object, ...]]:
        own = checker()

        def job(item: Checkable, stands: Callable[[Any], None]) -> tuple[object, ...]:
            return parts_of(own.checked(item, lambda known: stands(parts_of(known))))

        return job

    pool = Pool(count, begin, items, bounds, wanted)
    for item, came in zip(items, pool.results(), strict=True):
        match came:
            case Done(parts, seconds):
                checked = put_together(item, parts)
                yield replace(checked, cut=is_cut(seconds, bounds.seconds))
            case Stopped(known, reason) if known is not None:
                yield _without_report(put_together(item, known), reason)
            case Stopped(_, reason):
                yield _undecided(item, reason)
            case _:
                assert_never(came)


def is_cut(seconds: float, bound: float | None) -> bool:
    """True iff some part of the work may have reached the end of its share of the time."""
    return bound is not None and seconds >= bound * min(DIAGRAMS_SHARE, SOLVERS_SHARE)


def _undecided(item: Checkable, reason: str) -> Checked:
    """Nothing is known of the item, for this reason."""
    if isinstance(item, Claim):
        return CheckedClaim(Verdict(item, Unknown(reason), (), None), ())
    if isinstance(item, SafetyClaim):
        return CheckedSafety(SafetyVerdict(item, "UNKNOWN", reason, 0, None, (), ()))
    if isinstance(item, ProcedureQuestion):
        return ProcedureAnswer(item, (), False, 0, undecided=reason)
    return FindAnswer(item, (), (), (), 0, (), (), False, (), undecided=reason)


def _without_report(checked: Checked, reason: str) -> Checked:
    """The verdict stands; what was to be said of it was given up, for this reason."""
    assert isinstance(checked, CheckedClaim), "answers are found whole"
    verdict = checked.verdict
    words = f"is reported without its reasons: {reason}"
    narrowing = Narrowing("given up", verdict.claim.note.place, words)
    narrowed = (*verdict.narrowed, narrowing)
    return replace(checked, verdict=replace(verdict, narrowed=narrowed), cut=True)
