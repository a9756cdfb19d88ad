"""`REV:PATH` -> files: what git has there, in a folder that is gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from memattr.language.attr_files import SUFFIX, exists
from memattr.place import Place, Problem, SpecError
from memattr.trees.git import GitFailed, top_of
from memattr.trees.tree import NoSuchFile, NotInTree, Revision, revision_of


def is_revision(text: str) -> bool:
    """True iff it is written REV:PATH and no such file exists."""
    return ":" in text and not exists(Path(text))


@contextmanager
def checked_out(text: str) -> Iterator[Path]:
    """The path as it was at the revision, with all texts beside it, so that imports are found.
    The path is relative to the working folder; nothing is written outside the temporary folder.

    Raises SpecError if there is no such revision, or no such path in it."""
    written, _, path = text.partition(":")
    place = Place(text, 1, 1)
    revision, inside = _located(place, written, path)
    with tempfile.TemporaryDirectory(prefix="memattr-") as temporary:
        root = Path(temporary)
        try:
            _write(revision, inside, root)
        except NoSuchFile:
            message = f"there is no '{path}' at revision '{written}'"
            raise SpecError([Problem(place, "missing-file", message)]) from None
        except NotInTree as error:
            raise SpecError([Problem(place, "unreadable", error.reason)]) from None
        try:
            yield root / inside
        except SpecError as error:
            raise SpecError([_moved(p, temporary, written) for p in error.problems]) from None


def _located(place: Place, written: str, path: str) -> tuple[Revision, str]:
    """The whole repository at the revision, and the path from its top."""
    try:
        top = top_of(Path())
        if top is None:
            message = "this folder is in no git repository"
            raise SpecError([Problem(place, "no-repository", message)])
        revision = revision_of("", top, written) if written else None
    except GitFailed as error:
        raise SpecError([Problem(place, "no-repository", str(error))]) from None
    except (OSError, ValueError):
        top, revision = None, None
    if top is None or revision is None:
        message = f"git knows no revision '{written}'"
        raise SpecError([Problem(place, "no-revision", message)])
    here = os.path.relpath(Path.cwd(), top.resolve())
    inside = os.path.normpath(PurePosixPath(here, path))
    return revision, "" if inside == os.curdir else inside


def _write(revision: Revision, path: str, root: Path) -> None:
    """The texts beside the path, or those in the folder, to their places below the root."""
    for entry in revision.beside(path, SUFFIX):
        target = root / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(revision.contents(entry))
    if not (root / path).exists():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(revision.read(path))


def _moved(problem: Problem, temporary: str, revision: str) -> Problem:
    file = problem.place.file
    if not file.startswith(temporary):
        return problem
    shown = f"{revision}:{file.removeprefix(temporary).lstrip('/')}"
    return replace(problem, place=replace(problem.place, file=shown))
