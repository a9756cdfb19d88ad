"""The fates of many mutants, in one process or in several."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

from memattr.lint.detection import Fate, MutantDetector, Undecided
from memattr.lint.mutants import Mutant
from memattr.model.model import Claim, Model
from memattr.processes.bounds import Bounds
from memattr.processes.pool import Done, Pool, Stopped

# Mutants that a process decides in one go: neighbours, which share what was read for the first.
TOGETHER = 40


def fates(
    model: Model, claims: Sequence[Claim], mutants: Sequence[Mutant], jobs: int
) -> Iterator[tuple[Mutant, Fate]]:
    """Each mutant with its fate, in order; nothing depends on the number of jobs. Where a process
    died, those that it was at are undecided."""
    parts = [mutants[start : start + TOGETHER] for start in range(0, len(mutants), TOGETHER)]

    def begin() -> Callable[[Sequence[Mutant], object], list[Fate]]:
        detector = _detector(model, claims)

        def job(part: Sequence[Mutant], _: object) -> list[Fate]:
            detector.begin()
            return [detector.fate(mutant) for mutant in part]

        return job

    if jobs == 1 or len(parts) <= 1:
        job = begin()
        for part in parts:
            yield from zip(part, job(part, None), strict=True)
        return
    for part, came in zip(parts, Pool(jobs, begin, parts, Bounds()).results(), strict=True):
        match came:
            case Done(decided, _):
                yield from zip(part, decided, strict=True)
            case Stopped(_, reason):
                yield from ((mutant, Undecided(reason)) for mutant in part)
            case _:
                assert_never(came)


def _detector(model: Model, claims: Sequence[Claim]) -> MutantDetector:
    """What was read lives until the end: nothing is gained by looking for garbage in it again and
    again."""
    detector = MutantDetector(model, claims)
    gc.collect()
    gc.freeze()
    return detector
