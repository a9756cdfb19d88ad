"""The fates of many mutants, in one process or in several."""

from __future__ import annotations

import _thread
import gc
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_context, parent_process

from memattr.lint.detection import Fate, MutantDetector
from memattr.lint.mutants import Mutant
from memattr.model.model import Claim, Model

# Mutants that a process decides in one go: neighbours, which share what was read for the first.
TOGETHER = 40


def fates(
    model: Model, claims: Sequence[Claim], mutants: Sequence[Mutant], jobs: int
) -> Iterator[tuple[Mutant, Fate]]:
    """Each mutant with its fate, in order; nothing depends on the number of jobs."""
    parts = [mutants[start : start + TOGETHER] for start in range(0, len(mutants), TOGETHER)]
    if jobs == 1 or len(parts) == 1:
        detector = _detector(model, claims)
        for part in parts:
            detector.begin()
            yield from ((mutant, detector.fate(mutant)) for mutant in part)
        return
    spawning = get_context("spawn")
    with ProcessPoolExecutor(jobs, spawning, _start, (model, claims)) as pool:
        try:
            for part, decided in zip(parts, _all_decided(pool, parts), strict=True):
                yield from zip(part, decided, strict=True)
        except BaseException:
            for process in active_children():  # nobody waits for what they are at
                process.kill()
            raise


def _all_decided(
    pool: ProcessPoolExecutor, parts: Sequence[Sequence[Mutant]]
) -> Iterator[list[Fate]]:
    """An interruption is for the process that collects, from the first moment of the others on."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.map(_decided, parts)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _detector(model: Model, claims: Sequence[Claim]) -> MutantDetector:
    """What was read lives until the end: nothing is gained by looking for garbage in it again and
    again."""
    detector = MutantDetector(model, claims)
    gc.collect()
    gc.freeze()
    return detector


class _MutantWorker:
    """What a process keeps between the parts that it is given."""

    detector: MutantDetector


def _start(model: Model, claims: Sequence[Claim]) -> None:
    _thread.start_new_thread(_end_with_parent, ())
    _MutantWorker.detector = _detector(model, claims)


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None, "somebody began this process"
    parent.join()
    os.kill(os.getpid(), signal.SIGKILL)


def _decided(mutants: Sequence[Mutant]) -> list[Fate]:
    _MutantWorker.detector.begin()
    return [_MutantWorker.detector.fate(mutant) for mutant in mutants]
