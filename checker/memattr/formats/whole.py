"""Output that appears whole or not at all: a file beside the wanted one that takes its place."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

STANDARD = "-"
# What is written to a pipe is held back until all of it is known, in memory up to this size.
IN_MEMORY = 1 << 24


class NotWritten(Exception):
    """An output that cannot be written; what was there before is still there."""

    def __init__(self, target: str, reason: str) -> None:
        super().__init__(f"cannot write {target}: {reason}")


@contextmanager
def whole(target: str) -> Iterator[IO[str]]:
    """A text stream. If the block ends well its content becomes the target, else it vanishes.

    `-` is standard output. Raises NotWritten, also for an OSError of the block."""
    place = None if target == STANDARD else Path(os.path.realpath(target))
    if place is not None and place.is_dir():
        raise NotWritten(target, "it is a directory")
    try:
        if place is None or (place.exists() and not place.is_file()):
            with _held_back(target) as stream:
                yield stream
        else:
            with _replacing(place) as stream:
                yield stream
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise NotWritten(target, (problem.strerror or str(problem)).lower()) from None


@contextmanager
def _replacing(place: Path) -> Iterator[IO[str]]:
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=".part")
    try:
        with open(handle, "w", encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            os.fsync(handle)
        os.chmod(name, _mode(place))
        os.replace(name, place)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _mode(place: Path) -> int:
    """That of the old file, or of a new one."""
    if place.exists():
        return stat.S_IMODE(place.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def _held_back(target: str) -> Iterator[IO[str]]:
    """A pipe or a device cannot be replaced: nothing is written before everything is known."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="") as stream:
        yield cast(IO[str], stream)
        stream.seek(0)
        if target == STANDARD:
            shutil.copyfileobj(stream, sys.stdout)
            sys.stdout.flush()
        else:
            with open(target, "w", encoding="utf-8", newline="") as pipe:
                shutil.copyfileobj(stream, pipe)
