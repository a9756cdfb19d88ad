"""Claims decided, with their evidence and their reports: here, or in processes of their own."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    """The claims in their order, decided by several processes that share nothing."""
    global _work
    _work = _Work(model, wish, appearance, evidence, claims)
    fork = multiprocessing.get_context("fork")
    with fork.Pool(min(wish.jobs, len(claims)), _begin) as pool:
        for claim, judged in zip(claims, pool.imap(_judged, range(len(claims))), strict=True):
            yield replace(judged, verdict=replace(judged.verdict, claim=claim))


@dataclass
class _Work:
    """What a process has to do; it is there before the process is, and so need not be sent."""

    model: Model
    wish: Wish
    appearance: Look
    evidence: Evidence
    claims: Sequence[Claim]
    judge: Judge | None = None


_work: _Work | None = None


def _begin() -> None:
    """An interruption is for the process that collects."""
    assert _work is not None, "the work is set before processes begin"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work.judge = Judge(_work.model, _work.wish, _work.appearance, _work.evidence)


def _judged(index: int) -> Judged:
    assert _work is not None and _work.judge is not None, "the process has begun"
    return _work.judge.judged(_work.claims[index])
