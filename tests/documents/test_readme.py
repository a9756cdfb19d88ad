"""The README shows what is really printed: every fenced block, every answer, every option."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import memattr
from memattr.command.main import group

from .shown import Block, Shown, blocks, matched, runs

README = Path(__file__).parents[2] / "README.md"
PAGE = README.read_text(encoding="utf-8")
BLOCKS = blocks(PAGE)
SHOWN = [shown for block in BLOCKS for shown in runs(block)]
COMMANDS = [shown for shown in SHOWN if shown.command.startswith("memattr ")]
ANSWER = re.compile(r"^\| .* \| `memattr find (\w+)` \| (.*) \|$", re.MULTILINE)
USE = re.compile(r"`memattr ([a-z]+) ([^`]*)`")
# What makes a command end with 1: a finding.
FINDS = ("--against", "--program")
# The folder that one command makes and others use.
STARTER = "mine"


def own_files() -> dict[str, str]:
    """The files that the page shows, by name."""
    found = {
        shown.command.removeprefix("cat "): "\n".join(shown.lines) + "\n"
        for shown in SHOWN
        if shown.command.startswith("cat ")
    }
    for block in BLOCKS:
        rules = re.match(r'requires memattr .*\nrules (\w+) "', block.text)
        if rules is not None:
            found[f"{rules[1]}.attr"] = block.text
    return found


def printed(program: list[str], folder: Path) -> tuple[list[str], int]:
    done = subprocess.run(
        [sys.executable, *program], capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.stderr == "", done.stderr
    return done.stdout.splitlines(), done.returncode


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    kinds = [kind_of(index) for index in range(len(BLOCKS))]
    assert None not in kinds, kinds
    assert len(COMMANDS) >= 6 and kinds.count("program") == 1
    commands = {shown.command.split()[0] for shown in SHOWN}
    assert commands == {"memattr", "cat"}


def kind_of(index: int) -> str | None:
    block = BLOCKS[index]
    if block.info == "console":
        return "commands" if block.text.startswith("$ ") else None
    if block.info == "python":
        return "program"
    if index and BLOCKS[index - 1].info == "python":
        return "output of the program"
    if block.text in own_files().values():
        return "file"
    return "make" if all(line.startswith("make ") for line in block.text.splitlines()) else None


@pytest.mark.parametrize("shown", COMMANDS, ids=lambda shown: shown.command)
def test_a_command_prints_what_the_page_shows(
    shown: Shown, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in own_files().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    _, *words = shlex.split(shown.command)
    if STARTER in shown.command and words[0] != "init":
        CliRunner().invoke(group, ["init", STARTER], catch_exceptions=False)
    result = CliRunner().invoke(group, words, prog_name="memattr")
    assert result.stderr == ""
    real = matched(shown.lines, result.stdout.splitlines())
    assert real is not None, result.stdout
    assert result.exit_code == (1 if any(word in shown.command for word in FINDS) else 0)
    if request.config.getoption("--update"):
        before, after = ("\n".join([shown.command, *some]) for some in (shown.lines, real))
        README.write_text(README.read_text("utf-8").replace(before, after), encoding="utf-8")


def test_the_program_prints_what_the_page_shows(tmp_path: Path) -> None:
    (index,) = (i for i, block in enumerate(BLOCKS) if block.info == "python")
    lines, status = printed(["-c", BLOCKS[index].text], tmp_path)
    assert status == 0
    assert lines == BLOCKS[index + 1].text.splitlines()
    assert len(BLOCKS[index].text.splitlines()) <= 10


def test_answers_are_what_find_finds() -> None:
    texts = memattr.load()
    rows = ANSWER.findall(PAGE)
    assert len(rows) >= 5
    for question, answer in rows:
        found = memattr.find(texts, question, verify=False).solutions
        codes = sorted(code for solution in found for code in solution.values())
        assert answer == (", ".join(f"{code:#06b}" for code in codes) or "none"), question


def test_options_in_the_text_exist() -> None:
    used = {
        (command, option)
        for command, rest in USE.findall(PAGE)
        for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", rest)
    }
    assert used
    for command, option in used:
        text = CliRunner().invoke(group, [command, "--help"]).output
        assert re.search(rf"(?<!\S){option}\b", text), (command, option)


def test_pictures_are_committed_and_have_words() -> None:
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", PAGE)
    assert pictures
    for words, path in pictures:
        assert len(words) > 20 and (README.parent / path).is_file()


@pytest.mark.parametrize(
    ("shown", "lines", "fits"),
    [
        (["a", "...", "c"], ["a", "b", "b", "c"], True),
        (["a", "...", "c"], ["a", "c"], True),
        (["a", "..."], ["a"], True),
        (["a", "...", "c"], ["a", "b"], False),
        (["a"], ["a", "b"], False),
        (["x.attr:1"], ["x.attr:22"], True),
        ([], ["a"], False),
    ],
)
def test_left_out_lines_are_marked(shown: list[str], lines: list[str], fits: bool) -> None:
    assert (matched(shown, lines) is not None) == fits


def test_blocks_are_read_with_their_kind() -> None:
    (block,) = blocks("x\n```console\n$ memattr a b\nout\n$ cat c\nd\n```\n")
    assert block == Block("console", "$ memattr a b\nout\n$ cat c\nd\n")
    assert list(runs(block)) == [Shown("memattr a b", ("out",)), Shown("cat c", ("d",))]
