"""Questions to git about a repository that is not trusted.

Only commands that read objects are asked, of objects that were resolved to their hash before, with
replacements, fetching and prompts switched off, and with a bound on time and on the answer."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path

from memattr.place import Unusable

SECONDS = 60.0
# Where a hook or a shell points to another repository than the folder's own.
ELSEWHERE = frozenset({
    "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_REPLACE_REF_BASE",
})  # fmt: skip
SETTINGS = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
}


def asked(folder: Path, *arguments: str | bytes, limit: int) -> bytes | None:
    """What git prints, at most `limit` bytes of it; None if git says no.

    Raises Unusable if there is no git, or if it says more or takes longer than it may."""
    environment = {k: v for k, v in os.environ.items() if k not in ELSEWHERE} | SETTINGS
    command = ["git", "-C", os.fspath(folder), *arguments]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unusable(f"git cannot be run: {reason}") from None
    late = threading.Event()
    clock = threading.Timer(SECONDS, _stop, (process, late))
    clock.daemon = True
    clock.start()
    assert process.stdout is not None, "standard output is a pipe"
    try:
        answer = process.stdout.read(limit + 1)
        if len(answer) > limit:
            raise Unusable(f"git says more than {limit} bytes")
        process.wait()
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
    if late.is_set():
        raise Unusable(f"git did not answer within {SECONDS:.0f} s")
    return answer if process.returncode == 0 else None


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def top_of(folder: Path) -> Path | None:
    """The top folder of the repository that the folder lies in; None if it lies in none."""
    said = asked(folder, "rev-parse", "--show-cdup", limit=1 << 16)
    return None if said is None else folder / os.fsdecode(said.removesuffix(b"\n"))
