"""memattr.toml names a project's texts, trees and documents once."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Memattr

PAGE = "<!-- memattr claim framebuffer_is_never_cached -->\n<!-- memattr end -->\n"


@pytest.fixture
def project(own: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its text lies in a folder, and commands run in a folder below."""
    (own / "policies").mkdir()
    (own / "mine.attr").rename(own / "policies" / "mine.attr")
    (own / "memattr.toml").write_text('texts = ["policies"]\ndocuments = ["docs/*.md"]\n')
    (own / "docs").mkdir()
    (own / "docs" / "page.md").write_text(PAGE, encoding="utf-8")
    monkeypatch.chdir(own / "docs")
    return own


@pytest.mark.usefixtures("project")
def test_its_texts_need_not_be_named(memattr: Memattr) -> None:
    result = memattr("check", "--only", "framebuffer*")
    assert result.output.splitlines()[-1] == "1 of 1 claims, 1 of 1 promises as expected"
    assert memattr("describe", "framebuffer").exit_code == 0
    assert memattr("eval", "framebuffer", "MAIR=0xff").exit_code == 0
    assert memattr("compare", "framebuffer", "kvm_as_s1").exit_code == 0


def test_its_documents_need_not_be_named(project: Path, memattr: Memattr) -> None:
    assert memattr("docs", "--check").exit_code == 1
    assert memattr("docs").exit_code == 0
    assert "Proved: No guest" in (project / "docs" / "page.md").read_text(encoding="utf-8")
    assert memattr("docs", "--check").exit_code == 0


def test_texts_that_are_named_replace_it(project: Path, memattr: Memattr) -> None:
    text = (project / "policies" / "mine.attr").read_text(encoding="utf-8")
    (project / "docs" / "yours.attr").write_text(
        text.replace("framebuffer", "other").replace("mine", "yours")
    )
    result = memattr("check", "yours.attr", "--only", "*_is_never_cached")
    assert result.output.startswith("PROVED  other_is_never_cached")


def test_it_may_stand_in_pyproject(project: Path, memattr: Memattr) -> None:
    (project / "memattr.toml").unlink()
    (project / "pyproject.toml").write_text('[tool.memattr]\ntexts = ["policies"]\n')
    assert memattr("describe", "framebuffer").exit_code == 0


def test_nothing_above_the_repository_counts(
    project: Path, memattr: Memattr, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "docs" / "inner" / ".git").mkdir(parents=True)
    monkeypatch.chdir(project / "docs" / "inner")
    result = memattr("describe", "framebuffer")
    assert "no policy or system is called 'framebuffer'" in result.output


def test_trees(own: Path, memattr: Memattr) -> None:
    (own / "tree").mkdir()
    (own / "tree" / "a.c").write_text("attr = NC;\n")
    text = (own / "mine.attr").read_text(encoding="utf-8")
    text = text.replace('"One system"', '"One system" tree linux at "1"')
    (own / "mine.attr").write_text(
        text.replace("MemAttr = 0b0101", 'MemAttr = 0b0101 from "a.c" line "attr = NC;"')
    )
    (own / "memattr.toml").write_text('texts = ["mine.attr"]\ntrees = { linux = "tree" }\n')
    result = memattr("sources")
    assert result.output == "1 of 1 cited lines stand\n"
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'text = ["a"]\n',
            "memattr.toml:1:1: bad-project: a project has no 'text'\n"
            '  text = ["a"]\n  ^\n  Did you mean texts?\n',
        ),
        (
            "\ntexts = 'a'\n",
            "memattr.toml:2:1: bad-project: 'texts' is a list of paths\n"
            "  texts = 'a'\n  ^\n  Write: texts = [\"PATH\"]\n",
        ),
        (
            "trees = ['a']\n",
            "memattr.toml:1:1: bad-project: 'trees' names folders\n"
            "  trees = ['a']\n  ^\n  Write: trees = { NAME = \"DIR@REV\" }\n",
        ),
        (
            "texts = [\n",
            "memattr.toml:1:1: bad-toml: this is no TOML: Invalid value\n",
        ),
        (
            "texts = ['nowhere']\n",
            "nowhere:1:1: missing-file: there is no such file\n",
        ),
    ],
)
def test_a_file_that_cannot_be_used(own: Path, memattr: Memattr, text: str, message: str) -> None:
    (own / "memattr.toml").write_text(text, encoding="utf-8")
    result = memattr("check", "-v")
    assert result.output == message
    assert result.exit_code == 2
