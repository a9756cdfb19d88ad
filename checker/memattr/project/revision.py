"""`REV:PATH` -> files: what git has there, in a folder that is gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from memattr.language.attr_files import SUFFIX, Given, exists
from memattr.place import Place, Problem, SpecError, Unusable
from memattr.processes.orderly_end import orderly_end
from memattr.trees.git import top_of
from memattr.trees.tree import NoSuchFile, NotInTree, Revision, revision_of

RELATIVE = ("./", "../")


def is_revision(text: str) -> bool:
    """True iff it is written REV:PATH and no such file exists."""
    return ":" in text and not exists(Path(text))


def has(text: str) -> bool:
    """True iff it is written REV:PATH, and git has that path at that revision."""
    if not is_revision(text):
        return False
    try:
        with checked_out(text):
            return True
    except SpecError:
        return False


@contextmanager
def checked_out(text: str) -> Iterator[Given]:
    """The path as it was at the revision, with all texts beside it, so that imports are found.
    As for git, the path starts at the top of the repository, or at the working folder if it begins
    with `./` or `../`. Nothing is written outside the temporary folder.

    Raises SpecError if there is no such revision, or no such path in it."""
    written, _, path = text.partition(":")
    place = Place(text, 1, 1)
    revision, inside = _located(place, written, path)
    with orderly_end(), tempfile.TemporaryDirectory(prefix="memattr-") as temporary:
        root = Path(temporary)
        try:
            _write(revision, inside, root)
        except NoSuchFile:
            message = f"there is no '{path}' at revision '{written}'"
            way = "From this folder, write REV:./FILE." if _is_below_top(path) else ""
            raise SpecError([Problem(place, "missing-file", message, "", way)]) from None
        except NotInTree as error:
            raise SpecError([Problem(place, "unreadable", error.reason)]) from None
        try:
            yield Given((root / inside,), revisions=((root, f"{written}:"),))
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
    except Unusable as error:
        raise SpecError([Problem(place, "no-repository", error.message)]) from None
    except (OSError, ValueError):
        top, revision = None, None
    if top is None or revision is None:
        message = f"git knows no revision '{written}'"
        raise SpecError([Problem(place, "no-revision", message)])
    inside = os.path.normpath(PurePosixPath(_here(top) if path.startswith(RELATIVE) else "", path))
    return revision, "" if inside == os.curdir else inside


def _here(top: Path) -> str:
    return os.path.relpath(Path.cwd(), top.resolve())


def _is_below_top(path: str) -> bool:
    """True iff the working folder is not the top, and the path may be meant from there."""
    top = top_of(Path())
    here = top is not None and _here(top) != os.curdir
    return here and not path.startswith(RELATIVE)


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
