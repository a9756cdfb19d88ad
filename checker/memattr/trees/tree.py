"""Files out of a folder, or out of a revision of the git repository that it lies in.

Neither is trusted. A name that leaves the tree, a link out of it, what is no regular file, and what
is larger than a file of text are refused, each with a sentence."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from memattr.place import Unusable
from memattr.trees.git import asked, top_of

LARGEST_FILE = 1 << 24
LARGEST_LISTING = 1 << 26
LARGEST_CHECKOUT = 1 << 28
# A hash, a type, or the prefix of a folder.
SHORT = 1 << 16
REGULAR = ("100644", "100755", "100664")


class NotInTree(Unusable):
    """A file that is not read from its tree, and the reason."""

    def __init__(self, shown: str, reason: str) -> None:
        super().__init__(f"{shown}: {reason}")
        self.reason = reason


class NoSuchFile(NotInTree):
    """A file that the tree has not."""


@dataclass(frozen=True)
class Folder:
    """The files as they lie in the folder; links may lead elsewhere in it, but not out of it."""

    name: str
    folder: Path

    def read(self, path: str) -> bytes:
        """The file's bytes. Raises NotInTree."""
        shown = f"{self.folder / path}"
        _refuse_leaving(path, shown)
        try:
            inside = self.folder.resolve(strict=True)
            real = (inside / path).resolve(strict=True)
            if not real.is_relative_to(inside):
                raise NotInTree(shown, "this is a link that leads out of the tree")
            return _regular(real, shown)
        except FileNotFoundError as error:
            raise NoSuchFile(shown, _reason(error)) from None
        except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: links in a circle
            raise NotInTree(shown, _reason(error)) from None


@dataclass(frozen=True)
class Entry:
    """A file in a revision, by its path in the tree; `mode`, `size` and `blob` are git's."""

    path: str
    mode: str
    size: int
    blob: str


@dataclass(frozen=True)
class Revision:
    """The folder's files as git has them; `tree` is the hash of the folder at the commit, which is
    a hash too, `written` what was asked for, and `inside` the folder's path in the repository."""

    name: str
    folder: Path
    written: str
    commit: str
    tree: str
    inside: str = ""

    def read(self, path: str) -> bytes:
        """The file's bytes. Raises NotInTree."""
        shown = f"{self.written}:{path}"
        _refuse_leaving(path, shown)
        entries = [entry for entry in self._entries(path) if entry.path == path]
        if len(entries) != 1:
            raise NoSuchFile(shown, "git has no such file there")
        return self.contents(entries[0])

    def entries(self, paths: Sequence[str]) -> dict[str, Entry]:
        """The files of these paths that are there. Raises NotInTree."""
        for path in paths:
            _refuse_leaving(path, f"{self.written}:{path}")
        return {entry.path: entry for entry in self._entries(*paths)}

    def at(self, commit: str) -> Revision | None:
        """The same folder at another commit, a hash; None if it is not there."""
        tree = _resolved(self.folder, f"{commit}:{self.inside}")
        return replace(self, written=commit, commit=commit, tree=tree) if tree else None

    def contents(self, entry: Entry) -> bytes:
        """The bytes of a file that git listed. Raises NotInTree."""
        shown = f"{self.written}:{entry.path}"
        if entry.mode not in REGULAR:
            raise NotInTree(shown, "this is no regular file")
        if entry.size > LARGEST_FILE:
            raise _too_large(shown)
        data = _git(self.folder, "cat-file", "blob", entry.blob, limit=LARGEST_FILE)
        if data is None:
            raise NotInTree(shown, "git cannot read it")
        return data

    def is_folder(self, path: str) -> bool:
        """True iff git has a folder of this name there. Raises NotInTree."""
        _refuse_leaving(path, f"{self.written}:{path}")
        return _tree_of(self.folder, self.tree, path.strip("/")) is not None

    def beside(self, path: str, suffix: str) -> tuple[Entry, ...]:
        """The regular files with this suffix: those in the folder and below it, or those in the
        same folder as the file. Raises NotInTree if the name of one leaves the tree."""
        deep = self.is_folder(path)
        inside = path.strip("/") if deep else path.rpartition("/")[0]
        listed = self._entries(*([f"{inside}/"] if inside else []), deep=deep)
        entries = [e for e in listed if e.path.endswith(suffix) and e.mode in REGULAR]
        for entry in entries:
            _refuse_leaving(entry.path, f"{self.written}:{entry.path}")
        if sum(entry.size for entry in entries) > LARGEST_CHECKOUT:
            reason = f"the texts there have more than {LARGEST_CHECKOUT >> 20} MiB"
            raise NotInTree(f"{self.written}:{path}", reason)
        return tuple(entries)

    def _entries(self, *paths: str, deep: bool = False) -> Iterator[Entry]:
        """What git lists under the paths: a file, or with a slash at its end what is in a folder;
        without a path what is in the tree."""
        flags = ("-r",) if deep else ()
        where = ("--", *paths) if paths else ()
        command = ("ls-tree", "-z", "-l", "--full-tree", *flags, self.tree, *where)
        said = _git(self.folder, *command, limit=LARGEST_LISTING)
        for line in (said or b"").split(b"\0")[:-1]:
            head, _, name = line.partition(b"\t")
            mode, kind, blob, size = head.decode("ascii").split()
            if kind == "blob":
                yield Entry(os.fsdecode(name), mode, int(size), blob)


Tree: TypeAlias = Folder | Revision


def tree_of(text: str) -> Tree:
    """`NAME=DIR` or `NAME=DIR@REV`; raises ValueError with a way out."""
    name, equals, place = text.partition("=")
    if not (name and equals and place):
        raise ValueError(f"'{text}' names no tree: write NAME=DIR or NAME=DIR@REV")
    folder, at, written = place.rpartition("@")
    if not at or _is_folder(place):
        folder, written = place, ""
    if not _is_folder(folder):
        raise ValueError(f"'{folder}' is no folder")
    return revision_of(name, Path(folder), written) if written else Folder(name, Path(folder))


def revision_of(name: str, folder: Path, written: str) -> Revision:
    """The folder as git has it at the revision, which is resolved once. Raises ValueError."""
    try:
        if top_of(folder) is None:
            raise ValueError(f"'{folder}' is in no git repository")
        commit = _resolved(folder, f"{written}^{{commit}}")
        if commit is None:
            raise ValueError(f"git knows no revision '{written}' in '{folder}'")
        prefix = asked(folder, "rev-parse", "--show-prefix", limit=SHORT)
        inside = os.fsdecode((prefix or b"").removesuffix(b"\n")).rstrip("/")
        tree = _resolved(folder, f"{commit}:{inside}")
    except Unusable as error:
        raise ValueError(error.message) from None
    if tree is None:
        raise ValueError(f"at revision '{written}' there is no '{inside}'")
    return Revision(name, folder, written, commit, tree, inside)


def lines_of(data: bytes) -> tuple[str, ...]:
    """The lines of a file of source; what is not UTF-8 is replaced."""
    return tuple(data.decode("utf-8", errors="replace").splitlines())


def _resolved(folder: Path, expression: str) -> str | None:
    """The hash that git finds for it, None if there is none."""
    command = ("rev-parse", "--verify", "--quiet", "--end-of-options", expression)
    said = asked(folder, *command, limit=SHORT)
    target = said.decode("ascii", errors="replace").strip() if said else ""
    return target if target and all(c in "0123456789abcdef" for c in target) else None


def _tree_of(folder: Path, tree: str, path: str) -> str | None:
    """The hash of a folder in a tree."""
    if not path:
        return tree
    try:
        target = _resolved(folder, f"{tree}:{path}")
    except Unusable as error:
        raise NotInTree(str(folder), error.message) from None
    said = _git(folder, "cat-file", "-t", target, limit=SHORT) if target else None
    return target if said == b"tree\n" else None


def _git(folder: Path, *arguments: str, limit: int) -> bytes | None:
    try:
        return asked(folder, *arguments, limit=limit)
    except Unusable as error:
        raise NotInTree(str(folder), error.message) from None


def _refuse_leaving(path: str, shown: str) -> None:
    """Paths are relative, with slashes, and no part of them leads upwards."""
    parts = path.rstrip("/").split("/")
    if path.startswith("/") or ".." in parts:
        raise NotInTree(shown, "this path leaves the tree")
    if "\0" in path or (path and not all(part not in ("", ".", ".git") for part in parts)):
        raise NotInTree(shown, "this is no path of a file in a tree")


def _regular(path: Path, shown: str) -> bytes:
    """The bytes of a regular file that is not too large; nothing else is waited for."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotInTree(shown, "this is no regular file")
        data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise _too_large(shown)
    return data


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _too_large(shown: str) -> NotInTree:
    return NotInTree(shown, f"this has more than {LARGEST_FILE >> 20} MiB")


def _is_folder(text: str) -> bool:
    try:
        return Path(text).is_dir()
    except (OSError, ValueError):
        return False
