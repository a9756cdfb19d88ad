"""Texts as they are when they are first looked at: whoever asks again is told the same.

A digest of a snapshot is therefore one of what is parsed out of it, whatever is saved meanwhile."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from memattr.language.attr_files import MAX_BYTES, SUFFIX, attr_files, real
from memattr.place import SpecError


class TextSnapshot:
    """Lists folders and reads files, each once. What an editor holds of a file, by its resolved
    path, stands in the place of what the disk has, even if that has no such file."""

    def __init__(self, edited: Mapping[Path, bytes] | None = None) -> None:
        self._edited = edited or {}
        self._below: dict[Path, list[Path] | SpecError] = {}
        self._beside: dict[Path, list[Path]] = {}
        self._read: dict[Path, bytes | OSError] = {}
        # Files that were asked for themselves, not as part of a folder.
        self.named: set[Path] = set()

    def below(self, path: Path) -> list[Path]:
        """The .attr files of a folder, sub-folders included, or the file itself.
        Raises SpecError."""
        if path not in self._below:
            try:
                paths = [path] if self._is_edited(path) else self._with_edited(path)
                self.named |= {path} & set(paths)
                self._below[path] = paths
            except SpecError as error:
                self._below[path] = error
        known = self._below[path]
        if isinstance(known, SpecError):
            raise known
        return known

    def beside(self, folder: Path) -> list[Path]:
        """The .attr files in the folder, sorted. Raises OSError."""
        if folder not in self._beside:
            more = {folder / file.name for file in self._edited if file.parent == real(folder)}
            self._beside[folder] = sorted({*folder.glob(f"*{SUFFIX}"), *more})
        return self._beside[folder]

    def read(self, path: Path) -> bytes:
        """As much of the file as is ever read. A pipe or a device is read if it was named itself,
        and not if it merely lies in a folder. Raises OSError."""
        if path not in self._read:
            try:
                edited = self._edited.get(real(path)) if self._edited else None
                beginning = edited and edited[: MAX_BYTES + 1]
                self._read[path] = (
                    _beginning(path, path in self.named) if beginning is None else beginning
                )
            except OSError as error:
                self._read[path] = error
        known = self._read[path]
        if isinstance(known, OSError):
            raise known
        return known

    def _is_edited(self, path: Path) -> bool:
        return bool(self._edited) and real(path) in self._edited

    def _with_edited(self, path: Path) -> list[Path]:
        """The files, and those below the folder that only an editor holds."""
        top = real(path)
        more = [file for file in self._edited if top in file.parents and not file.exists()]
        if not more:
            return attr_files(path)
        known = attr_files(path) if any(top.rglob(f"*{SUFFIX}")) else []
        return sorted({*known, *(path / file.relative_to(top) for file in more)})


def _beginning(path: Path, named: bool) -> bytes:
    waiting = 0 if named else os.O_NONBLOCK
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC | waiting), "rb") as file:
        if not (named or stat.S_ISREG(os.fstat(file.fileno()).st_mode)):
            raise OSError(0, "it is no regular file")
        return file.read(MAX_BYTES + 1)
