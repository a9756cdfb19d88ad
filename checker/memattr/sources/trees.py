"""Where cited files are read from: a folder, or a revision of the git repository in it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


class NoSuchFile(Exception):
    """The tree has no such file, or there is no such tree; the message says which."""


@dataclass(frozen=True)
class Tree:
    """`revision` None reads the files as they lie in the folder."""

    name: str
    folder: Path
    revision: str | None

    def lines(self, file: str) -> tuple[str, ...]:
        """The file's lines. Raises NoSuchFile."""
        data = self._stored(file) if self.revision else self._lying(file)
        return tuple(data.decode("utf-8", errors="replace").splitlines())

    def _lying(self, file: str) -> bytes:
        try:
            return (self.folder / file).read_bytes()
        except OSError as error:
            raise NoSuchFile(f"{self.folder / file}: {error.strerror}") from None

    def _stored(self, file: str) -> bytes:
        command = ["git", "-C", str(self.folder), "show", f"{self.revision}:{file}"]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except OSError as error:
            raise NoSuchFile(f"git cannot be run: {error.strerror}") from None
        if done.returncode:
            said = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
            raise NoSuchFile(said[0] if said else f"git has no {self.revision}:{file}")
        return done.stdout


def tree_of(text: str) -> Tree:
    """`NAME=DIR` or `NAME=DIR@REV`; raises ValueError with a way out."""
    name, equals, place = text.partition("=")
    if not (name and equals and place):
        raise ValueError(f"'{text}' names no tree: write NAME=DIR or NAME=DIR@REV")
    folder, at, revision = place.rpartition("@")
    if not at or Path(place).is_dir():
        folder, revision = place, ""
    if not Path(folder).is_dir():
        raise ValueError(f"'{folder}' is no folder")
    return Tree(name, Path(folder), revision or None)
