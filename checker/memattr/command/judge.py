"""Claims decided, with their evidence and their reports, and stated answers of questions checked:
here, or in processes of their own."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

from memattr.command.answers import checked, finder_of
from memattr.command.evidence import Evidence
from memattr.command.found import Found, Item, Judged, parts_of, put_together
from memattr.command.options import Look
from memattr.engines.decide import Decider, Engine
from memattr.engines.verdict import Refuted, Verdict, as_expected
from memattr.formats.render import Format
from memattr.model.model import Claim, Model, Question
from memattr.reports.text import Reporter


@dataclass(frozen=True)
class Wish:
    """What the options of `check` ask for, apart from looks."""

    only: tuple[str, ...]
    engine: Engine
    timeout_ms: int | None
    explain: bool
    form: Format | Literal["text"]
    out: str
    folder: Path | None
    second: bool
    jobs: int | None
    remember: bool


class Judge:
    """Decides the claims of one model, and checks answers, as it is wished."""

    def __init__(self, model: Model, wish: Wish, appearance: Look, evidence: Evidence) -> None:
        self._wish, self._look, self._evidence = wish, appearance, evidence
        self.decider = Decider(model, wish.engine, wish.timeout_ms)
        self._reporter = Reporter(
            model, appearance.width, self.decider.exact, self.decider.evaluator
        )

        self._finder = finder_of(self.decider, wish.timeout_ms)

    def found(self, item: Item) -> Found:
        """What comes of a claim, or of a question with a stated answer."""
        return checked(self._finder, item) if isinstance(item, Question) else self.judged(item)

    def judged(self, claim: Claim) -> Judged:
        """The verdict, and what is to be said of it."""
        verdict = self._evidence.beside(self.decider.decide(claim))
        full = self._is_wanted_in_full(verdict)
        report = self._reporter.report(verdict, self._wish.explain) if full else ()
        return Judged(verdict, tuple(report))

    def _is_wanted_in_full(self, verdict: Verdict) -> bool:
        """What is unexpected, always; as text also refutations, and what is to be explained."""
        if self._wish.form in ("json", "gcc"):
            return False
        if not as_expected(verdict):
            return True
        if self._wish.form != "text" or is_left_out(verdict, self._look):
            return False
        verbose = self._look.verbosity > 0 or self._wish.explain
        return verbose or isinstance(verdict.outcome, Refuted)


def is_left_out(verdict: Verdict, appearance: Look) -> bool:
    """True iff nothing is said of the verdict."""
    quiet = appearance.verbosity < 0 or verdict.claim.form == "example"
    return quiet and as_expected(verdict)


# A process of its own pays for itself from so many items on.
WORTHWHILE, MOST = 100, 8


def processes_for(wish: Wish, items: int) -> int:
    """How many processes to use: as many as wished for, or what the machine has."""
    if wish.jobs is not None:
        return min(wish.jobs, items)
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return max(1, min(processors(), items // WORTHWHILE))


def processors() -> int:
    """Those of the machine, at most eight: each process needs 400 MiB, and on large models more."""
    return min(os.cpu_count() or 1, MOST)


def in_processes(
    count: int,
    model: Model,
    wish: Wish,
    appearance: Look,
    evidence: Evidence,
    items: Sequence[Item],
) -> Iterator[Found]:
    """The items in their order, dealt out to processes that share nothing."""
    # The library of diagrams has threads of its own, which a copy of this process lacks: nothing of
    # it may be left that is taken for garbage there.
    gc.collect()
    gc.freeze()
    fork = multiprocessing.get_context("fork")
    ends, processes = [], []
    for number in range(count):
        end, other = fork.Pipe(duplex=False)
        dealt = items[number::count]
        process = fork.Process(
            target=_work, args=(other, model, wish, appearance, evidence, dealt), daemon=True
        )
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


def _work(
    end: Connection,
    model: Model,
    wish: Wish,
    appearance: Look,
    evidence: Evidence,
    items: Sequence[Item],
) -> None:
    """An interruption is for the process that collects."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        judge = Judge(model, wish, appearance, evidence)
        for item in items:
            end.send(parts_of(judge.found(item)))
    except BaseException:
        end.send(traceback.format_exc())


def _received(end: Connection) -> tuple[object, ...]:
    try:
        found = end.recv()
    except EOFError:
        raise AssertionError("a process that decides claims has died") from None
    assert isinstance(found, tuple), found
    return found
