"""A process that is told to end removes what is temporary first."""

from __future__ import annotations

import os
import signal
import threading
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
