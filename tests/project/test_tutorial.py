"""The tutorial, run verbatim: every command in order, in one folder, with what it prints."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from memattr.language.attr_files import shipped

from ..documents.shown import blocks, matched, runs
from .conftest import Memattr

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"


def test_every_command_prints_what_the_page_shows(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    page = PAGE.read_text(encoding="utf-8")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    cache = str(tmp_path / "cache")  # Nothing is recalled in a reader's first hour.
    folder = tmp_path / "tiny"
    folder.mkdir()
    status, seen, wrong = 0, 0, []
    for block in blocks(page):
        assert block.info == "console"
        for shown in runs(block):
            done = subprocess.run(
                ["bash", "-c", f"(exit {status}); {shown.command}"],
                capture_output=True,
                text=True,
                check=False,
                cwd=folder,
                env={**os.environ, "PATH": path, "MEMATTR_CACHE": cache},
            )
            seen, status = seen + 1, done.returncode
            lines = (done.stdout + done.stderr).splitlines()
            real = matched(shown.lines, lines)
            if real is None:
                wrong.append("\n".join([shown.command, *lines]))
            elif request.config.getoption("--update"):
                before, after = ("\n".join([shown.command, *x]) for x in (shown.lines, real))
                PAGE.write_text(PAGE.read_text("utf-8").replace(before, after), encoding="utf-8")
    assert not wrong, "\n\n".join(wrong)
    assert seen >= 20


def test_init_writes_into_empty_folders_only(own: Path, memattr: Memattr) -> None:
    result = memattr("init")
    assert result.output == (
        "memattr: the folder is not empty: it has mine.attr\n"
        "Name an empty folder, or a new one: memattr init FOLDER\n"
    )
    assert (result.exit_code, [path.name for path in own.iterdir()]) == (2, ["mine.attr"])
    assert memattr("init", "new").exit_code == 0
    names = sorted(path.name for path in shipped("starter").iterdir())
    assert sorted(path.name for path in (own / "new").iterdir()) == names
    assert memattr("fmt", "--check", "./new/").exit_code == 0
