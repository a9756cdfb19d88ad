"""Output that appears whole or not at all: a file beside the wanted one that takes its place."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, cast

from memattr.atomic_file import replacing
from memattr.place import Unusable

STANDARD = "-"
# Names of files need not be text: what is none is written by its number.
ERRORS = "backslashreplace"
# What is written to a pipe is held back until all of it is known, in memory up to this size.
IN_MEMORY = 1 << 24


@contextmanager
def whole(target: str) -> Iterator[IO[str]]:
    """A text stream. If the block ends well its content becomes the target, else it vanishes.

    `-` is standard output, where an OSError stays one. Raises Unusable, also for an OSError of
    the block."""
    place = None if target == STANDARD else Path(os.path.realpath(target))
    try:
        if place is not None and place.is_dir():
            raise _not_written(target, "it is a directory")
        if place is None or (place.exists() and not place.is_file()):
            with _held_back(target) as stream:
                yield stream
        else:
            with replacing(place) as data:
                text = TextIOWrapper(data, "utf-8", ERRORS, "")
                yield text
                text.flush()
                os.fsync(data.fileno())
                text.detach()
    except OSError as problem:
        if place is None:  # whoever writes to standard output hears of it in one place
            raise
        raise _not_written(target, (problem.strerror or str(problem)).lower()) from None


def _not_written(target: str, reason: str) -> Unusable:
    """What was there before is still there."""
    return Unusable(f"cannot write {target}: {reason}")


@contextmanager
def _held_back(target: str) -> Iterator[IO[str]]:
    """A pipe or a device cannot be replaced: nothing is written before everything is known."""
    with tempfile.SpooledTemporaryFile(
        IN_MEMORY, "w+", encoding="utf-8", newline="", errors=ERRORS
    ) as stream:
        yield cast(IO[str], stream)
        stream.seek(0)
        if target == STANDARD:
            shutil.copyfileobj(stream, sys.stdout)
            sys.stdout.flush()
        else:
            with open(target, "w", encoding="utf-8", newline="", errors=ERRORS) as pipe:
                shutil.copyfileobj(stream, pipe)
