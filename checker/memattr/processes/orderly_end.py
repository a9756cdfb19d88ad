"""How processes end: one that is told to end removes what is temporary first, and none outlives the
one that began it."""

from __future__ import annotations

import _thread
import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

TOLD = (signal.SIGTERM, signal.SIGHUP)


class Told(BaseException):
    """The process was told to end, by this signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def orderly_end() -> Iterator[None]:
    """Inside, signals that end a process are raised, so that what is temporary is removed; then the
    process ends by the same signal. Signals that are handled or ignored already stay so, and only
    the main thread hears of any."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [number for number in TOLD if signal.getsignal(number) == signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, _raised)
    told = 0
    try:
        yield
    except Told as ending:
        told = ending.number
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
    if told:
        os.kill(os.getpid(), told)


def _raised(number: int, _: FrameType | None) -> None:
    raise Told(number)


# `prctl` on Linux: the signal that a process gets when its parent dies.
PR_SET_PDEATHSIG = 1
# Time for what is temporary to be removed, before the process is ended by force.
GRACE = 2.0


class Lifeline:
    """A pipe whose end for writing only the parent has: at its end the parent is gone."""

    def __init__(self) -> None:
        self._child, self._parent = os.pipe()

    def close(self) -> None:
        """In the parent, when there is no child any more, or no other is to come."""
        os.close(self._child)
        os.close(self._parent)

    def hold(self) -> None:
        """In the child: from now on it ends when its parent does."""
        os.close(self._parent)
        _thread.start_new_thread(_end_with, (self._child,))


def _end_with(pipe: int) -> None:
    while True:
        try:
            if not os.read(pipe, 1):
                break
        except OSError:
            break
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os.kill(os.getpid(), signal.SIGKILL)


def die_with_parent(parent: int) -> None:
    """Where the system knows how, even code that lets no thread run dies with this parent."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before
            os.kill(os.getpid(), signal.SIGKILL)
