"""Answers of earlier runs: the same, marked, and found anew once what they come from changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from memattr import cache
from memattr.command.main import group
from memattr.language.attr_files import Given
from memattr.language.text_snapshot import TextSnapshot

COMMAND = "from memattr.command.main import main; main()"
TEXT = (Path(__file__).parent / "small.attr").read_text(encoding="utf-8")
RECALLED = "recalled from an earlier run; --no-cache answers anew\n"
SECOND_POLICY = 'policy sketcher of studio "Uses the narrow one"\n  brush = 0\n'

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a text, of which sessions are remembered here."""
    text = TEXT.replace("\nprove always_thick", f"{SECOND_POLICY}\nprove always_thick")
    file = tmp_path / "small.attr"
    file.write_text(text, encoding="utf-8")

    def key(wanted: Given, _: TextSnapshot) -> str | None:
        return None if wanted.revisions else cache.digest_of(file.read_bytes())

    monkeypatch.setattr("memattr.session._key", key)
    monkeypatch.setenv("MEMATTR_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, status: int | None = None) -> tuple[str, str]:
    """What is printed, and what is said beside that."""
    done = CliRunner().invoke(group, arguments, prog_name="memattr")
    assert done.exit_code in ((0, 1) if status is None else (status,)), done.stderr
    return done.stdout, done.stderr


def in_process_of_its_own(folder: Path, *arguments: str) -> tuple[str, str]:
    """The same, where several processes may describe."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=folder,
        env={**os.environ, "MEMATTR_CACHE": str(folder / "other")},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, done.stderr


def edited(folder: Path, old: str, new: str) -> None:
    file = folder / "small.attr"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def data(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--format", "json")[0])


BOTH = ("describe", "painter", "sketcher", "--rules", "small.attr")


def test_policies_are_described_once() -> None:
    printed, said = run(*BOTH)
    assert said == ""
    assert run(*BOTH) == (printed, f"memattr: 2 of 2 policies are {RECALLED}")
    assert run(*BOTH, "--no-cache") == (printed, "")
    alone = run("describe", "sketcher", "--rules", "small.attr")
    assert alone[1] == f"memattr: 1 of 1 policies are {RECALLED}"
    assert printed.endswith(f"\n\n{alone[0]}")
    assert [policy["recalled"] for policy in data(*BOTH)["policies"]] == [True, True]


def test_a_claim_is_no_part_of_a_description(folder: Path) -> None:
    printed, _ = run(*BOTH)
    edited(folder, '"A painter may draw twice"', '"A painter draws twice, perhaps"')
    assert run(*BOTH) == (printed, f"memattr: 2 of 2 policies are {RECALLED}")


@pytest.mark.parametrize(
    ("old", "new"), [("brush = 1", "brush = 0"), ("0b1 => thick", "0b1 => thin")]
)
def test_a_rule_and_a_policy_are(folder: Path, old: str, new: str) -> None:
    printed, _ = run(*BOTH)
    edited(folder, old, new)
    again, said = run(*BOTH)
    assert said == "" and again != printed
    assert (again, said) == run(*BOTH, "--no-cache")


def test_one_policy_may_be_known_and_another_not() -> None:
    run("describe", "sketcher", "--rules", "small.attr")
    told = data(*BOTH)["policies"]
    assert [(one["name"], one["recalled"]) for one in told] == [
        ("painter", False), ("sketcher", True),
    ]  # fmt: skip


TWO = ("compare", "painter", "sketcher", "--rules", "small.attr")


def test_policies_are_compared_once(folder: Path) -> None:
    printed, said = run(*TWO)
    assert said == ""
    assert run(*TWO) == (printed, f"memattr: the comparison is {RECALLED}")
    assert run(*TWO, "--no-cache") == (printed, "")
    assert data(*TWO)["recalled"] is True
    edited(folder, "brush = 0", "brush = 1")
    assert run(*TWO)[1] == ""


def test_what_is_forbidden_stays_forbidden() -> None:
    for _ in range(2):
        run(*TWO, "--forbid", "flip", status=1)


def test_revisions_are_compared_once(folder: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)

    git("init")
    git("add", "small.attr")
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-m", "one")
    edited(folder, "0b1 => thick", "0b1 => thin")
    revisions = ("compare", "HEAD:small.attr", "small.attr")
    printed, said = run(*revisions)
    assert said == "" and "always_thick" in printed
    assert run(*revisions) == (printed, f"memattr: the comparison is {RECALLED}")
    edited(folder, "0b1 => thin", "0b1 => thick")
    assert run(*revisions)[1] == ""


def test_findings_are_found_once() -> None:
    printed, said = run("lint", "small.attr")
    assert said == ""
    assert run("lint", "small.attr") == (printed, f"memattr: the findings are {RECALLED}")
    assert run("lint", "small.attr", "--no-cache") == (printed, "")
    assert data("lint", "small.attr")["recalled"] is True


def test_documents_are_made_once(folder: Path) -> None:
    tables = ("tables", "small.attr", "--out", "tables")
    printed, said = run(*tables)
    assert said == "" and "changed" in printed
    again, said = run(*tables)
    assert said == f"memattr: the documents are {RECALLED}" and ", 0 changed" in again
    (index,) = (folder / "tables").glob("README.md")
    index.write_text("otherwise\n", encoding="utf-8")
    assert "README.md:1" in run(*tables, "--check")[0]
    edited(folder, '"A painter may draw twice"', '"A painter draws twice, perhaps"')
    assert run(*tables)[1] == ""


def test_entries_of_another_form_are_ignored() -> None:
    """The mark of an entry is not forged here: it is as this user would have made it."""
    printed, _ = run(*BOTH)
    key = cache.digest_of(cache.checker())
    found = cache.read("describe-answers", key)
    assert found
    cache.write("describe-answers", key, {name: [["Page", [7]]] for name in found})
    assert run(*BOTH) == (printed, "")


def test_processes_describe_alike(folder: Path) -> None:
    printed = run(*BOTH)
    assert in_process_of_its_own(folder, *BOTH) == printed
    again = f"memattr: 2 of 2 policies are {RECALLED}"
    assert in_process_of_its_own(folder, *BOTH) == (printed[0], again)
