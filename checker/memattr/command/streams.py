"""The standard streams: open, whatever they were; silent once nobody reads them; and able to write
every character."""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any, TextIO

from memattr.command.progress_line import CLEAR, ProgressLine


def ensure_open() -> None:
    """A standard stream that is closed is replaced by one that holds nothing: else the next file
    that is opened would take its place."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            null = os.open(os.devnull, os.O_RDWR)
            if null != number:
                os.dup2(null, number)
                os.close(null)


def prepare(line: ProgressLine) -> None:
    """Standard output and error, for text; what is written there erases the line first."""
    if sys.stdin is None:
        sys.stdin = TextIOWrapper(FileIO(0, closefd=False), "utf-8")
    sys.stdout = _tolerant(sys.stdout, 1, line)
    sys.stderr = _tolerant(sys.stderr, 2, line)


def _tolerant(before: TextIO | None, number: int, line: ProgressLine) -> TextIO:
    """Writes in the encoding of the stream before; what that lacks is written by its number."""
    raw = _UntilNobodyReads(number, "w", closefd=False)
    raw.line = line
    encoding = before.encoding if before is not None else "utf-8"
    at_once = number == 2 or raw.isatty()
    return TextIOWrapper(
        BufferedWriter(raw), encoding, "backslashreplace", "\n", line_buffering=at_once
    )


class _UntilNobodyReads(FileIO):
    """A pipe that its reader has closed takes all the rest in silence."""

    line: ProgressLine

    def write(self, data: Any) -> int:
        if self.fileno() != 2 or not bytes(data).startswith(CLEAR):
            self.line.erase()
        written = self._write(data)
        if self.fileno() == 2:
            self.line.wrote(bytes(data))
        return written

    def _write(self, data: Any) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, self.fileno())
            os.close(null)
            return super().write(data)
