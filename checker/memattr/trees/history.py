"""The commits of a range that touch given files, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from memattr.place import Unusable
from memattr.trees.git import asked
from memattr.trees.tree import LARGEST_LISTING, Revision, revision_of

FORMAT = "%H%x00%P%x00%cs%x00%s"


@dataclass(frozen=True)
class Range:
    """`DIR@BASE..HEAD`: the tree of that name at both ends; without a base, from the beginning."""

    name: str
    folder: Path
    base: Revision | None
    head: Revision

    @property
    def title(self) -> str:
        """As it was asked for."""
        return f"{self.base.written if self.base else ''}..{self.head.written}"


@dataclass(frozen=True)
class Commit:
    """A commit with its first parent, if it has one, its date and its subject."""

    hash: str
    parent: str | None
    date: str
    subject: str


def range_of(text: str) -> Range:
    """`NAME=DIR@BASE..HEAD`, or `NAME=DIR@..HEAD`. Raises ValueError with a way out."""
    name, equals, place = text.partition("=")
    folder, at, between = place.rpartition("@")
    base, dots, head = between.partition("..")
    if not (name and equals and at and dots and head) or head.startswith("."):
        raise ValueError(f"'{text}' names no range: write NAME=DIR@BASE..HEAD")
    where = Path(folder)
    if not where.is_dir():
        raise ValueError(f"'{folder}' is no folder")
    first = revision_of(name, where, base) if base else None
    return Range(name, where, first, revision_of(name, where, head))


def commits_touching(between: Range, files: tuple[str, ...]) -> tuple[Commit, ...]:
    """The commits that change one of the files, paths from the folder. Raises ValueError."""
    span = between.head.commit
    if between.base is not None:
        span = f"{between.base.commit}..{span}"
    command = ("log", "--reverse", "--topo-order", f"--format={FORMAT}", span, "--", *files)
    try:
        said = asked(between.folder, *command, limit=LARGEST_LISTING)
    except Unusable as error:
        raise ValueError(error.message) from None
    if said is None:
        raise ValueError(f"git has no history of {between.title}")
    lines = said.decode("utf-8", errors="replace").splitlines()
    return tuple(_commit(line) for line in lines if line)


def _commit(line: str) -> Commit:
    hash_, parents, date, subject = line.split("\0", 3)
    return Commit(hash_, parents.split()[0] if parents else None, date, subject)
