"""Claims decided in processes of their own."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from multiprocessing.connection import Connection
from typing import Any

from memattr.answers.check import Checkable, Checked, CheckedClaim
from memattr.answers.checker import Checker
from memattr.answers.find import FindAnswer
from memattr.engines.verdict import Verdict
from memattr.model.model import Claim

# What is known of an answer without the question that it answers.
OF_ANSWER = tuple(
    field.name for field in fields(FindAnswer) if field.name not in ("question", "recalled")
)


def parts_of(checked: Checked) -> tuple[object, ...]:
    """All but the claim or the question, which is most of it."""
    match checked:
        case CheckedClaim(of, fired, report, _):
            return of.outcome, of.rests_on, of.evidence, of.narrowed, fired, report
        case FindAnswer():
            return tuple(getattr(checked, name) for name in OF_ANSWER)


def put_together(item: Checkable, parts: tuple[Any, ...]) -> Checked:
    """What came of the item."""
    if isinstance(item, Claim):
        *verdict, fired, report = parts
        return CheckedClaim(Verdict(item, *verdict), fired, report)
    return FindAnswer(item, *parts)


# A process of its own pays for itself from so many items on.
WORTHWHILE, MOST = 100, 8


def processes_for(jobs: int | None, items: int) -> int:
    """How many processes to use: as many as are asked for, or what the machine has."""
    if jobs is not None:
        return min(jobs, items)
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return max(1, min(processors(), items // WORTHWHILE))


def processors() -> int:
    """Those of the machine, at most eight: each process needs 400 MiB, and on large models more."""
    return min(os.cpu_count() or 1, MOST)


def in_processes(
    count: int, checker: Callable[[], Checker], items: Sequence[Checkable]
) -> Iterator[Checked]:
    """The items in their order, dealt out to processes that share nothing: each makes a checker of
    its own."""
    # The library of diagrams has threads, which a copy of this process lacks: the copy must not
    # free any of the library's objects, so they are not looked at as garbage any more.
    gc.collect()
    gc.freeze()
    fork = multiprocessing.get_context("fork")
    ends, processes = [], []
    for number in range(count):
        end, other = fork.Pipe(duplex=False)
        dealt = items[number::count]
        process = fork.Process(target=_work, args=(other, checker, dealt), daemon=True)
        process.start()
        other.close()
        ends.append(end)
        processes.append(process)
    try:
        for number, item in enumerate(items):
            yield put_together(item, _received(ends[number % count]))
    finally:
        for process in processes:
            process.terminate()


def _work(end: Connection, checker: Callable[[], Checker], items: Sequence[Checkable]) -> None:
    """An interruption is for the process that collects."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        own = checker()
        for item in items:
            end.send(parts_of(own.checked(item)))
    except BaseException:
        end.send(traceback.format_exc())


def _received(end: Connection) -> tuple[object, ...]:
    try:
        parts = end.recv()
    except EOFError:
        raise AssertionError("a process that decides claims has died") from None
    assert isinstance(parts, tuple), parts
    return parts
