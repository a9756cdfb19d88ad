"""Answers of earlier runs: the same, marked, and found anew once what they come from changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

COMMAND = "from memattr.command.main import main; main()"
TEXT = (Path(__file__).parent / "small.attr").read_text(encoding="utf-8")
RECALLED = "recalled from an earlier run; --no-cache answers anew\n"
SECOND_POLICY = 'policy sketcher of studio "Uses the narrow one"\n  brush = 0\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    text = TEXT.replace("\nprove always_thick", f"{SECOND_POLICY}\nprove always_thick")
    (tmp_path / "small.attr").write_text(text, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> tuple[str, str]:
    """What a process of its own prints, and what it says beside that."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=folder,
        env={**os.environ, "MEMATTR_CACHE": str(folder / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout, done.stderr


def edited(folder: Path, old: str, new: str) -> None:
    file = folder / "small.attr"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def data(folder: Path, *arguments: str) -> Any:
    return json.loads(run(folder, *arguments, "--format", "json")[0])


BOTH = ("describe", "painter", "sketcher", "--rules", "small.attr")


def test_policies_are_described_once(folder: Path) -> None:
    printed, said = run(folder, *BOTH)
    assert said == ""
    assert run(folder, *BOTH) == (printed, f"memattr: 2 of 2 policies are {RECALLED}")
    assert run(folder, *BOTH, "--no-cache") == (printed, "")
    alone = run(folder, "describe", "sketcher", "--rules", "small.attr")
    assert alone[1] == f"memattr: 1 of 1 policies are {RECALLED}"
    assert printed.endswith(f"\n\n{alone[0]}")
    assert [policy["recalled"] for policy in data(folder, *BOTH)["policies"]] == [True, True]


def test_a_claim_is_no_part_of_a_description(folder: Path) -> None:
    printed, _ = run(folder, *BOTH)
    edited(folder, '"A painter may draw twice"', '"A painter draws twice, perhaps"')
    assert run(folder, *BOTH) == (printed, f"memattr: 2 of 2 policies are {RECALLED}")


@pytest.mark.parametrize(
    ("old", "new"), [("brush = 1", "brush = 0"), ("0b1 => thick", "0b1 => thin")]
)
def test_a_rule_and_a_policy_are(folder: Path, old: str, new: str) -> None:
    printed, _ = run(folder, *BOTH)
    edited(folder, old, new)
    again, said = run(folder, *BOTH)
    assert said == "" and again != printed
    assert (again, said) == run(folder, *BOTH, "--no-cache")


def test_one_policy_may_be_known_and_another_not(folder: Path) -> None:
    run(folder, "describe", "sketcher", "--rules", "small.attr")
    told = data(folder, *BOTH)["policies"]
    assert [(one["name"], one["recalled"]) for one in told] == [
        ("painter", False), ("sketcher", True),
    ]  # fmt: skip


TWO = ("compare", "painter", "sketcher", "--rules", "small.attr")


def test_policies_are_compared_once(folder: Path) -> None:
    printed, said = run(folder, *TWO)
    assert said == ""
    assert run(folder, *TWO) == (printed, f"memattr: the comparison is {RECALLED}")
    assert run(folder, *TWO, "--no-cache") == (printed, "")
    assert data(folder, *TWO)["recalled"] is True
    edited(folder, "brush = 0", "brush = 1")
    assert run(folder, *TWO)[1] == ""


def test_what_is_forbidden_stays_forbidden(folder: Path) -> None:
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, *TWO, "--forbid", "flip"],
            cwd=folder,
            env={**os.environ, "MEMATTR_CACHE": str(folder / "cache")},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 1


def test_revisions_are_compared_once(folder: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)

    git("init")
    git("add", "small.attr")
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-m", "one")
    edited(folder, "0b1 => thick", "0b1 => thin")
    revisions = ("compare", "HEAD:small.attr", "small.attr")
    printed, said = run(folder, *revisions)
    assert said == "" and "always_thick" in printed
    assert run(folder, *revisions) == (printed, f"memattr: the comparison is {RECALLED}")
    edited(folder, "0b1 => thin", "0b1 => thick")
    assert run(folder, *revisions)[1] == ""


def test_findings_are_found_once(folder: Path) -> None:
    printed, said = run(folder, "lint", "small.attr")
    assert said == ""
    assert run(folder, "lint", "small.attr") == (printed, f"memattr: the findings are {RECALLED}")
    assert run(folder, "lint", "small.attr", "--no-cache") == (printed, "")
    assert data(folder, "lint", "small.attr")["recalled"] is True


def test_documents_are_made_once(folder: Path) -> None:
    tables = ("tables", "small.attr", "--out", "tables")
    printed, said = run(folder, *tables)
    assert said == "" and "changed" in printed
    again, said = run(folder, *tables)
    assert said == f"memattr: the documents are {RECALLED}" and ", 0 changed" in again
    (index,) = (folder / "tables").glob("README.md")
    index.write_text("otherwise\n", encoding="utf-8")
    assert "README.md:1" in run(folder, *tables, "--check")[0]
    edited(folder, '"A painter may draw twice"', '"A painter draws twice, perhaps"')
    assert run(folder, *tables)[1] == ""


def test_entries_of_another_form_are_ignored(folder: Path) -> None:
    """The mark of an entry is not forged here: it is as this user would have made it."""
    printed, _ = run(folder, *BOTH)
    program = (
        "from memattr import cache; key = cache.digest_of(cache.checker());"
        "found = cache.read('describe-answers', key); assert found;"
        "cache.write('describe-answers', key, {name: [['Page', [7]]] for name in found})"
    )
    subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "MEMATTR_CACHE": str(folder / "cache")},
        check=True,
    )
    assert run(folder, *BOTH) == (printed, "")
