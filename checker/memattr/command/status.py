"""Exit statuses, and the one place that turns failures into them."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable

import click

from memattr.place import Problem, SpecError

EXPECTED = 0
UNEXPECTED = 1
UNUSABLE = 2
UNDECIDED = 3
BROKEN = 4
INTERRUPTED = 130

PRECEDENCE = (INTERRUPTED, BROKEN, UNUSABLE, UNEXPECTED, UNDECIDED, EXPECTED)


def worst(statuses: list[int]) -> int:
    """The status that takes precedence."""
    return next(status for status in PRECEDENCE if status in {*statuses, EXPECTED})


class Unusable(Exception):
    """Input that cannot be used, where there is no place in a file: a sentence, and a way out."""

    def __init__(self, message: str, way: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.way = way


def report_problems(error: SpecError) -> None:
    """Every problem on stderr."""
    for problem in error.problems:
        click.echo(str(problem), err=True)


def left_out(problems: tuple[Problem, ...]) -> list[int]:
    """Prints the problems of files that were left out; the statuses that they give."""
    if not problems:
        return []
    report_problems(SpecError(list(problems)))
    return [UNUSABLE]


def guarded(action: Callable[[], int]) -> int:
    """Runs the action; the author's failures give 2, ours 4, a closed pipe is silent."""
    try:
        status = action()
        sys.stdout.flush()
        return status
    except SpecError as error:
        report_problems(error)
        return UNUSABLE
    except Unusable as error:
        click.echo(f"memattr: {error.message}", err=True)
        if error.way:
            click.echo(error.way, err=True)
        return UNUSABLE
    except ModuleNotFoundError as error:  # of a module, or of a package without its metadata
        click.echo(f"memattr: {error.name} is not installed", err=True)
        click.echo("Install memattr with all that it needs: python -m pip install .", err=True)
        return UNUSABLE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXPECTED
    except KeyboardInterrupt:
        return INTERRUPTED
    except (AssertionError, RecursionError):
        traceback.print_exc()
        click.echo("memattr: a promise of the checker is broken; please report this", err=True)
        return BROKEN
