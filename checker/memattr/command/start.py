"""Where the command begins: before anything large is imported, so that an interruption is quiet
from the first moment on."""

from __future__ import annotations

import os
import signal
import sys

INTERRUPTED = 130


def main() -> None:
    """Entry point of the command; never returns."""
    hears = signal.getsignal(signal.SIGINT) == signal.default_int_handler
    if hears:
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    from memattr.command.streams import ensure_open
    from memattr.processes.supervisor import Reins, supervised

    def work(reins: Reins) -> int:
        from memattr.command.streams import prepare

        prepare()
        from memattr.command.main import command_line

        if hears:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return command_line(sys.argv[1:], reins)

    ensure_open()
    os._exit(supervised(work))
