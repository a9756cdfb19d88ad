"""The rows that an implementation is asked about: files that other languages read, and a set that
is adequate, found so again by brute force."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pytest
from click.testing import CliRunner

from memattr.answers.typed_situation import typed_situation
from memattr.command.main import group
from memattr.conformance.column_survey import joint_of
from memattr.conformance.mutation_adequacy import Adequacy, finer_mutants
from memattr.conformance.row_grid import RowGrid
from memattr.language.elaborate import elaborate
from memattr.language.elaborate.symbol_table import Unit
from memattr.language.elaborated import problems_of
from memattr.language.parse import parse
from memattr.lint.mutants import Mutant, mutants
from memattr.model.expressions import Global
from memattr.model.model import Model
from memattr.model.types import Value
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import GivenChoices
from tests.formats.test_schemas import problems

from .compilers import runs

COLUMNS = ("access", "SH1", "MemAttr")


def rows(form: str) -> str:
    words = ["rows", ",".join(COLUMNS), "HCR_FWB=1", "FEAT_S2FWB=1", "--format", form]
    result = CliRunner().invoke(group, words, prog_name="memattr")
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def expected() -> list[tuple[int, ...]]:
    """Codes, as the CSV has them; names of values are counted in their declared order."""
    names = ("data", "fetch", "walk")
    lines = [line for line in rows("csv").splitlines() if not line.startswith("#")]
    assert tuple(lines[0].split(",")) == COLUMNS
    cells = csv.reader(lines[1:])
    found: list[tuple[int, ...]] = [(names.index(a), int(s), int(m)) for a, s, m in cells]
    assert found == [*product(range(3), range(4), range(16))]
    return found


def read_back(output: str) -> list[tuple[int, ...]]:
    return [tuple(map(int, line.split(","))) for line in output.splitlines()]


@pytest.mark.skipif(shutil.which("gcc") is None, reason="there is no gcc")
def test_the_c_header_is_read_by_a_compiler(
    expected: list[tuple[int, ...]], tmp_path: Path
) -> None:
    header = rows("c")
    assert re.search(r"^/\* spec [0-9a-f]{12} \*/$|DDI 0487", header, re.MULTILINE)
    (tmp_path / "rows.h").write_text(header)
    (tmp_path / "main.c").write_text("""
#include <stdio.h>
#include "rows.h"
#include "rows.h"
int main(void)
{
    _Static_assert(access_data == 0 && access_walk == 2, "values have their names");
    for (unsigned i = 0; i < sizeof memattr_rows / sizeof *memattr_rows; i++)
        printf("%d,%d,%d\\n", memattr_rows[i].access, memattr_rows[i].SH1, memattr_rows[i].MemAttr);
}
""")
    build = ["gcc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "main.c", "-o", "main"]
    subprocess.run(build, cwd=tmp_path, check=True)
    output = subprocess.run(["./main"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert read_back(output.stdout) == expected


def test_the_rust_module_is_read_by_a_compiler(
    expected: list[tuple[int, ...]], tmp_path: Path
) -> None:
    """Where there is no compiler, its lines are looked at."""
    module = rows("rust")
    found = re.findall(r"^    Row \{ access: (\d+), SH1: (\d+), MemAttr: (\d+) \},$", module, re.M)
    assert [tuple(map(int, row)) for row in found] == expected
    assert "pub const ACCESS_FETCH: u8 = 1;" in module
    if not runs("rustc"):
        pytest.skip("there is no rustc: the module is checked by its lines alone")
    (tmp_path / "rows.rs").write_text(module)
    (tmp_path / "main.rs").write_text("""
mod rows;
fn main() {
    assert_eq!(rows::ACCESS_WALK, 2);
    for row in rows::ROWS {
        println!("{},{},{}", row.access, row.SH1, row.MemAttr);
    }
}
""")
    build = ["rustc", "-D", "warnings", "-A", "dead_code", "main.rs"]
    subprocess.run(build, cwd=tmp_path, check=True)
    output = subprocess.run(["./main"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert read_back(output.stdout) == expected


def test_json_is_what_its_schema_says(expected: list[tuple[int, ...]]) -> None:
    data = json.loads(rows("json"))
    assert problems("rows", data) == []
    assert data["inputs"] == [*COLUMNS]
    names = ["data", "fetch", "walk"]
    assert [(names.index(a), s, m) for a, s, m in data["rows"]] == expected


# ---- Adequacy, by brute force

TEXT = """
requires memattr 1.0, manual "DDI 0487 M.a.a"
order Speed strongest first: halt, slow, fast
encoding Field is bits 2
guest wish: Speed
guest loud: bool
hypervisor field limit: Field
cpu FEAT_BRAKE: bool
define limit_of(f: Field) -> Speed
  case closed : f is 0b00 => halt
  case slowly : f is 0b01 => slow
  case open   : f is 0b1x => fast
define speed(w: Speed, f: Field, brake: bool) -> Speed
  case limited : brake => strongest of w, limit_of(f)
  case free    : not brake => w
define unused(f: Field) -> bool
  case none : f is 0b00 => 1
  case some : otherwise => 0
define noise(s: Speed, loud: bool) -> bool
  case noisy : s is fast, loud => 1
  case quiet : otherwise => 0
output result: Speed = speed(wish, limit, FEAT_BRAKE)
output heard: bool = noise(speed(wish, limit, FEAT_BRAKE), loud)
column result = result
column heard = heard
default wish = fast, loud = 0, limit = 0b10, FEAT_BRAKE = 1
"""
NAMES = ("wish", "loud", "limit", "FEAT_BRAKE")
EVERY = [*product(range(3), range(2), range(4), range(2))]
Row = tuple[Value, ...]


@pytest.fixture(scope="module")
def model() -> Model:
    return elaborate([Unit("mine", parse("mine", TEXT.encode()), frozenset({"mine"}), False)], "")


def answers(model: Model, evaluator: Evaluator, row: Row) -> tuple[Value, ...]:
    situation = Situation(dict(zip(NAMES, row, strict=True)), {}, GivenChoices({}))
    outputs = (Global(output.name, output.type) for output in model.outputs())
    return tuple(evaluator.value(output, situation) for output in outputs)


def telling(model: Model) -> Iterator[frozenset[Row]]:
    """For each mutant that has a meaning, the rows in which it answers something else."""
    right = {row: answers(model, Evaluator(model), row) for row in EVERY}
    every: list[Mutant] = [*mutants(model), *finer_mutants(model)]
    for mutant in every:
        if mutant.function != "unused":
            broken = replace(model, functions={**model.functions, mutant.function: mutant.broken})
            if not problems_of(broken, mutant.function):
                wrong = Evaluator(broken)
                yield frozenset(r for r in EVERY if answers(broken, wrong, r) != right[r])


def test_the_set_is_adequate_irredundant_and_smallest_as_it_says(model: Model) -> None:
    grid = RowGrid(Evaluator(model), typed_situation(Evaluator(model), ()), NAMES)
    found = Adequacy(grid, joint_of(model, ())).adequate(lambda mutants: mutants)
    chosen = {*grid.rows(found.region)}
    told = [rows for rows in telling(model) if rows]
    assert len(chosen) == found.rows
    assert found.told == len(told)
    assert all(rows & chosen for rows in told)
    for row in chosen:
        assert any(not rows & (chosen - {row}) for rows in told), "no row can be left out"
    different = [*{*told}]
    assert not any(
        all(rows & {*few} for rows in different)
        for few in combinations(EVERY, min(found.at_least, 3) - 1)
    ), "fewer rows are not enough"
    if found.is_smallest:
        assert found.at_least == found.rows
