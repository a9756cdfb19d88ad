"""Files that appear whole or not at all, whatever happens to the process that writes them."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from memattr.processes.orderly_end import orderly_end

SUFFIX = ".part"


@contextmanager
def replacing(place: Path, mode: int | None = None) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of the file if the block ends well.

    Until then the content has no name in the folder, where the system has such files, so that
    nothing is left even of a process that is killed; else the name ends in `.part`. The file gets
    the mode, or that of the file before it, or that of any new file. Raises OSError."""
    handle = _nameless(place.parent)
    if handle is None:
        with _named(place, mode) as stream:
            yield stream
        return
    with os.fdopen(handle, "w+b") as stream:
        yield stream
        stream.flush()
        name = place.parent / f".{secrets.token_hex(8)}{SUFFIX}"
        try:
            # A descriptor beside an absolute path has Python ask for the file behind the link.
            os.link(f"/proc/self/fd/{handle}", name, src_dir_fd=handle, follow_symlinks=True)
        except OSError:
            stream.seek(0)
            with _named(place, mode) as other:
                shutil.copyfileobj(stream, other)
            return
    _move(name, place, mode)


@contextmanager
def _named(place: Path, mode: int | None) -> Iterator[BinaryIO]:
    with orderly_end():
        handle, text = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=SUFFIX)
        name = Path(text)
        try:
            with os.fdopen(handle, "wb") as stream:
                yield stream
        except BaseException:
            with suppress(OSError):
                name.unlink()
            raise
        _move(name, place, mode)


def _move(name: Path, place: Path, mode: int | None) -> None:
    try:
        os.chmod(name, mode_of(place) if mode is None else mode)
        os.replace(name, place)
    except BaseException:
        with suppress(OSError):
            name.unlink()
        raise


def _nameless(folder: Path) -> int | None:
    """A file without a name; None where the system has none, or will not say why."""
    flag = getattr(os, "O_TMPFILE", 0)
    if not (flag and os.path.isdir("/proc/self/fd")):
        return None
    try:
        return os.open(folder, flag | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError:
        return None


def mode_of(place: Path) -> int:
    """That of the file, or of a new one."""
    if place.exists():
        return stat.S_IMODE(place.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
