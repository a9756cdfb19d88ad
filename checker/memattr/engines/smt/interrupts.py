"""An interruption while a solver works: it stops, and Python hears of it.

The solver's own handler would swallow the signal wherever the solver answers all the same."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import z3


@contextmanager
def interruptible(context: z3.Context) -> Iterator[None]:
    """Inside, an interruption stops the context's solvers, which must be `obedient`.

    Only the main thread hears of signals; in others nothing changes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    watch = threading.Thread(target=_stop_when_woken, args=(woken, context), daemon=True)
    watch.start()
    others = signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(others)
        os.close(waker)
        watch.join()
        os.close(woken)


def _stop_when_woken(woken: int, context: z3.Context) -> None:
    while os.read(woken, 1):
        context.interrupt()
