"""An interruption that waits while something is under way that must not be left half done."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Where it cannot be raised, it is tried again after so many seconds.
AGAIN = 0.02


class Interruption:
    """Raises KeyboardInterrupt once, where it is not lost. `arrived` says that there was one."""

    def __init__(self) -> None:
        self.arrived = False
        self._raised = self._held = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Inside, interruptions are heard: in the main thread, and where whoever started the
        process did not have them ignored."""
        ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
        if ignored or threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, self._arrived)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Inside, an interruption waits until the end; one that is known is raised at once."""
        self.check()
        self._held = True
        yield
        self._held = False
        self.check()

    def check(self) -> None:
        """Raises an interruption that arrived, should Python have lost it as well."""
        if self.arrived:
            self._raised = True
            raise KeyboardInterrupt

    def _arrived(self, number: int, frame: FrameType | None) -> None:
        self.arrived = True
        if self._held or self._raised:
            return
        if _is_finalising(frame):
            again = threading.Timer(AGAIN, os.kill, (os.getpid(), number))
            again.daemon = True
            again.start()
        else:
            self.check()


def _is_finalising(frame: FrameType | None) -> bool:
    """True iff Python would only report what is raised here, and go on."""
    while frame is not None:
        if frame.f_code.co_name == "__del__":
            return True
        frame = frame.f_back
    return False
