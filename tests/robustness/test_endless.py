"""Files that never end, and an environment that asks for something else than the arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from .processes import TEXT, run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("eval --in /dev/zero", "memattr: /dev/zero: a line of it does not end"),
        ("conform /dev/zero", "memattr: /dev/zero: a line of it does not end"),
        ("table types_without_fwb --against /dev/zero", "the file is larger than 16 MiB"),
        ("docs /dev/zero", "the file is larger than 16 MiB"),
        ("fmt /dev/zero", "/dev/zero:1:1: "),
    ],
)
def test_what_never_ends_is_refused(tmp_path: Path, words: str, said: str) -> None:
    done = run(tmp_path, *words.split())
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize("instruction", ["bash_source", "zsh_complete", "nothing"])
def test_completions_do_not_stand_for_a_check(tmp_path: Path, instruction: str) -> None:
    """A variable that was left in the environment made `check` exit 0 on what is false."""
    (tmp_path / "bad.attr").write_text(
        TEXT.replace("brush = 1", "brush = 0").replace("spec small", "spec bad"), encoding="utf-8"
    )
    done = run(tmp_path, "check", "bad.attr", "-q", _MEMATTR_COMPLETE=instruction)
    assert done.returncode == 1
    assert "NOT as expected" in done.stdout
