"""`REV:PATH` -> files: what git has there, in a folder that is gone afterwards."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from memattr.place import Place, Problem, SpecError


def is_revision(text: str) -> bool:
    """True iff it is written REV:PATH and no such file exists."""
    return ":" in text and not Path(text).exists()


@contextmanager
def checked_out(text: str) -> Iterator[Path]:
    """The path as it was at the revision, with all texts beside it, so that imports are found.

    Raises SpecError if there is no such revision, or no such path in it."""
    revision, _, path = text.partition(":")
    _refuse(text, revision, path)
    folder = path if _kind(revision, path) == "tree" else str(PurePosixPath(path).parent)
    with tempfile.TemporaryDirectory(prefix="memattr-") as temporary:
        root = Path(temporary)
        for name in _git("ls-tree", "-r", "--name-only", revision, f"./{folder}/").splitlines():
            if name.endswith(".attr"):
                target = root / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(_git("show", f"{revision}:./{name}"), encoding="utf-8")
        try:
            yield root / PurePosixPath(path)
        except SpecError as error:
            raise SpecError([_moved(p, temporary, revision) for p in error.problems]) from None


def _refuse(text: str, revision: str, path: str) -> None:
    place = Place(text, 1, 1)
    if _try("rev-parse", "--git-dir") is None:
        raise SpecError([Problem(place, "no-repository", "this folder is in no git repository")])
    if not revision or _try("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
        message = f"git knows no revision '{revision}'"
        raise SpecError([Problem(place, "no-revision", message)])
    if not path or _try("cat-file", "-e", f"{revision}:./{path}") is None:
        message = f"there is no '{path}' at revision '{revision}'"
        raise SpecError([Problem(place, "missing-file", message)])


def _kind(revision: str, path: str) -> str:
    return _git("cat-file", "-t", f"{revision}:./{path}").strip()


def _moved(problem: Problem, temporary: str, revision: str) -> Problem:
    from dataclasses import replace

    file = problem.place.file
    if not file.startswith(temporary):
        return problem
    shown = f"{revision}:{file.removeprefix(temporary).lstrip('/')}"
    return replace(problem, place=replace(problem.place, file=shown))


def _git(*arguments: str) -> str:
    found = _try(*arguments)
    assert found is not None, f"git {' '.join(arguments)} worked a moment ago"
    return found


def _try(*arguments: str) -> str | None:
    """What git prints, None if it fails or does not exist."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
