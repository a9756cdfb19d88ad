"""A process that does the work, and one beside it that knows how long that may last and how much
memory it may take, and what came of it if it died."""

from __future__ import annotations

import _thread
import gc
import math
import os
import resource
import select
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from time import monotonic

from memattr.processes.bounds import MIB, Bounds, default_memory, memory_of
from memattr.processes.orderly_end import Lifeline

UNDECIDED, BROKEN = 3, 4
# Seconds between two looks at the clock and the memory.
LOOK = 0.1


class Reins:
    """How the process that works says by what it is bound."""

    def __init__(self, pipe: int | None = None) -> None:
        self._pipe = pipe
        self._began = monotonic()

    @property
    def are_held(self) -> bool:
        """True iff there is a supervisor."""
        return self._pipe is not None

    @property
    def seconds_gone(self) -> float:
        """How long the process has been working."""
        return monotonic() - self._began

    def is_done_with_time(self) -> None:
        """What the time was for has been done in time."""
        self.bound(seconds=math.inf)

    def bound(self, seconds: float | None = None, memory: int | None = None) -> None:
        """The whole process is bound like this, its time from its beginning; None changes
        nothing."""
        if self._pipe is not None:
            words = ("-" if part is None else f"{part}" for part in (seconds, memory))
            os.write(self._pipe, f"{' '.join(words)}\n".encode())


def supervised(action: Callable[[Reins], int]) -> int:
    """The exit status of the action, which is done in a process of its own. Where none can be had,
    it is done here, without bounds."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        lifeline = Lifeline()
        here, there = os.pipe()
        process = os.fork()
    except OSError:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        return action(Reins())
    if process == 0:
        # What is garbage already is the original's: to end it here may crash, or remove what the
        # original uses.
        gc.freeze()
        os.close(here)
        lifeline.hold()
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        os._exit(action(Reins(there)))
    os.close(there)
    # An interruption is heard by the process that works, which says what is decided.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    watch = _Watch(process, here)
    _thread.start_new_thread(watch.run, ())
    return _said(watch.waited_for(), watch.stopped)


class _Watch:
    """Ends a process that is over its bounds."""

    def __init__(self, process: int, pipe: int) -> None:
        self._process, self._pipe = process, pipe
        self._began = monotonic()
        self._bounds = Bounds(None, default_memory())
        self._ended = _thread.allocate_lock()
        self.stopped = ""

    def waited_for(self) -> int:
        """The status that the process ended with, as `waitpid` has it."""
        os.waitid(os.P_PID, self._process, os.WEXITED | os.WNOWAIT)
        with self._ended:  # nobody else is killed in its place
            _, status = os.waitpid(self._process, 0)
            self._process = 0
        return status

    def run(self) -> None:
        """Until the process has ended."""
        said, is_open = b"", True
        while self._process:
            if is_open and select.select([self._pipe], [], [], LOOK)[0]:
                data = os.read(self._pipe, 4096)
                is_open, said = bool(data), said + data
                *lines, said = said.split(b"\n")
                for line in lines:
                    self._bind(*(None if part == b"-" else float(part) for part in line.split()))
            elif not is_open:
                select.select([], [], [], LOOK)
            self._look()

    def _bind(self, seconds: float | None, memory: float | None) -> None:
        if seconds is not None:
            self._bounds = replace(self._bounds, seconds=seconds)
        if memory is not None:
            self._bounds = replace(self._bounds, memory=int(memory))

    def _look(self) -> None:
        with self._ended:
            if not self._process or self.stopped:
                return
            seconds, memory = self._bounds.seconds, self._bounds.memory
            if seconds is not None and monotonic() - self._began > seconds:
                self.stopped = f"out of time after {seconds:g} s: --timeout SECONDS gives more"
            elif memory is not None and memory_of(self._process) > memory:
                self.stopped = f"out of memory at {memory // MIB} MiB: --max-memory MIB gives more"
            if self.stopped:
                os.kill(self._process, signal.SIGKILL)


def _said(status: int, stopped: str) -> int:
    """The exit status; a process that did not end by itself is spoken of."""
    if stopped:
        return _complained(f"nothing more is decided, {stopped}", UNDECIDED)
    if os.WIFEXITED(status):
        return os.WEXITSTATUS(status)
    number = os.WTERMSIG(status)
    if number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    name = signal.Signals(number).name
    limits = (resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA))
    if number == signal.SIGKILL or any(limit != resource.RLIM_INFINITY for limit in limits):
        return _complained(f"nothing more is decided, memory ran out ({name})", UNDECIDED)
    return _complained(f"the process died ({name}); please report this", BROKEN)


def _complained(words: str, status: int) -> int:
    with suppress(OSError):
        erased = "\r\x1b[K" if os.isatty(2) else ""  # a line that the process left half written
        os.write(2, f"{erased}memattr: {words}\n".encode())
    return status
