"""A folder of the user's for what is slow to compute again. Never trusted, never needed.

Entries are JSON: reading one runs no code. Each is marked by a digest of its kind, its key and its
content, under a secret of the user's that lies elsewhere: what somebody else made, or was made
under another name, is ignored as what is corrupt or stale is, and written anew."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import stat
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from memattr.atomic_file import SUFFIX, replacing

# So many entries of a kind are kept, the last used ones.
KEPT = 8
LARGEST = 1 << 28
SECRET_BYTES = 32
# What a killed process left is removed by the next one that writes, after so many seconds.
ABANDONED = 3600


def folder() -> Path | None:
    """The cache folder, made with mode 0700; None if it is not the user's alone or is switched off
    by an empty MEMATTR_CACHE."""
    chosen = os.environ.get("MEMATTR_CACHE")
    if chosen == "":
        return None
    return _private(Path(chosen) if chosen else _base("XDG_CACHE_HOME", ".cache"))


def _base(variable: str, below_home: str) -> Path | None:
    chosen = os.environ.get(variable)
    try:
        return (Path(chosen) if chosen else Path.home() / below_home) / "memattr"
    except RuntimeError:  # this user has no home
        return None


def _private(path: Path | None) -> Path | None:
    """The folder, made if need be; None unless it is the user's, and nobody else's."""
    if path is None:
        return None
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.lstat()
    except OSError:
        return None
    own = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
    return path if own and status.st_uid == os.getuid() else None


def _secret() -> bytes | None:
    """What only this user knows; made at its first use. None if it cannot be kept."""
    place = _private(_base("XDG_STATE_HOME", ".local/state"))
    if place is None:
        return None
    file = place / "secret"
    secret_data = _content(file, secret=True)
    if secret_data is None or len(secret_data) != SECRET_BYTES:
        try:
            with replacing(file, 0o600) as stream:
                stream.write(secrets.token_bytes(SECRET_BYTES))
        except OSError:
            return None
        secret_data = _content(file, secret=True)  # perhaps another process' that was faster
    return secret_data if secret_data is not None and len(secret_data) == SECRET_BYTES else None


def _content(file: Path, secret: bool = False) -> bytes | None:
    """The bytes of a regular file of the user's; None of anything else, which is not waited for."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.getuid():
            return None
        if status.st_size > LARGEST or (secret and status.st_mode & 0o077):
            return None
        with suppress(OSError):
            os.utime(handle)
        try:
            return stream.read()
        except OSError:
            return None


def digest_of(*texts: str | bytes) -> str:
    """A key for what depends on these texts."""
    digest = hashlib.sha256()
    for text in texts:
        data = text.encode(errors="surrogateescape") if isinstance(text, str) else text
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()[:32]


@cache
def checker() -> str:
    """A digest of the checker itself: the bytes of its files, and the versions of Python and of the
    libraries that it computes with."""
    from importlib.metadata import version
    from sys import version as python

    package = Path(__file__).parent
    parts: list[str | bytes] = [python]
    for root, folders, files in os.walk(package):
        folders[:] = sorted(set(folders) - {"__pycache__", "_shipped"})
        for name in sorted(files):
            parts += [os.path.join(root, name).removeprefix(str(package)), _code(root, name)]
    libraries = ("lark", "oxidd", "z3-solver")
    return digest_of(*parts, *(f"{name} {version(name)}" for name in libraries))


def _code(root: str, name: str) -> bytes:
    with open(os.path.join(root, name), "rb") as file:
        return file.read()


def read(kind: str, key: str) -> Any | None:
    """The entry, or None."""
    place, secret = folder(), _secret()
    if place is None or secret is None:
        return None
    mark, _, body = (_content(_file(place, kind, key)) or b"").partition(b"\n")
    if not hmac.compare_digest(mark, _mark(secret, kind, key, body)):
        return None
    try:
        return json.loads(body)
    except ValueError:
        return None


def write(kind: str, key: str, entry: object) -> None:
    """Stores the entry, whole or not at all; failing to is no failure."""
    place, secret = folder(), _secret()
    if place is None or secret is None:
        return
    body = json.dumps(entry).encode()
    with suppress(OSError), replacing(_file(place, kind, key), 0o600) as out:
        out.write(_mark(secret, kind, key, body) + b"\n" + body)
    _tidy(place, kind)


def _file(place: Path, kind: str, key: str) -> Path:
    return place / f"{kind}-{key}.json"


def _mark(secret: bytes, kind: str, key: str, body: bytes) -> bytes:
    digest = hashlib.blake2b(f"{kind} {key}\n".encode(), key=secret, digest_size=32)
    digest.update(body)
    return digest.hexdigest().encode()


def _tidy(place: Path, kind: str) -> None:
    """Removes entries that were not used lately, and what was abandoned half written."""
    old = sorted(place.glob(f"{kind}-*.json"), key=_used, reverse=True)[KEPT:]
    since = time.time_ns() - ABANDONED * 10**9
    for file in [*old, *(part for part in place.glob(f".*{SUFFIX}") if _used(part) < since)]:
        with suppress(OSError):
            file.unlink()


def _used(file: Path) -> int:
    try:
        return file.lstat().st_mtime_ns
    except OSError:
        return 0
