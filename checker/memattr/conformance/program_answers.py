"""An implementation as a program: rows on its standard input, answers on its standard output."""

from __future__ import annotations

import csv
import errno
import os
import shlex
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO

from memattr.place import Unusable
from memattr.processes.orderly_end import die_with_parent

# What a program says on its standard error is shown so far.
SAID = 500


class ProgramAnswers:
    """The rows with the answers beside them, as a file of answers has them."""

    def __init__(self, command: str, header: Sequence[str], stream: IO[str]) -> None:
        self.name = command
        self._reader = csv.reader(stream)
        self._given = tuple(header)
        self.number = 0

    def names(self) -> list[str]:
        """The inputs, then what the program calls its answers; raises Unusable."""
        answers = self._line()
        if answers is None:
            raise self.wrong("it wrote nothing", "Its first line must name what it answers")
        return [*self._given, *answers]

    def rows(self, given: Iterable[Sequence[str]], width: int) -> Iterator[list[str]]:
        """Each row with its answer; raises Unusable where there is none, or one too many."""
        for self.number, row in enumerate(given, 1):
            answer = self._line()
            if answer is None:
                raise self.wrong(f"it answered {self.number - 1} rows and then no more")
            if len(row) + len(answer) != width:
                cells = f"{len(answer)} cells, where its first line has {width - len(row)}"
                raise self.wrong_answer(cells)
            yield [*row, *answer]
        if self._line() is not None:
            raise self.wrong(f"it answered more than the {self.number} rows that it was given")

    def wrong(self, message: str, way: str = "") -> Unusable:
        """A complaint about the program."""
        line = self._reader.line_num
        where = f" (line {line} of its output)" if line else ""
        return Unusable(f"{self.name}: {message}{where}", way)

    def wrong_answer(self, message: str, way: str = "") -> Unusable:
        """A complaint about the answer that was read last."""
        return self.wrong(f"its answer to row {self.number}: {message}", way)

    def _line(self) -> list[str] | None:
        try:
            return next((line for line in self._reader if line), None)
        except (csv.Error, UnicodeDecodeError) as problem:
            raise self.wrong(f"it wrote what is no CSV: {problem}") from None


@contextmanager
def answering(
    command: str, header: Sequence[str], rows: Iterable[Sequence[str]], limit: Callable[[], float]
) -> Iterator[ProgramAnswers]:
    """The program, having read all rows and ended well within as many seconds as the limit gives at
    its start, with what it wrote. Raises Unusable."""
    with TemporaryFile("w+", encoding="utf-8", newline="") as out, TemporaryFile() as said:
        _run(command, header, rows, limit, out, said)
        out.seek(0)
        yield ProgramAnswers(command, header, out)


def _run(
    command: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    limit: Callable[[], float],
    out: IO[str],
    said: IO[bytes],
) -> None:
    program = _started(command, out, said)
    hung, seconds = threading.Event(), limit()

    def stop() -> None:
        hung.set()
        os.killpg(program.pid, 9)

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        _feed(program, header, rows)
        status = program.wait()
    finally:
        timer.cancel()
        if program.poll() is None:
            os.killpg(program.pid, 9)
            program.wait()
    if hung.is_set():
        raise Unusable(
            f"{command}: it did not end within {seconds:.3g} seconds",
            "More time: --timeout SECONDS",
        )
    if status:
        said.seek(0)
        text = said.read(SAID).decode(errors="replace").strip()
        ended = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
        raise Unusable(f"{command}: it {ended}" + (f": {text}" if text else ""))


def _started(command: str, out: IO[str], said: IO[bytes]) -> subprocess.Popen[str]:
    """The program, which dies with this process; raises Unusable."""
    try:
        words = shlex.split(command)
    except ValueError as problem:
        reason = str(problem).lower()
        raise Unusable(f"--program {command}: a shell would not read this: {reason}") from None
    if not words:
        raise Unusable("--program: there is no program", "Write: --program ./my-program")
    try:
        parent = os.getpid()
        return subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=out, stderr=said, text=True,
            start_new_session=True, preexec_fn=lambda: die_with_parent(parent),
        )  # fmt: skip
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise Unusable(f"cannot run '{words[0]}': {reason}", _way(words[0], problem)) from None
    except ValueError as problem:
        raise Unusable(f"cannot run '{words[0]}': {problem}") from None


def _way(program: str, problem: OSError) -> str:
    """What may be the matter with a file that is there."""
    if os.path.isdir(program):
        return "This is a folder"
    if problem.errno == errno.EACCES and os.path.isfile(program):
        return f"Make it executable: chmod +x {shlex.quote(program)}"
    if problem.errno == errno.ENOEXEC:
        return "This is no program, or a script that does not begin with #!"
    if problem.errno == errno.ENOENT and os.path.exists(program):
        return (
            f"Write ./{program} for a program in this folder"
            if "/" not in program
            else ("Its interpreter is not there: see its first line")
        )
    return ""


def _feed(
    program: subprocess.Popen[str], header: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """All rows; a program that reads no further has its answers counted later."""
    assert program.stdin is not None, "the program reads from a pipe"
    try:
        writer = csv.writer(program.stdin, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
        program.stdin.close()
    except BrokenPipeError:
        return
