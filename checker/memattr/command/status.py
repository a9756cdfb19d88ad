"""Exit statuses, and the one place that turns failures into them."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic
from typing import TypeVar

import click

from memattr.place import Problem, SpecError

EXPECTED = 0
UNEXPECTED = 1
UNUSABLE = 2
UNDECIDED = 3
BROKEN = 4
INTERRUPTED = 130

# What the system says where something cannot be written.
WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EPIPE)
PRECEDENCE = (INTERRUPTED, BROKEN, UNUSABLE, UNEXPECTED, UNDECIDED, EXPECTED)


def worst(statuses: list[int]) -> int:
    """The status that takes precedence."""
    return next(status for status in PRECEDENCE if status in {*statuses, EXPECTED})


def say(words: str) -> None:
    """On stderr, if somebody can hear it."""
    with suppress(OSError):
        click.echo(words, err=True)


def say_recalled(what: str) -> None:
    """That an answer is an earlier one."""
    say(f"memattr: {what} recalled from an earlier run; --no-cache answers anew")


def report_problems(error: SpecError) -> None:
    """Every problem on stderr."""
    for problem in error.problems:
        say(str(problem))


def left_out(problems: tuple[Problem, ...]) -> list[int]:
    """Prints the problems of files that were left out; the statuses that they give."""
    if not problems:
        return []
    report_problems(SpecError(list(problems)))
    return [UNUSABLE]


def guarded(action: Callable[[], int]) -> int:
    """Runs the action; the author's failures and the system's give 2, ours 4."""
    try:
        status = action()
        sys.stdout.flush()
        return status
    except SpecError as error:
        report_problems(error)
        return UNUSABLE
    except ModuleNotFoundError as error:  # of a module, or of a package without its metadata
        say(f"memattr: {error.name} is not installed")
        say("Install memattr with all that it needs: python -m pip install .")
        return UNUSABLE
    except OSError as error:
        say(f"memattr: {_refused(error)}")
        _write_no_more()
        return UNUSABLE
    except MemoryError:
        say("memattr: nothing more is decided, memory ran out")
        return UNDECIDED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:
        say(traceback.format_exc().rstrip())
        say("memattr: a promise of the checker is broken; please report this")
        return BROKEN


def _write_no_more() -> None:
    """What waits to be written is let go, where standard output is a file of the system's."""
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def _refused(error: OSError) -> str:
    """What the system says, of which file if it says that."""
    what = error.strerror or str(error)
    if error.errno in WRITING and error.filename is None:
        return f"the output cannot be written: {what}"
    return f"{error.filename}: {what}" if error.filename is not None else what


T = TypeVar("T")

FIRST = 1.0
BETWEEN = 0.2
CLEAR = "\r\x1b[K"


def counted(items: Iterator[T], what: str, total: int | None = None) -> Iterator[T]:
    """The items; while they last, their number is shown on a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    due = monotonic() + FIRST
    number, shown = 0, False
    try:
        for number, item in enumerate(items, 1):
            yield item
            if monotonic() >= due:
                due, shown = monotonic() + BETWEEN, True
                of_all = f" of {total:,}" if total else ""
                print(f"{CLEAR}{number:,}{of_all} {what}", end="", file=sys.stderr, flush=True)
    finally:
        if shown:
            print(CLEAR, end="", file=sys.stderr, flush=True)
