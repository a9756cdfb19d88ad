"""Tables are what brute force says, and a merged table that is wrong is noticed."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from click.testing import CliRunner

from memattr.command.main import group
from memattr.documents.cell_witness import Witnesses
from memattr.documents.grid import axis_expressions, grid, merged
from memattr.documents.proving import proof
from memattr.documents.table_maker import DrawnTable, Maker
from memattr.engines.assumptions import admission
from memattr.engines.decide import Decider
from memattr.model.expressions import FALSE, And
from memattr.model.model import Model
from memattr.model.types import Value
from memattr.place import SpecError
from memattr.readings.evaluate import Evaluator
from memattr.readings.nondeterminism import runs

from .conftest import SMALL


def texts(made: DrawnTable) -> list[list[str]]:
    return [[entry.text for entry in row] for row in (made.table.head(), *made.table.body())]


def test_equal_rows_and_columns_merge(small: Model, maker: Maker) -> None:
    assert texts(maker.made(small.tables["speeds"])) == [
        ["Limit", "halt", "slow", "fast"],
        ["0b00", "granted halt", "granted halt", "granted halt"],
        ["0b01", "granted halt", "granted slow", "granted slow"],
        ["0b10", "granted halt", "granted (halt or slow)", "granted (halt or slow)"],
        ["0b11", "granted halt", "granted slow", "granted fast"],
    ]
    assert texts(maker.made(small.tables["hurried"])) == [
        ["Limit", "any"],
        ["0b00", "granted halt"],
        ["0b01 or 0b11", "granted slow"],
        ["0b10", "granted (halt or slow)"],
    ]


def test_rows_of_several_values_and_cells_of_their_own(small: Model, maker: Maker) -> None:
    assert texts(maker.made(small.tables["signs"])) == [
        ["Sign", "Open", "Speed", "Answer"],
        ["0b00", "0", "halt", "Refused"],
        ["0b00", "1", "halt", "granted halt"],
        ["0b01", "0", "slow", "Refused"],
        ["0b01", "1", "slow", "granted halt"],
        ["0b10", "0", "halt or slow", "Refused"],
        ["0b10", "1", "halt or slow", "granted halt"],
        ["0b11", "0", "fast", "Refused"],
        ["0b11", "1", "fast", "granted halt"],
    ]


def test_policies_by_settings(small: Model, maker: Maker) -> None:
    assert texts(maker.made(small.tables["by_policy"])) == [
        ["Policy", "by_day", "by_night"],
        ["village", "granted (halt or slow)", "Refused"],
        ["bridge", "Granted", "Refused"],
    ]


def test_a_setting_that_cannot_be_is_left_out(small: Model, maker: Maker) -> None:
    assert texts(maker.made(small.tables["with_signs"])) == [
        ["Policy", "by_day"],
        ["village", "granted (halt or slow)"],
        ["bridge", "granted halt"],
    ]


def test_footnotes_stand_where_they_are_decided(small: Model, maker: Maker) -> None:
    table = maker.made(small.tables["speeds"]).table
    notes = dict(table.notes)
    marks = [notes.get(line.labels[0].mark, "") for line in table.rows]
    assigned = "limit_of.assigned [T1]"
    assert marks == [assigned, assigned, "limit_of.reserved (unpredictable) [T2]", assigned]
    assert "Every cell rests on T1." in table.legend
    assert table.legend[0] == "Given: traveller is person; not closed; not hurry."


def test_what_is_left_open_is_said(small: Model, maker: Maker) -> None:
    table = maker.made(small.tables["by_policy"]).table
    assert any(line.endswith("these are: wish, hurry, FEAT_SIGNS.") for line in table.legend)


@pytest.mark.parametrize("name", ["speeds", "signs", "meets", "by_policy"])
def test_every_cell_is_what_brute_force_says(small: Model, maker: Maker, name: str) -> None:
    table = small.tables[name]
    made = maker.made(table, full=True)
    of = made.merged
    evaluator = Evaluator(maker.model)
    every = [tuple(evaluator.values_of(i.type)) for i in small.inputs.values()]
    locals_ = [tuple(evaluator.values_of(kind)) for _, kind in table.variables]
    axes = [*axis_expressions(table.rows), *axis_expressions(table.columns)]
    for (row, i), (column, j) in product(
        ((lane, i) for i, lane in enumerate(of.grid.rows)),
        ((lane, j) for j, lane in enumerate(of.grid.columns)),
    ):
        panel = of.grid.panel(row, column)
        adm = And(admission(maker.model, panel.claim))
        cell = table.cells[of.grid.part(j)].expression
        found: set[Value] = set()
        for values, variables in product(product(*every), product(*locals_)):
            inputs = dict(zip(small.inputs, values, strict=True))
            named = dict(zip((n for n, _ in table.variables), variables, strict=True))
            for (admitted, *told, shown), _ in runs(evaluator, [adm, *axes, cell], inputs, named):
                if admitted and tuple(told) == (*row.values, *column.values):
                    found.add(shown)
        assert set(made.seen[i][j].values) == found


def test_a_wrong_merge_is_refuted_by_every_engine(small: Model, maker: Maker) -> None:
    table = small.tables["speeds"]
    right = merged(grid(maker.diagram, table))
    wrong = replace(right, rows=((0, 1), (2,), (3,)))
    witnesses = Witnesses(maker.diagram, maker.evaluator, wrong)
    seen = [[witnesses.seen(i, j) for j in range(3)] for i in range(3)]
    by_diagrams = proof(maker.diagram, wrong, seen, None)
    assert by_diagrams.objections == ("speeds: the merged table differs from the enumeration",)
    by_both = proof(maker.diagram, wrong, seen, Decider(maker.model, "z3"))
    assert "speeds: Refuted" in by_both.objections


def test_a_value_too_many_is_refused_by_the_evaluator(small: Model, maker: Maker) -> None:
    made = maker.made(small.tables["meets"])
    other = made.merged.grid.cells[2][2]
    cells = [list(line) for line in made.merged.grid.cells]
    cells[0][0] = other
    forged = replace(made.merged.grid, cells=tuple(map(tuple, cells)))
    with pytest.raises(AssertionError):
        Witnesses(maker.diagram, maker.evaluator, merged(forged)).seen(0, 0)


def test_a_table_of_nothing_is_refused(small: Model, maker: Maker) -> None:
    table = small.tables["speeds"]
    with pytest.raises(SpecError, match="nothing is admitted"):
        maker.made(replace(table, given=(*table.given, FALSE)))


@pytest.mark.parametrize("extra", [("--given", "one is halt"), ("--cols", "two"), ("--cell", "x")])
def test_a_declared_table_takes_nothing_typed(extra: tuple[str, str]) -> None:
    """What is typed must not be ignored: the table would look as if it assumed it."""
    command = ["table", "meets", *extra, "--rules", str(SMALL), "--engine", "exact"]
    result = CliRunner().invoke(group, command)
    assert result.exit_code == 2
    assert "the table 'meets' is declared" in result.output and "Leave out" in result.output
