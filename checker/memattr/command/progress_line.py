"""A line on a terminal that says that something lasts, and is gone when anything else is said."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

CLEAR = b"\r\x1b[K"
# Seconds until something lasts, and between two looks at it.
FIRST, BETWEEN = 1.0, 0.2


class ProgressLine:
    """The last line of standard error, if that is a terminal. Whoever writes to a standard stream
    erases it first."""

    def __init__(self) -> None:
        self._forget()
        # A process that forks while the line is written must not leave a child waiting.
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._is_up = False
        self._quiet_since = monotonic()

    def erase(self) -> None:
        """Something else is about to be written."""
        with self._lock:
            if self._is_up:
                self._write(CLEAR)
            self._is_up = False
            self._quiet_since = monotonic()

    def wrote(self, data: bytes) -> None:
        """This was written to standard error: perhaps such a line."""
        with self._lock:
            self._is_up = data.startswith(CLEAR) and data != CLEAR and not data.endswith(b"\n")
            self._quiet_since = monotonic()

    @contextmanager
    def lasting(self, words: str) -> Iterator[None]:
        """Inside, the words and the seconds so far are shown whenever nothing was said for some."""
        if not os.isatty(2):
            yield
            return
        over = threading.Event()
        thread = threading.Thread(target=self._show, args=(words, over), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            self.erase()

    def _show(self, words: str, over: threading.Event) -> None:
        began = monotonic()
        while not over.wait(BETWEEN):
            with self._lock:
                if monotonic() - self._quiet_since >= FIRST:
                    self._write(CLEAR + f"{words}: {monotonic() - began:.0f} s".encode())
                    self._is_up = True

    def _write(self, data: bytes) -> None:
        with suppress(OSError):
            os.write(2, data)
