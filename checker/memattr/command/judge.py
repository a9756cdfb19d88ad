"""Claims decided, with their evidence and their reports: here, or in processes of their own."""

from __future__ import annotations

import multiprocessing
import signal
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

from memattr.command.evidence import Evidence
from memattr.command.options import Look
from memattr.engines.decide import Decider, Engine
from memattr.engines.verdict import Refuted, Verdict, as_expected
from memattr.formats.render import Format
from memattr.model.model import Claim, Model
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
    jobs: int


@dataclass(frozen=True)
class Judged:
    """A verdict, and the full report on it where someone wants to read it."""

    verdict: Verdict
    report: tuple[str, ...]


class Judge:
    """Decides the claims of one model as it is wished."""

    def __init__(self, model: Model, wish: Wish, appearance: Look, evidence: Evidence) -> None:
        self._wish, self._look, self._evidence = wish, appearance, evidence
        self.decider = Decider(model, wish.engine, wish.timeout_ms)
        self._reporter = Reporter(
            model, appearance.width, self.decider.exact, self.decider.evaluator
        )

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


def in_processes(
    model: Model, wish: Wish, appearance: Look, evidence: Evidence, claims: Sequence[Claim]
) -> Iterator[Judged]:
    """The claims in their order, dealt out to processes that share nothing."""
    fork = multiprocessing.get_context("fork")
    count = min(wish.jobs, len(claims))
    ends, processes = [], []
    for number in range(count):
        end, other = fork.Pipe(duplex=False)
        dealt = claims[number::count]
        process = fork.Process(
            target=_work, args=(other, model, wish, appearance, evidence, dealt), daemon=True
        )
        process.start()
        other.close()
        ends.append(end)
        processes.append(process)
    try:
        for number, claim in enumerate(claims):
            judged = _received(ends[number % count])
            yield replace(judged, verdict=replace(judged.verdict, claim=claim))
    finally:
        for process in processes:
            process.terminate()


def _work(
    end: Connection,
    model: Model,
    wish: Wish,
    appearance: Look,
    evidence: Evidence,
    claims: Sequence[Claim],
) -> None:
    """An interruption is for the process that collects."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        judge = Judge(model, wish, appearance, evidence)
        for claim in claims:
            end.send(judge.judged(claim))
    except BaseException:
        end.send(traceback.format_exc())


def _received(end: Connection) -> Judged:
    try:
        found = end.recv()
    except EOFError:
        raise AssertionError("a process that decides claims has died") from None
    assert isinstance(found, Judged), found
    return found
