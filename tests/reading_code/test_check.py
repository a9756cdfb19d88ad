"""`memattr check --tree`: the code of a tree decides."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.command.main import group

from .hypervisor import changed, written


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tree, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return written(tmp_path)


def check(*arguments: str, tree: str = "tiny=tiny") -> tuple[int, str]:
    options = ["check", "-v", "tiny.attr", "--no-cache", "--tree", tree, *arguments]
    result = CliRunner().invoke(group, options, prog_name="memattr")
    return result.exit_code, result.output


READ = (
    "read from tiny: 6 values, of which {} differ from the text\n"
    "not read from tiny, decided by the text: tiny\n"
)


@pytest.mark.usefixtures("tree")
def test_code_that_agrees_with_the_text() -> None:
    assert check() == (
        0,
        "PROVED  framebuffer_is_never_cached                             tiny.attr:19\n"
        + READ.format(0)
        + "1 of 1 claims as expected\n",
    )


def test_a_weaker_encoding_is_refuted_in_this_tree(tree: Path) -> None:
    changed(tree, "include/stage2.h", "ATTR(0x5)", "ATTR(0xf)")
    status, output = check()
    assert status == 1
    assert output.startswith(
        "DIFFERS  tiny_framebuffer MemAttr                               tiny.attr:16\n"
        "  text      0b0101\n"
        "  code      0b1111  tiny:map.c:9\n"
        "  macros    ATTR_NC (include/stage2.h:8), SH_OUTER (include/stage2.h:9)\n"
        "REFUTED in this tree  framebuffer_is_never_cached               tiny.attr:19\n"
    )
    assert "  example   MAIR=0xff (Normal WB)" in output
    assert "  by text   PROVED, as expected\n" in output
    assert output.endswith(READ.format(1) + "0 of 1 claims as expected\n")


def test_a_difference_without_a_consequence_is_said_and_fails(tree: Path) -> None:
    changed(tree, "include/stage2.h", "(2ul << 8)", "(3ul << 8)")
    status, output = check("-q")
    assert status == 1
    assert output == (
        "DIFFERS  tiny_framebuffer SH2                                   tiny.attr:16\n"
        "  text      0b10\n"
        "  code      0b11  tiny:map.c:9\n"
        "  macros    ATTR_NC (include/stage2.h:8), SH_OUTER (include/stage2.h:9)\n"
        + READ.format(1)
        + "1 of 1 claims as expected\n"
    )


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("map.c", "ATTR_NC | SH_OUTER", "ATTR_WB | SH_OUTER"),
        ("map.c", "case FRAMEBUFFER:\n", "case FRAMEBUFFER:\n        entry |= ATTR_WB;\n"),
        ("map.c", "        break;\n", ""),
        ("map.c", "case FRAMEBUFFER:", "case FRAMEBUFFER + 1:"),
        ("map.c", "switch (kind)", "switch (kind + 1)"),
        ("map.c", "return entry;", "return entry | ATTR_WB;"),
        ("include/stage2.h", "<< 2)", "<< 3)"),
        ("include/stage2.h", "{ RAM, FRAMEBUFFER }", "{ FRAMEBUFFER = 7, RAM }"),
    ],
)
def test_what_changes_a_value_is_noticed(tree: Path, file: str, old: str, new: str) -> None:
    changed(tree, file, old, new)
    status, output = check("-q")
    if "FRAMEBUFFER = 7" in new:
        assert (status, output) == (0, READ.format(0) + "1 of 1 claims as expected\n")
    else:
        assert status == 1 and output.startswith("DIFFERS")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n    switch (kind) {\n", "  switch(kind){ /* which? */\n"),
        ("    return entry;", "    if (address == 0)\n        log();\n    return entry;"),
        ("entry |= ATTR_NC | SH_OUTER;", "entry = entry | SH_OUTER; entry += ATTR_NC;"),
        ("    default:", "    case 9:\n        return 0;\n    default:"),
    ],
)
def test_what_changes_none_is_passed(tree: Path, old: str, new: str) -> None:
    changed(tree, "map.c", old, new)
    rules = Path("tiny.attr")
    if "log" in new:
        text = rules.read_text()
        rules.write_text(text.replace('"include/stage2.h"\n', '"include/stage2.h" passing "log"\n'))
    assert check("-q") == (0, READ.format(0) + "1 of 1 claims as expected\n")


@pytest.mark.parametrize(
    ("old", "new", "at", "because"),
    [
        ("leaf(enum", "make_leaf(enum", "tiny.attr:12", "no file read defines a function 'leaf'"),
        ("    return entry;", "    log(entry);\n    return entry;", "map.c:14",
         "'log' is called, which no file read defines"),
        ("    return entry;", "    while (address--)\n        entry ^= 4;\n    return entry;",
         "map.c:14", "a loop stands on the path"),
        ("    return entry;", "    if (address)\n        entry ^= 4;\n    return entry;",
         "map.c:14", "it depends on 'address', which is not known"),
        ("ATTR_NC |", "ATTR_UC |", "map.c:9", "no file read defines 'ATTR_UC'"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(
    tree: Path, old: str, new: str, at: str, because: str
) -> None:
    changed(tree, "map.c", old, new)
    status, output = check()
    assert status == 2
    assert f"  at        {at}\n  because   {because}\n" in output
    assert "nothing is decided" in output and "PROVED" not in output


@pytest.mark.usefixtures("tree")
def test_a_file_that_is_not_there_is_refused(tree: Path) -> None:
    (tree / "map.c").rename(tree / "leaf.c")
    status, output = check()
    assert status == 2
    assert "because   the tree 'tiny' gives no map.c: No such file or directory" in output


@pytest.mark.usefixtures("tree")
def test_trees_that_are_not_named_and_trees_given_twice() -> None:
    assert check(tree="other=tiny") == (
        2,
        "memattr: no system has a tree 'other'\nThere are: tiny.\n",
    )
    assert check("--tree", "tiny=.")[1].startswith("memattr: a tree is given twice")
    assert check(tree="tiny=nowhere") == (2, "memattr: 'nowhere' is no folder\n")


def test_a_revision_of_a_repository_decides_whatever_the_folder_has(tree: Path) -> None:
    git = ["git", "-C", str(tree), "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "one"], check=True)
    changed(tree, "include/stage2.h", "ATTR(0x5)", "ATTR(0xf)")
    assert check("-q", tree="tiny=tiny@HEAD")[0] == 0
    assert check("-q")[0] == 1


def test_as_data(tree: Path) -> None:
    changed(tree, "include/stage2.h", "ATTR(0x5)", "ATTR(0xf)")
    status, output = check("--format", "json")
    data = json.loads(output)
    assert status == data["status"] == 1
    (claim,) = data["claims"]
    assert (claim["verdict"], claim["by_text"]) == ("REFUTED", "PROVED")
    (difference,) = data["code"]["differences"]
    assert (difference["scope"], difference["input"]) == ("tiny_framebuffer", "MemAttr")
    assert (difference["text"], difference["value"]) == (0b0101, 0b1111)
    assert (difference["file"], difference["line"]) == ("map.c", 9)
    assert len(data["code"]["values"]) == 6


def test_as_annotations_of_the_text(tree: Path) -> None:
    changed(tree, "include/stage2.h", "ATTR(0x5)", "ATTR(0xf)")
    status, output = check("--format", "gcc")
    assert status == 1
    assert output.splitlines()[0] == (
        "tiny.attr:16:8: error: tiny_framebuffer MemAttr is 0b0101; the code has 0b1111 "
        "(tiny:map.c:9) [code-differs]"
    )


@pytest.mark.usefixtures("tree")
def test_two_readings_of_one_input_must_agree() -> None:
    rules = Path("tiny.attr")
    second = '  read MemAttr from "map.c" function "leaf" returns in stage2_leaf\n'
    second += '    given "kind" is "RAM"\n'
    text = rules.read_text().replace("\nprove", f"{second}\nprove")
    rules.write_text(text)
    status, output = check()
    assert status == 2
    assert "because   MemAttr is 0x5 at map.c:9 and 0xf here" in output


def test_without_the_parser_the_extra_is_named(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from memattr.sources.c import c_syntax

    def missing() -> None:
        raise ModuleNotFoundError("No module named 'tree_sitter'", name="tree_sitter")

    assert tree.is_dir()
    monkeypatch.setattr(c_syntax, "parser", missing)
    assert check() == (
        2,
        "memattr: tree_sitter is not installed\n"
        'Install what reads code: python -m pip install "memattr[source]"\n',
    )


def test_the_sources_of_values_are_shown_and_recorded(tree: Path) -> None:
    options = ["sources", "tiny.attr", "--tree", "tiny=tiny", "--record", "record.md"]
    result = CliRunner().invoke(group, [*options, "--width", "200"], prog_name="memattr")
    assert result.exit_code == 0
    rows = [" ".join(line.split()) for line in result.output.splitlines()]
    assert any("| tiny_framebuffer | MemAttr | 0b0101 | map.c:9" in row for row in rows)
    recorded = Path("record.md").read_text()
    row = next(line for line in recorded.splitlines() if "`tiny_ram` | `SH2`" in line)
    assert row == (
        "| `tiny_ram` | `SH2` | 0b11 | map.c:12 | what leaf returns, bits \\[9:8\\] of "
        "stage2_leaf, given kind is RAM | "
        "ATTR_WB (include/stage2.h:7), SH_INNER (include/stage2.h:10) |"
    )
    changed(tree, "include/stage2.h", "ATTR(0x5)", "ATTR(0xf)")
    assert CliRunner().invoke(group, options, prog_name="memattr").exit_code == 1
