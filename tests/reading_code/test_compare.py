"""`memattr compare --tree`: what a range of commits does to the policies that are read."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from memattr.command.main import group
from memattr.model.model import Model, Scope
from memattr.sources import read_code
from memattr.sources.read_code import CodeResult

from .hypervisor import changed, written


class Repository:
    """A repository that holds the tree in a folder."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.git("init", "-q")
        self.commit("Two files")

    def git(self, *words: str) -> None:
        own = ["git", "-C", str(self.tree.parent), "-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run([*own, *words], check=True, capture_output=True)

    def commit(self, subject: str, *changes: tuple[str, str, str]) -> None:
        for change in changes:
            changed(self.tree, *change)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A history in which one commit of five changes a value, and one makes it unreadable."""
    monkeypatch.chdir(tmp_path)
    made = Repository(written(tmp_path))
    made.commit("Another layout", ("map.c", "    switch (kind) {\n", "  switch(kind) {\n"))
    made.commit("Weaker", ("include/stage2.h", "ATTR(0x5)", "ATTR(0xf)"))
    made.commit("Beside it", ("map.c", "#include", "/* more */\n#include"))
    made.commit("A call", ("map.c", "return entry;", "log(entry);\n    return entry;"))
    return made


def compare(span: str, *arguments: str) -> tuple[int, str]:
    options = ["compare", "tiny.attr", "--tree", f"tiny=tiny@{span}", *arguments]
    result = CliRunner().invoke(group, options, prog_name="memattr")
    return result.exit_code, result.output


@pytest.mark.usefixtures("repository")
def test_a_range_that_changes_no_value() -> None:
    assert compare("HEAD~4..HEAD~3") == (
        0,
        "tiny@HEAD~4 -> tiny@HEAD~3: 0 values changed, 6 did not\n",
    )


@pytest.mark.usefixtures("repository")
def test_a_range_that_weakens_a_policy() -> None:
    status, output = compare("HEAD~4..HEAD~1")
    assert status == 0
    assert output.startswith(
        "tiny@HEAD~4 -> tiny@HEAD~1: 1 value changed, 5 did not\n"
        "  value     tiny_framebuffer MemAttr: 0b0101 -> 0b1111  map.c:10\n"
    )
    assert "framebuffer_is_never_cached, PROVED -> REFUTED" in output
    assert compare("HEAD~4..HEAD~1", "--forbid", "flip")[0] == 1
    assert compare("HEAD~4..HEAD~3", "--forbid", "flip")[0] == 0


@pytest.mark.usefixtures("repository")
def test_what_is_no_longer_read_is_refused() -> None:
    status, output = compare("HEAD~1..HEAD")
    assert status == 2
    assert "0 values changed, 0 did not, 6 on one side only" in output
    assert "'log' is called, which no file read defines" in " ".join(output.split())


@pytest.mark.usefixtures("repository")
def test_each_commit_that_touches_what_is_read() -> None:
    status, output = compare("HEAD~4..HEAD", "--each")
    assert status == 2  # what the range ends in is not read
    lines = output.splitlines()
    assert lines[0] == "tiny@HEAD~4..HEAD: 1 of 4 commits change a value"
    headings = [line.split("  ")[2] for line in lines if line[:12].isalnum() and "-" in line]
    assert headings == ["Weaker", "A call"]
    assert "no word about 2 commits: no value changed" in output
    assert "1 commit changed what can be read, and no value" in output


@pytest.mark.usefixtures("repository")
def test_from_the_beginning() -> None:
    status, output = compare("..HEAD~1", "--each")
    assert status == 0
    assert "tiny@..HEAD~1: 1 of 4 commits change a value" in output
    assert compare("..HEAD~1") == (
        2,
        "memattr: a range has two ends\nWrite NAME=DIR@BASE..HEAD, or add --each.\n",
    )


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("span", "message"),
    [
        ("HEAD", "memattr: 'tiny=tiny@HEAD' names no range: write NAME=DIR@BASE..HEAD\n"),
        ("HEAD...HEAD", "memattr: 'tiny=tiny@HEAD...HEAD' names no range: write "
         "NAME=DIR@BASE..HEAD\n"),
        ("nothing..HEAD", "memattr: git knows no revision 'nothing' in 'tiny'\n"),
    ],
)  # fmt: skip
def test_what_is_no_range(span: str, message: str) -> None:
    assert compare(span) == (2, message)


def test_each_needs_a_tree() -> None:
    result = CliRunner().invoke(group, ["compare", "--each", "a", "b"], prog_name="memattr")
    assert result.exit_code == 2 and "--each needs --tree" in result.output


def test_files_that_are_the_same_are_read_once(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change and its revert need two readings of each value, however many commits there are."""
    for _ in range(3):
        repository.commit("There", ("map.c", "log(entry);\n    ", ""))
        repository.commit("And back", ("map.c", "return entry;", "log(entry);\n    return entry;"))
    carried_out: list[str] = []
    plain = read_code.result_of

    def counted(model: Model, scope: Scope, *rest: Any) -> CodeResult:
        carried_out.append(scope.name)
        return plain(model, scope, *rest)

    monkeypatch.setattr(read_code, "result_of", counted)
    status, output = compare("HEAD~6..HEAD", "--each")
    assert status == 2 and output.count("no longer read") == 3 * 6
    assert len(carried_out) == 2 * 6
