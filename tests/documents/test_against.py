"""Hand-written tables are refuted at the cell that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memattr.command.main import group
from tests.formats.test_schemas import problems

from .conftest import SMALL

RIGHT = """Some text | with a bar.

| One  | halt | slow | fast |
|------|:----:|------|------|
| halt | halt | halt | halt |
| slow | halt | `slow` | slow |
| fast | halt | **slow** | fast [2] |

After.
"""
GRID = """
+------+------+------+------+
| One  | halt | slow | fast |
+======+======+======+======+
| halt | halt | halt | halt |
+------+------+------+------+
| slow | halt | fast | slow |
+------+------+------+------+
"""
SIMPLE = """
====  ====  ====  ====
One   halt  slow  fast
====  ====  ====  ====
halt  halt  halt  halt
slow  halt  slow  slow
fast  halt  slow  slow
====  ====  ====  ====
"""
CSV = "One,halt,slow or fast\nhalt,halt,halt\nslow,halt,slow\nfast,halt,slow or fast\n"


def against(folder: Path, name: str, text: str, *words: str) -> Result:
    path = folder / name
    path.write_text(text)
    arguments = [
        "table",
        *words,
        "--rules",
        str(SMALL),
        "--engine",
        "exact",
        "--against",
        str(path),
    ]
    result = CliRunner().invoke(group, arguments, prog_name="memattr")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_right_table_passes(tmp_path: Path) -> None:
    result = against(tmp_path, "a.md", RIGHT, "meets")
    assert result.exit_code == 0, result.output
    assert result.output == f"{tmp_path}/a.md: 9 cells compared, all as proved\n"


def test_a_wrong_cell_and_missing_rows_are_named(tmp_path: Path) -> None:
    result = against(tmp_path, "a.rst", GRID, "meets")
    assert result.exit_code == 1
    assert "a.rst:7: row slow, column slow\n  written   fast\n  proved    slow\n" in result.output
    assert "missing rows: fast" in " ".join(result.output.split())
    assert "1 of 6 cells refuted" in result.output


def test_simple_tables_and_sets_of_columns(tmp_path: Path) -> None:
    simple = against(tmp_path, "a.rst", SIMPLE, "meets")
    assert simple.exit_code == 1 and ":7: row fast, column fast" in simple.output
    several = against(tmp_path, "a.csv", CSV, "meets")
    assert several.exit_code == 1
    assert ":4: row fast, column slow" in several.output
    assert "proved    slow\n" in several.output and "proved    fast\n" in several.output


def test_sets_words_and_rules(tmp_path: Path) -> None:
    text = (
        "| Limit | halt | slow | fast |\n|---|---|---|---|\n"
        "| 00 | granted halt | granted halt | granted halt |\n"
        "| 0b01 | granted halt | granted slow | granted slow |\n"
        "| 0x2 | granted halt | granted halt or granted slow | granted slow |\n"
        "| 3 | granted halt | granted slow | Granted(speed: fast) |\n"
    )
    result = against(tmp_path, "a.md", text, "speeds")
    assert result.exit_code == 1
    assert "a.md:5: row 0b10, column fast" in result.output
    assert "written   granted slow\n  proved    granted (halt or slow)" in result.output
    assert "limit_of.reserved (unpredictable) [T2]" in result.output
    assert "1 of 12 cells refuted" in result.output


def test_emphasis_is_understood_and_other_words_are_not_refuted(tmp_path: Path) -> None:
    text = (
        "| One | halt | slow | fast |\n|---|---|---|---|\n"
        "| halt | always halt | forces halt | it depends |\n"
    )
    result = against(tmp_path, "a.md", text, "meets")
    assert result.exit_code == 1
    assert "a.md:3: row halt, column fast\n  written   it depends  (not understood" in result.output
    assert "0 of 3 cells refuted, 1 not understood" in result.output


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("nothing here\n", "no-table: "),
        ("| One | halt |\n|---|---|\n| never | halt |\n", "3:1: unknown-row: 'never' is no row"),
        ("| One | up |\n|---|---|\n| halt | halt |\n", "1:1: unknown-column: 'up' is no column"),
        ("| One | halt |\n|---|---|\n| halt |\n", "3:1: ragged: a row has 1 cells"),
    ],
)
def test_what_cannot_be_understood_is_unusable(tmp_path: Path, text: str, complaint: str) -> None:
    result = against(tmp_path, "a.md", text, "meets")
    assert result.exit_code == 2 and complaint in result.output


def test_a_published_mistake_is_refuted_at_its_cell(tmp_path: Path) -> None:
    """A comment says of the encoding 0001, with S2FWB on, that it forces Device-nGnRE."""
    text = (
        "MemAttr | Device-nGnRnE | Device-nGnRE | Normal WB\n"
        "--- | --- | --- | ---\n"
        "0001 | Device-nGnRE | Device-nGnRE | Device-nGnRE\n"
    )
    path = tmp_path / "published.md"
    path.write_text(text)
    arguments = ["table", "encodings_with_fwb", "--engine", "exact", "--against", str(path)]
    result = CliRunner().invoke(group, arguments, prog_name="memattr")
    assert result.exit_code == 1
    assert result.output.startswith(
        f"{path}:3: row 0b0001, column Device-nGnRnE\n"
        "  written   Device-nGnRE\n"
        "  proved    Device-nGnRnE\n"
        "  rule      force.device_over_device [R_GSDKZ, R_VRJSW]\n"
    )
    assert "1 of 3 cells refuted" in result.output


def test_a_partial_table_fails_only_if_it_is_to_be_complete(tmp_path: Path) -> None:
    part = "| One | halt | slow |\n|---|---|---|\n| slow | halt | ... |\n"
    result = against(tmp_path, "a.md", part, "meets")
    assert result.exit_code == 0
    assert result.output == (
        f"{tmp_path}/a.md: not all of the table\n"
        "  missing   rows: halt; fast\n"
        "  missing   columns: slow; fast\n"
        f"{tmp_path}/a.md: 1 cell compared, all as proved; 2 rows missing, 2 columns missing\n"
    )
    assert against(tmp_path, "a.md", part, "meets", "--complete").exit_code == 1
    assert against(tmp_path, "a.md", RIGHT, "meets", "--complete").exit_code == 0


def test_findings_as_json_and_markdown(tmp_path: Path) -> None:
    result = against(tmp_path, "a.rst", GRID, "meets", "--format", "json")
    data = json.loads(result.output)
    assert result.exit_code == 1 and problems("against", data) == []
    assert [(one["line"], one["written"], one["proved"]) for one in data["wrong"]] == [
        (7, "fast", "slow")
    ]
    assert data["missing"] == {"rows": ["fast"]}
    markdown = against(tmp_path, "a.rst", GRID, "meets", "--format", "markdown")
    assert "- **written** fast\n- **proved** slow\n" in markdown.output
    unusable = against(tmp_path, "a.rst", GRID, "meets", "--format", "csv")
    assert unusable.exit_code == 2
    assert "--against has no csv: it is a list of findings, and no table" in unusable.output
