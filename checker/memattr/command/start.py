"""Where the command begins: before anything large is imported, so that an interruption is quiet
from the first moment on."""

from __future__ import annotations

import os
import signal
import sys

INTERRUPTED = 130


def is_conversation(words: list[str]) -> bool:
    """True iff nothing is done without somebody who types, or nothing at all."""
    return not words or words[0] == "lsp" or ("-" in words and sys.stdin.isatty())


def main() -> None:
    """Entry point of the command; never returns."""
    hears = signal.getsignal(signal.SIGINT) == signal.default_int_handler
    if hears:
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    from memattr.command.streams import ensure_open
    from memattr.processes.supervisor import Reins, supervised

    def work(reins: Reins) -> int:
        from memattr.command.progress_line import ProgressLine
        from memattr.command.streams import prepare

        line = ProgressLine()
        prepare(line)
        from memattr.command.main import command_line

        if hears:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        words = sys.argv[1:]
        if is_conversation(words):
            return command_line(words, reins)
        with line.lasting(f"memattr {words[0]}"):
            return command_line(words, reins)

    ensure_open()
    os._exit(supervised(work))
