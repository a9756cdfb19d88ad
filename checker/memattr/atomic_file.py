"""Files read whole, and replaced whole or not at all."""

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

from memattr.place import Place, Problem, SpecError
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


# No document is larger; what never ends is.
MAX_BYTES = 1 << 24


def read_text(path: Path) -> str:
    """The text with its own line ends. Raises SpecError if it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            message = f"the file is larger than {MAX_BYTES >> 20} MiB"
            raise SpecError([problem(path, "unreadable", message)])
        return data.decode("utf-8")
    except FileNotFoundError:
        raise SpecError([problem(path, "missing-file", "there is no such file")]) from None
    except UnicodeDecodeError:
        raise SpecError([problem(path, "unreadable", "the file is no UTF-8 text")]) from None
    except OSError as error:
        why = f"the file cannot be read: {error.strerror}"
        raise SpecError([problem(path, "unreadable", why)]) from None


def problem(
    path: Path, code: str, message: str, line: int = 1, source: str = "", way: str = ""
) -> Problem:
    """A complaint about a line of a file, with a way out."""
    return Problem(Place(str(path), line, 1), code, message, source, way)


def objection(path: Path) -> Problem | None:
    """Why the file may not be replaced, if it exists; who runs this as root obeys its mode too."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    except OSError as error:
        return problem(path, "unwritable", f"the file cannot be reached: {error.strerror}")
    target = path.resolve()
    writable = mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    if not (writable and os.access(target, os.W_OK) and os.access(target.parent, os.W_OK)):
        return problem(path, "unwritable", "the file is read-only")
    return None


def replaced_text(path: Path, text: str) -> None:
    """Puts the text into the file, new or in place of the old one, whose mode it keeps."""
    trouble = objection(path)
    if trouble is not None:
        raise SpecError([trouble])
    target = path.resolve()
    try:
        with replacing(target) as out:
            out.write(text.encode("utf-8"))
    except OSError as error:
        why = f"nothing can be written here: {error.strerror}"
        raise SpecError([problem(path, "unwritable", why)]) from None
