"""Project files that are no files, or no projects: nobody's claims are passed over in silence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from memattr.place import SpecError
from memattr.project.configuration import documents_of, project_of

from .processes import run


def use(folder: Path) -> None:
    """Reads the project of the folder, and looks for its documents."""
    project = project_of(folder)
    assert project is not None
    documents_of(project)


def complaint(folder: Path) -> str:
    with pytest.raises(SpecError) as error:
        use(folder)
    return str(error.value)


@pytest.mark.parametrize("name", ["memattr.toml", "pyproject.toml"])
@pytest.mark.parametrize("what", ["nowhere", "/dev/zero", "itself", "fifo", "folder"])
def test_a_project_file_that_is_none_is_not_passed_over(
    tmp_path: Path, name: str, what: str
) -> None:
    """Else the shipped claims are decided in place of the project's."""
    file = tmp_path / name
    match what:
        case "fifo":
            os.mkfifo(file)
        case "folder":
            file.mkdir()
        case _:
            file.symlink_to(file if what == "itself" else what)
    assert complaint(tmp_path) == (
        f"{file}:1:1: unreadable: the file cannot be read: it is no regular file"
    )


def test_a_link_to_a_project_file_is_one(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('texts = ["a.attr"]\n')
    (tmp_path / "memattr.toml").symlink_to("own.toml")
    project = project_of(tmp_path)
    assert project is not None
    assert project.texts == (tmp_path / "a.attr",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("texts = " + "[" * 5000, "bad-toml: this is no TOML: it is nested too deep"),
        ("a = 1\nb = " + "{x=" * 5000, "bad-toml: this is no TOML: it is nested too deep"),
        ('documents = ["/etc/passwd"]', "no file is called like '/etc/passwd'"),
        ('documents = ["a\\u0000b"]', "no file is called like"),
        ('documents = ["a**"]', "no file is called like 'a**'"),
        ('documents = ["."]', "no file is called like '.'"),
        ('documents = ["../x.md"]', "no file is called like '../x.md'"),
        ("trees = 3", "'trees' names folders"),
    ],
)
def test_a_project_that_cannot_be_meant(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "memattr.toml").write_text(f"{text}\n")
    assert said in complaint(tmp_path)


@pytest.mark.parametrize("text", ["tool = 3", '[tool]\nmemattr = "texts"', "[[tool]]\nmemattr = 1"])
def test_tables_that_are_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"{text}\n")
    assert "bad-project: 'tool.memattr' is a table" in complaint(tmp_path)


@pytest.mark.parametrize(
    "words", ["check loop.attr", "check .", "fmt --check loop.attr", "decode MemAttr=1 loop.attr"]
)
def test_links_that_lead_in_a_circle(tmp_path: Path, words: str) -> None:
    (tmp_path / "loop.attr").symlink_to("loop.attr")
    done = run(tmp_path, *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert "loop.attr:1:1: " in done.stderr
    assert "Too many levels of symbolic links" in done.stderr or "no such file" in done.stderr
