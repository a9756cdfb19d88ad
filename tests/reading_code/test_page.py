"""docs/code.md, run verbatim: its files, then every command in order, with what it prints."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ..documents.shown import blocks, matched, runs

PAGE = Path(__file__).parents[2] / "docs" / "code.md"


def test_every_command_prints_what_the_page_shows(tmp_path: Path) -> None:
    every = [shown for block in blocks(PAGE.read_text("utf-8")) for shown in runs(block)]
    for shown in every:
        if shown.command.startswith("cat "):
            file = tmp_path / shown.command.removeprefix("cat ")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("\n".join(shown.lines) + "\n", encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "MEMATTR_CACHE": ""}
    status, wrong = 0, []
    for shown in every:
        done = subprocess.run(
            ["bash", "-c", f"(exit {status}); {shown.command}"],
            capture_output=True, text=True, check=False, cwd=tmp_path, env=environment,
        )  # fmt: skip
        status = done.returncode
        lines = (done.stdout + done.stderr).splitlines()
        if matched(shown.lines, lines) is None:
            wrong.append("\n".join([shown.command, *lines]))
    assert not wrong, "\n\n".join(wrong)
    assert len(every) >= 15
