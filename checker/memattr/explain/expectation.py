"""What a text pins down of a verdict and does not stand: reasons and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from memattr.engines.verdict import (
    BecauseHolds,
    Evidence,
    Example,
    NotSufficient,
    Refuted,
    Superfluous,
    Verdict,
)
from memattr.model.model import Claim


def trouble(verdict: Verdict, said: Callable[[Example], str]) -> Iterator[str]:
    """Phrases; `said` puts an example into words."""
    claim = verdict.claim
    if not isinstance(verdict.outcome, Refuted):
        return
    yield from _mode(claim, verdict.outcome)
    if claim.because:
        yield from _because(claim, verdict.evidence, said)
    if claim.counts is not None:
        yield from _counts(claim.counts, verdict.evidence)


def _mode(claim: Claim, outcome: Refuted) -> Iterator[str]:
    if claim.expected == "prove":
        yield "as claimed: this is false"
    elif outcome.by_choice and claim.mode != "by choice":
        yield "for every choice: say `refute ... by choice`"
    elif not outcome.by_choice and claim.mode == "by choice":
        yield "by choice: it fails whatever is chosen"


def _because(
    claim: Claim, evidence: Evidence | None, said: Callable[[Example], str]
) -> Iterator[str]:
    names = _names(claim.because)
    match evidence.because if evidence else None:
        case None:
            yield f"known to be because of {names}: the exact engine can tell"
        case BecauseHolds():
            return
        case Superfluous(cases):
            yield f"because of {_names(cases)}: the rest explains all"
        case NotSufficient(example):
            yield f"because of {names} alone: fails anyway at {said(example)}"


def _names(cases: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(".".join(case) for case in cases)


def _counts(wanted: tuple[int, int], evidence: Evidence | None) -> Iterator[str]:
    if evidence is None or evidence.counts is None:
        yield f"known to be on {wanted[0]} of {wanted[1]}: the exact engine can tell"
        return
    counts = evidence.counts
    if wanted != (counts.fails, counts.others):
        over = ", ".join(counts.relevant) or "no input"
        yield (
            f"on {wanted[0]} of {wanted[1]}: it is on {counts.fails} of {counts.others}, "
            f"counted over {over}"
        )
