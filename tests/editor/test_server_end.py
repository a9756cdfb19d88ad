"""`memattr lsp` ends with its editor, and leaves no process behind."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from .client import Client
from .small_project import HEAD, POLICIES

pytest.importorskip("pygls")


def children(process: int) -> set[int]:
    """All processes below it."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rpartition(")")[2].split()[1]
                )
            except (OSError, IndexError):
                continue
    found, waiting = set(), [process]
    while waiting:
        one = waiting.pop()
        below = {child for child, parent in parents.items() if parent == one}
        found |= below
        waiting += below
    return found


def is_there(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="it asks Linux for processes")
@pytest.mark.parametrize("how", ["shutdown", "gone", "killed"])
def test_nothing_is_left_behind(tmp_path: Path, how: str) -> None:
    """However the session ends, while claims are being decided in a process of its own."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "policies.attr").write_text(POLICIES)
    many = "".join(
        f"prove c{n} for every access under registers given MAIR = {n}, SH1 = 0b11\n"
        f"  : result.memory is Device\n"
        for n in range(200)
    )
    own = Client(folder)
    own.open("claims.attr", f"{HEAD}import policies\n{many}")
    own.published(own.uri("claims.attr"))
    own.until(lambda: len(children(own.process.pid)) > 1 or any(own.notes), 60)
    waited = time.monotonic() + 60
    while len(children(own.process.pid)) < 2 and time.monotonic() < waited:
        time.sleep(0.05)
    below = children(own.process.pid)
    assert len(below) >= 2
    if how == "shutdown":
        assert own.end() == (0, "")
    elif how == "gone":
        assert own.closed() == (1, "")
    else:
        own.process.terminate()
        own.closed()
    waited = time.monotonic() + 20
    while any(map(is_there, below)) and time.monotonic() < waited:
        time.sleep(0.05)
    assert [process for process in below if is_there(process)] == []
    assert not [name for name in os.listdir(folder) if name not in ("policies.attr",)]
