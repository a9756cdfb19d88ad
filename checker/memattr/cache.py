"""A folder of the user's for what is slow to compute again. Never trusted, never needed.

Entries are JSON: reading one runs no code. Foreign, corrupt or stale ones are ignored."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any


def folder() -> Path | None:
    """The cache folder, made with mode 0700; None if it is not the user's alone or is switched off
    by an empty MEMATTR_CACHE."""
    chosen = os.environ.get("MEMATTR_CACHE")
    if chosen == "":
        return None
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    path = Path(chosen) if chosen else base / "memattr"
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.lstat()
    except OSError:
        return None
    own = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    return path if own and found.st_uid == os.getuid() else None


def key_of(*texts: str) -> str:
    """A key for what depends on these texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:32]


def read(key: str) -> Any | None:
    """The entry, or None."""
    place = folder()
    if place is None:
        return None
    try:
        return json.loads((place / f"{key}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write(key: str, entry: object) -> None:
    """Stores the entry, whole or not at all; failing to is no failure."""
    place = folder()
    if place is None:
        return
    with suppress(OSError):
        handle, name = tempfile.mkstemp(dir=place, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(entry, out)
            os.replace(name, place / f"{key}.json")
        except OSError:
            os.unlink(name)
