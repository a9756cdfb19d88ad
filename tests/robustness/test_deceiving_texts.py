"""Texts that look other than they are read, and files that look like texts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from memattr.language.parse import parse
from memattr.place import SpecError

from .processes import TEXT, run


def complaint(text: str) -> str:
    with pytest.raises(SpecError) as error:
        parse("a.attr", text.encode())
    return str(error.value)


def test_a_carriage_return_does_not_end_a_comment() -> None:
    """For `git diff` it is one line, which is a comment."""
    assert complaint(TEXT.replace("spec small", "# all is well\rspec small")) == (
        "a.attr:2:14: carriage-return: "
        "a carriage return alone ends a line for some tools, and none for others\n"
        '  # all is well\N{REPLACEMENT CHARACTER}spec small "Brushes"\n'
        "               ^\n"
        "  End lines with line feeds."
    )


def test_lines_may_end_with_both() -> None:
    assert parse("a.attr", TEXT.replace("\n", "\r\n").encode()) == parse("a.attr", TEXT.encode())


@pytest.mark.parametrize(
    "character", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
)
def test_the_order_of_text_is_that_of_its_characters(character: str) -> None:
    said = complaint(TEXT.replace("Brushes", f"Bru{character}shes"))
    assert said.startswith(
        f"a.attr:2:16: bidirectional: U+{ord(character):04X} changes the order in which what "
        "follows is shown\n"
    )


@pytest.mark.parametrize(
    ("character", "code"),
    [("\x1b", "control-character"), ("\x07", "control-character"), ("\x7f", "control-character"),
     ("\x9b", "control-character"), ("\x0b", "line-end"), ("\x0c", "line-end"),
     ("\x85", "line-end"), ("\u2028", "line-end"), ("\u2029", "line-end")],
)  # fmt: skip
@pytest.mark.parametrize("before", ["# a comment ", 'spec small "Brushes ', "spec small"])
def test_control_characters_are_refused(character: str, code: str, before: str) -> None:
    where = f"a.attr:2:{len(before) + 1}: {code}: U+{ord(character):04X} "
    text = TEXT.replace('spec small "Brushes', before + character, 1)
    assert complaint(text).startswith(where)


def test_a_file_that_ends_in_capitals_is_not_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.attr").write_text(TEXT.replace("spec small", "spec a"), encoding="utf-8")
    (tmp_path / "b.ATTR").write_text("prove wrong : 1 = 0\n", encoding="utf-8")
    done = run(tmp_path, "check", ".", "-q")
    assert done.returncode == 2
    assert done.stderr == (
        "b.ATTR:1:1: suffix: the texts of the language end in .attr, in small letters\n"
        "  Rename the file.\n"
    )
    assert "3 of 3 claims as expected" in done.stdout
    os.rename(tmp_path / "b.ATTR", tmp_path / "b.txt")
    assert run(tmp_path, "check", ".", "-q").returncode == 0
