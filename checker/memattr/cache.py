"""A folder of the user's for what is slow to compute again. Never trusted, never needed.

Entries are JSON: reading one runs no code. Foreign, corrupt or stale ones are ignored."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

# So many entries of a kind are kept, the last used ones.
KEPT = 8


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


def digest_of(*texts: str | bytes) -> str:
    """A key for what depends on these texts."""
    found = hashlib.sha256()
    for text in texts:
        data = text.encode() if isinstance(text, str) else text
        found.update(b"%d:" % len(data) + data)
    return found.hexdigest()[:32]


@cache
def checker() -> str:
    """A digest of the checker itself: its files, and the libraries that it computes with."""
    from importlib.metadata import version

    package = Path(__file__).parent
    files = sorted(package.rglob("*.py")) + sorted(package.rglob("*.lark"))
    own = [f"{file.relative_to(package)} {_stamp(file)}" for file in files]
    libraries = ("lark", "oxidd", "z3-solver")
    return digest_of(*own, *(f"{name} {version(name)}" for name in libraries))


def _stamp(file: Path) -> str:
    found = file.stat()
    return f"{found.st_size} {found.st_mtime_ns}"


def read(kind: str, key: str) -> Any | None:
    """The entry, or None."""
    place = folder()
    if place is None:
        return None
    file = place / f"{kind}-{key}.json"
    try:
        digest, _, text = file.read_text(encoding="utf-8").partition("\n")
        if digest != digest_of(text):
            return None
        os.utime(file)
        return json.loads(text)
    except (OSError, ValueError):
        return None


def write(kind: str, key: str, entry: object) -> None:
    """Stores the entry, whole or not at all; failing to is no failure."""
    place = folder()
    if place is None:
        return
    text = json.dumps(entry)
    with suppress(OSError):
        handle, name = tempfile.mkstemp(dir=place, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(f"{digest_of(text)}\n{text}")
            os.replace(name, place / f"{kind}-{key}.json")
        except OSError:
            os.unlink(name)
        for old in _by_age(place, kind)[KEPT:]:
            old.unlink()


def _by_age(place: Path, kind: str) -> list[Path]:
    """The entries of a kind, the last used first."""
    return sorted(place.glob(f"{kind}-*.json"), key=_used, reverse=True)


def _used(file: Path) -> int:
    return file.stat().st_mtime_ns
