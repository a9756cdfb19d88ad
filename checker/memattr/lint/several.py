"""The fates of many mutants, in one process or in several."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from memattr.lint.mutants import Mutant
from memattr.lint.notice import Fate, Judge
from memattr.model.model import Claim, Model

# Mutants that a process judges in one go: neighbours, which share what was read for the first.
TOGETHER = 40


def fates(
    model: Model, claims: Sequence[Claim], of: Sequence[Mutant], jobs: int
) -> Iterator[tuple[Mutant, Fate]]:
    """Each mutant with its fate, in order; nothing depends on the number of jobs."""
    parts = [of[start : start + TOGETHER] for start in range(0, len(of), TOGETHER)]
    if jobs == 1 or len(parts) == 1:
        judge = _judge(model, claims)
        for part in parts:
            judge.begin()
            yield from ((mutant, judge.fate(mutant)) for mutant in part)
        return
    spawning = get_context("spawn")
    with ProcessPoolExecutor(jobs, spawning, _start, (model, claims)) as pool:
        for part, found in zip(parts, pool.map(_judged, parts), strict=True):
            yield from zip(part, found, strict=True)


def _judge(model: Model, claims: Sequence[Claim]) -> Judge:
    """What was read lives until the end: nothing is gained by looking for garbage in it again and
    again."""
    judge = Judge(model, claims)
    gc.collect()
    gc.freeze()
    return judge


class _Worker:
    """What a process keeps between the parts that it is given."""

    judge: Judge


def _start(model: Model, claims: Sequence[Claim]) -> None:
    _Worker.judge = _judge(model, claims)


def _judged(of: Sequence[Mutant]) -> list[Fate]:
    _Worker.judge.begin()
    return [_Worker.judge.fate(mutant) for mutant in of]
