"""A row of a table of which nothing is admitted is named, and proved to be so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memattr.command.main import group

ROADS = """requires memattr 1.0, manual "Road code 2"
order Speed strongest first: halt, slow, fast
guest wish: Speed
hypervisor field limit: Speed
hypervisor control strict: bool
output result: Speed = strongest of wish, limit
system roads
  strict = 1
system paths
  strict = 0
policy village of roads
  limit = slow
policy bridge of roads
  limit = halt
policy track of paths
  limit = fast
default wish = fast, limit = slow, strict = 1
table speeds "What everybody gets" {given}
  rows every policy
  cell result
"""


def shown(folder: Path, given: str) -> Result:
    (folder / "roads.attr").write_text(ROADS.replace("{given}", given), encoding="utf-8")
    return CliRunner().invoke(group, ["table", "speeds", "--rules", str(folder / "roads.attr")])


@pytest.mark.parametrize(("given", "excluded"), [("", ""), ("given strict", "track")])
def test_every_policy_is_a_row_or_is_named(tmp_path: Path, given: str, excluded: str) -> None:
    done = shown(tmp_path, given)
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    rows = [name for name in ("village", "bridge", "track") if f"| {name} " in done.output]
    assert {*rows, excluded} - {""} == {"village", "bridge", "track"}
    assert (f"Excluded by what is given: {excluded}." in said) == bool(excluded)
    assert ("track" in rows) == (not excluded)
    assert "Proved equal to all 3 cells in full" in said


def test_a_table_without_any_row_is_an_error(tmp_path: Path) -> None:
    done = shown(tmp_path, "given strict, not strict")
    assert done.exit_code == 2
    assert "'speeds' is empty: nothing is admitted" in done.output
