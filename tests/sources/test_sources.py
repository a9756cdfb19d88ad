"""`memattr sources` against small trees of our own making."""

from __future__ import annotations

import json
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from memattr.command.main import group

RULES = """\
requires memattr 1.0, manual "made up"
hypervisor field KIND: bits 2 "How memory is mapped"
hypervisor control ON: bool "Whether the stage is on"
system small "A small system" tree small at "1"
  ON = 1
policy dev of small "Devices"
  KIND = 0b01 from "inc/page.h" line "#define KIND_DEV 0x1"
policy ram of small "Memory"
  KIND = 0b11 from "map.c" line "kind = KIND_MEM;" after "case RAM:"
"""
PAGE = "#ifndef PAGE\n#define KIND_DEV     0x1\n#define KIND_MEM     0x3\n#endif\n"
MAP = "switch (type) {\ncase DEV:\n\tkind = KIND_DEV;\ncase RAM:\n\tkind  =\tKIND_MEM;\n}\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the rules, and a tree in which every cited line stands."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.attr").write_text(RULES)
    (tmp_path / "src" / "inc").mkdir(parents=True)
    (tmp_path / "src" / "inc" / "page.h").write_text(PAGE)
    (tmp_path / "src" / "map.c").write_text(MAP)
    return tmp_path / "src"


def sources(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(group, ["sources", "a.attr", *arguments], prog_name="memattr")
    return result.exit_code, result.output


@pytest.mark.usefixtures("tree")
def test_everything_stands_whatever_the_white_space() -> None:
    assert sources("--tree", "small=src") == (0, "2 of 2 cited lines stand\n")


def test_a_changed_line_names_policy_file_old_and_new(tree: Path) -> None:
    (tree / "inc" / "page.h").write_text(PAGE.replace("0x1", "0x2"))
    assert sources("--tree", "small=src") == (
        1,
        "CHANGED  dev KIND  a.attr:7  small:inc/page.h\n"
        "  expected  #define KIND_DEV 0x1\n"
        "  nearest   #define KIND_DEV 0x2  (line 2)\n"
        "1 of 2 cited lines stand\n",
    )


def test_a_line_before_its_anchor_does_not_count(tree: Path) -> None:
    (tree / "map.c").write_text("kind = KIND_MEM;\ncase RAM:\n  break;\n")
    status, output = sources("--tree", "small=src")
    assert status == 1
    assert "expected  kind = KIND_MEM;" in output


def test_a_missing_anchor(tree: Path) -> None:
    (tree / "map.c").write_text(MAP.replace("case RAM:", "case RAM_RW:"))
    assert sources("--tree", "small=src") == (
        1,
        "NO ANCHOR  ram KIND  a.attr:9  small:map.c\n"
        "  after     case RAM:\n"
        "  found     nowhere\n"
        "  nearest   case RAM_RW:  (line 4)\n"
        "1 of 2 cited lines stand\n",
    )


def test_a_repeated_anchor(tree: Path) -> None:
    (tree / "map.c").write_text(MAP + MAP)
    assert sources("--tree", "small=src") == (
        1,
        "NO ANCHOR  ram KIND  a.attr:9  small:map.c\n"
        "  after     case RAM:\n"
        "  found     2 times\n"
        "1 of 2 cited lines stand\n",
    )


def test_a_repeated_line(tree: Path) -> None:
    (tree / "inc" / "page.h").write_text(PAGE + PAGE)
    status, output = sources("--tree", "small=src")
    assert status == 1
    assert "found     on lines 2, 6: say after which line it is meant" in output


def test_a_line_repeated_after_its_anchor(tree: Path) -> None:
    (tree / "map.c").write_text(MAP.replace("}", "case ROM:\n\tkind = KIND_MEM;\n}"))
    assert sources("--tree", "small=src") == (
        1,
        "STANDS TWICE  ram KIND  a.attr:9  small:map.c\n"
        "  expected  kind = KIND_MEM;\n"
        "  after     case RAM:\n"
        "  found     on lines 5, 7: cite a nearer anchor, or more lines of it\n"
        "1 of 2 cited lines stand\n",
    )


def test_repeated_before_its_anchor_it_stands(tree: Path) -> None:
    (tree / "map.c").write_text(MAP.replace("KIND_DEV;", "KIND_MEM;"))
    assert sources("--tree", "small=src")[0] == 0


def test_twice_in_one_line_is_twice(tree: Path) -> None:
    (tree / "map.c").write_text("case RAM: kind = KIND_MEM; kind = KIND_MEM;\n")
    status, output = sources("--tree", "small=src")
    assert status == 1
    assert "found     on lines 1, 1:" in output


@pytest.mark.parametrize("gap", ["\n", "\n\n\t", " "])
def test_several_lines_tell_apart_what_one_does_not(tree: Path, gap: str) -> None:
    both = RULES.replace('"kind = KIND_MEM;" after "case RAM:"', '"case RAM: kind = KIND_MEM;"')
    (tree.parent / "a.attr").write_text(both)
    text = f"case RAM:{gap}kind = KIND_MEM;\nbreak;\nkind = KIND_MEM;\n"
    (tree / "map.c").write_text(text)
    assert sources("--tree", "small=src")[0] == 0
    (tree / "map.c").write_text(text.replace("KIND_MEM", "KIND_DEV", 1))
    assert sources("--tree", "small=src")[1] == (
        "CHANGED  ram KIND  a.attr:9  small:map.c\n"
        "  expected  case RAM: kind = KIND_MEM;\n"
        "  nearest   case RAM: kind = KIND_DEV;  (line 1)\n"
        "1 of 2 cited lines stand\n"
    )


def test_a_missing_file_is_unusable(tree: Path) -> None:
    (tree / "map.c").unlink()
    assert sources("--tree", "small=src") == (
        2,
        "NOT READ  ram KIND  a.attr:9  small:map.c\n"
        "  reason    src/map.c: No such file or directory\n"
        "1 of 2 cited lines stand\n",
    )


@pytest.mark.usefixtures("tree")
def test_more_is_said_if_it_is_wanted() -> None:
    assert sources("--tree", "small=src", "-v") == (
        0,
        "STANDS  dev KIND  a.attr:7  small:inc/page.h:2\n"
        "STANDS  ram KIND  a.attr:9  small:map.c:5\n"
        "2 of 2 cited lines stand\n",
    )


def test_every_format_has_the_same_answer(tree: Path) -> None:
    (tree / "inc" / "page.h").write_text(PAGE.replace("0x1", "0x2"))
    (tree / "map.c").unlink()
    status, output = sources("--tree", "small=src", "--format", "json")
    data = json.loads(output)
    schema = files("memattr.formats").joinpath("sources.schema.json").read_text(encoding="utf-8")
    Draft202012Validator(json.loads(schema)).validate(data)
    changed, unreadable = data["citations"]
    assert (status, data["stand"], data["code"]) == (2, 0, None)
    assert (changed["standing"], changed["line"]) == ("changed", "#define KIND_DEV 0x1")
    assert changed["nearest"] == {"line": 2, "text": "#define KIND_DEV 0x2"}
    assert unreadable["unreadable"] == "src/map.c: No such file or directory"
    assert unreadable["standing"] == "unreadable"
    assert "CHANGED" in sources("--tree", "small=src", "--format", "markdown")[1]


def test_a_revision_is_read_from_git(tree: Path) -> None:
    def git(*arguments: str) -> None:
        names = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(
            ["git", *names, "-C", str(tree), *arguments], check=True, capture_output=True
        )

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    git("tag", "good")
    (tree / "inc" / "page.h").write_text(PAGE.replace("0x1", "0x2"))
    assert sources("--tree", "small=src@good")[0] == 0
    assert sources("--tree", "small=src")[0] == 1
    assert sources("--tree", "small=src@none")[0] == 2


@pytest.mark.usefixtures("tree")
def test_an_unknown_tree() -> None:
    assert sources("--tree", "large=src") == (
        2,
        "memattr: no system cites a tree 'large'\nCited: small.\n",
    )
    status, output = sources("--tree", "small")
    assert (status, output) == (
        2,
        "memattr: 'small' names no tree: write NAME=DIR or NAME=DIR@REV\n",
    )
