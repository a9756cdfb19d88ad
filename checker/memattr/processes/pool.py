"""Items dealt out to processes that share nothing, each item within its bounds."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Any, Generic, TypeAlias, TypeVar, cast

from memattr.processes.bounds import MIB, Bounds, memory_of
from memattr.processes.orderly_end import TOLD, Lifeline, die_with_parent

T = TypeVar("T")
# Seconds between two looks at clocks and memory.
LOOK = 0.1
# In place of an item's number: the whole process failed.
FAILED = -1


@dataclass(frozen=True)
class Done:
    """What came of an item, and in how many seconds."""

    value: Any
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Stopped:
    """An item was given up, for this reason; what was known of it by then, if anything was."""

    known: Any | None
    reason: str


Came: TypeAlias = Done | Stopped
# Called with an item, and with what takes in results that stand whatever comes after them.
Job: TypeAlias = "Callable[[T, Callable[[Any], None]], Any]"


class NoLongerWanted(Exception):
    """Nobody waits for the results that are still to come."""


def always() -> bool:
    """Somebody waits."""
    return True


class Pool(Generic[T]):
    """`begin` makes the job of one process, in that process. Results must survive pickling. Once
    nothing is `wanted` any more, all is given up and NoLongerWanted raised."""

    def __init__(
        self,
        count: int,
        begin: Callable[[], Job[T]],
        items: Sequence[T],
        bounds: Bounds,
        wanted: Callable[[], bool] = always,
    ) -> None:
        self._wanted = wanted
        self._begin, self._items, self._bounds = begin, items, bounds
        self._share = None if bounds.memory is None else bounds.memory // count
        self._lifeline = Lifeline()
        self._came: dict[int, Came] = {}
        self._workers: list[_Worker] = []
        self._waiting = [list(range(number, len(items), count)) for number in range(count)]

    def results(self) -> Iterator[Came]:
        """What came of each item, in their order."""
        # The library of diagrams has threads of its own, which a copy of this process lacks:
        # nothing of it may be left that is taken for garbage there.
        gc.collect()
        gc.freeze()
        try:
            for numbers in self._waiting:
                self._start(numbers)
            for number in range(len(self._items)):
                while number not in self._came:
                    self._look()
                    if not self._wanted():
                        raise NoLongerWanted
                yield self._came.pop(number)
        finally:
            for worker in self._workers:
                worker.end()
            self._workers.clear()
            self._lifeline.close()

    def _start(self, numbers: list[int]) -> None:
        """A process for these items. An interruption is for the process that collects."""
        here, there = Pipe(duplex=False)
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        parent = os.getpid()
        try:
            process = os.fork()
            if process == 0:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                here.close()
                self._run(there, numbers, parent)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        there.close()
        self._workers.append(_Worker(process, here, numbers))

    def _run(self, there: Connection, numbers: list[int], parent: int) -> None:
        """In the new process, which ends here."""
        status = 1
        try:
            for number in filter(lambda n: callable(signal.getsignal(n)), TOLD):
                signal.signal(number, signal.SIG_DFL)
            for sibling in self._workers:
                sibling.end_of_pipe.close()
            self._lifeline.hold()
            die_with_parent(parent)
            self._work(there, numbers)
            status = 0
        except (BrokenPipeError, MemoryError):
            pass
        except BaseException as error:
            there.send((FAILED, _sendable(error)))
        finally:
            os._exit(status)

    def _work(self, there: Connection, numbers: list[int]) -> None:
        job = self._begin()
        for number in numbers:

            def stands(known: Any, number: int = number) -> None:
                there.send((number, Stopped(known, "")))

            began = monotonic()
            value = job(self._items[number], stands)
            there.send((number, Done(value, monotonic() - began)))

    def _look(self) -> None:
        """Takes in what is there, or waits a little; ends what is over its bounds."""
        assert self._workers, "someone is at work on what is waited for"
        ends = {worker.end_of_pipe: worker for worker in self._workers}
        for end in wait(list(ends), LOOK):
            worker = ends[end]  # type: ignore[index]  # only connections are waited for
            try:
                number, message = worker.end_of_pipe.recv()
            except (EOFError, OSError):
                self._replace(worker, f"its process died: {worker.end()}")
                continue
            if number == FAILED:
                raise message
            if isinstance(message, Done):
                worker.next(number)
                self._came[number] = message
            else:
                worker.known = message.known
        for worker in list(self._workers):
            reason = self._excess(worker)
            if reason:
                worker.end()
                self._replace(worker, reason)

    def _excess(self, worker: _Worker) -> str:
        if not worker.numbers:
            return ""
        seconds = self._bounds.seconds
        if seconds is not None and monotonic() - worker.since > seconds:
            return f"out of time after {seconds:g} s"
        if self._share is not None and memory_of(worker.process) > self._share:
            return f"out of memory at {self._share // MIB} MiB"
        return ""

    def _replace(self, worker: _Worker, reason: str) -> None:
        """The item under way is given up; another process takes the rest."""
        self._workers.remove(worker)
        if worker.numbers:
            given_up, *rest = worker.numbers
            self._came[given_up] = Stopped(worker.known, reason)
            if rest:
                self._start(rest)


def _sendable(error: BaseException) -> Exception:
    """What a parent may do something about, as it is; anything else is a promise of ours that is
    broken, and the text says where."""
    text = traceback.format_exc()
    if isinstance(error, Exception) and type(error).__module__ != "builtins":
        with suppress(Exception):
            return cast(Exception, pickle.loads(pickle.dumps(error)))
    return AssertionError(text)


class _Worker:
    """A process, the pipe that it writes to, the items that it has yet to finish, since when it has
    been at the first of them, and what is known of that."""

    def __init__(self, process: int, end_of_pipe: Connection, numbers: list[int]) -> None:
        self.process, self.end_of_pipe, self.numbers = process, end_of_pipe, numbers
        self.since, self.known = monotonic(), None
        self._status: int | None = None

    def next(self, number: int) -> None:
        assert self.numbers[0] == number, "items are finished in order"
        self.numbers = self.numbers[1:]
        self.since, self.known = monotonic(), None

    def end(self) -> str:
        """Ends the process if it has not ended, and says how it did."""
        if self._status is None:
            with suppress(OSError):
                os.kill(self.process, signal.SIGKILL)
            self._status = os.waitpid(self.process, 0)[1]
            self.end_of_pipe.close()
        if os.WIFSIGNALED(self._status):
            return signal.Signals(os.WTERMSIG(self._status)).name
        return "memory ran out" if os.WEXITSTATUS(self._status) else "it ended early"
