"""What a user installs is the tool alone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def commands(target: str, folder: Path) -> str:
    """What make would do in a checkout without an environment."""
    for name in ("Makefile", "pyproject.toml", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder)
    done = subprocess.run(
        ["make", "--dry-run", target], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_check_installs_the_tool_alone(tmp_path: Path) -> None:
    text = commands("check", tmp_path)
    assert "pip install" in text and "memattr check" in text
    assert "requirements-dev" not in text


def test_development_has_its_own(tmp_path: Path) -> None:
    assert "requirements-dev" in commands("test", tmp_path)
