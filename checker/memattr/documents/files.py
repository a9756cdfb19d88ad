"""Files read whole, and replaced whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from memattr.atomic_file import replacing
from memattr.place import Place, Problem, SpecError


def read_text(path: Path) -> str:
    """The text with its own line ends. Raises SpecError if it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8")
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
    found = objection(path)
    if found is not None:
        raise SpecError([found])
    target = path.resolve()
    try:
        with replacing(target) as out:
            out.write(text.encode("utf-8"))
    except OSError as error:
        why = f"nothing can be written here: {error.strerror}"
        raise SpecError([problem(path, "unwritable", why)]) from None
