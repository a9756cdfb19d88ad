"""The command in a process of its own, with a cache of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

COMMAND = "from memattr.command.main import main; main()"
SMALL = Path(__file__).parents[1] / "command" / "small.attr"
TEXT = SMALL.read_text(encoding="utf-8")
# The bound on what must end at once, on a busy machine.
PATIENCE = 120


def words(*arguments: str, before: str = "") -> list[str]:
    """The command line; `before` is run in the same process first."""
    return [sys.executable, "-c", f"{before}\n{COMMAND}", *arguments]


def environment(folder: Path, **more: str) -> Mapping[str, str]:
    private = {
        "MEMATTR_CACHE": str(folder / ".cache"),
        "XDG_STATE_HOME": str(folder / ".state"),
        "PYTHONFAULTHANDLER": "",
    }
    return {**os.environ, **private, **more}


def run(
    folder: Path, *arguments: str, before: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """What the command prints in this folder, with its exit status."""
    return subprocess.run(
        words(*arguments, before=before), cwd=folder, env=environment(folder, **more),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
