"""Files of situations against one situation after the other, as the evaluator reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

from memattr.batch.batch_evaluation import JOIN, Key, cell_key
from memattr.model.expressions import Global
from memattr.model.types import Value
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import Prefix

from .shared import BASE, WITH_FWB, cells, defaults, model, random_rows, read, run, write

ROWS = 90
# Every choice is tried for a row; rows with more ways to choose than this are left out.
MOST_WAYS = 250

Way = tuple[Value, tuple[Key | None, ...]]


def ways(evaluator: Evaluator, row: Mapping[str, Value]) -> Iterator[Way]:
    """The result and the value of each column, for every way to choose."""
    output = evaluator.model.outputs()[0]
    positions: list[int] = []
    while True:
        chooser = Prefix(tuple(positions))
        here = Situation(row, {}, chooser)
        result = evaluator.value(Global(output.name, output.type), here)
        keys = [
            cell_key(evaluator.model, column.name, column.expression.type,
                     evaluator.value(column.expression, here))
            if evaluator.value(column.present, here) else None
            for column in evaluator.model.columns
        ]  # fmt: skip
        yield result, tuple(keys)
        positions += [0] * (len(chooser.sizes) - len(positions))
        while positions and positions[-1] + 1 == chooser.sizes[len(positions) - 1]:
            positions.pop()
        if not positions:
            return
        positions[-1] += 1


def lines(found: list[Way]) -> tuple[list[str], list[list[str]]]:
    """The line of a row, and those of its results one by one, without order."""
    results = {result for result, _ in found}

    def line(among: set[Value]) -> list[str]:
        columns = zip(*(keys for result, keys in found if result in among), strict=True)
        texts = (JOIN.join(text for _, text in sorted({*keys} - {None})) for keys in columns)
        return [str(len(results)), *texts]

    return line(results), sorted(line({result}) for result in results)


def few_ways(evaluator: Evaluator, row: Mapping[str, Value]) -> list[Way] | None:
    found = []
    for way in ways(evaluator, row):
        found.append(way)
        if len(found) > MOST_WAYS:
            return None
    return found


def test_random_rows_of_all_inputs(tmp_path: Path) -> None:
    evaluator = Evaluator(model())
    every = ((row, few_ways(evaluator, row)) for row in random_rows(ROWS, 7))
    compared = [(row, found) for row, found in every if found is not None]
    assert len(compared) > ROWS / 3
    rows, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    names = sorted(model().inputs)
    write(rows, names, (cells(row, names) for row, _ in compared))
    assert run("--in", str(rows), "--out", str(out)).exit_code == 0
    for (row, found), line in zip(compared, read(out), strict=True):
        assert list(line.values())[len(names) :] == lines(found)[0], row


def test_all_results(tmp_path: Path) -> None:
    evaluator = Evaluator(model())
    every = ((row, few_ways(evaluator, row)) for row in random_rows(ROWS // 3, 8))
    compared = [(row, found) for row, found in every if found is not None]
    rows, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    names = sorted(model().inputs)
    write(rows, names, (cells(row, names) for row, _ in compared))
    assert run("--in", str(rows), "--out", str(out), "--all-results").exit_code == 0
    answered = read(out)
    for row, found in compared:
        _, wanted = lines(found)
        got = [list(next(answered).values())[len(names) :] for _ in wanted]
        assert sorted(got) == wanted, row
    assert next(answered, None) is None


@pytest.mark.parametrize("stride", [2_003])
def test_rows_of_five_inputs(stride: int, tmp_path: Path) -> None:
    """Other columns are left out: constants make other diagrams than columns do."""
    evaluator = Evaluator(model())
    known = {**defaults(), "FEAT_S2FWB": 1}
    some = list(product(*map(range, BASE.values())))[::stride]
    rows, out, names = tmp_path / "rows.csv", tmp_path / "out.csv", list(BASE)
    table = [dict(zip(BASE, values, strict=True)) for values in some]
    write(rows, names, (cells(row, names) for row in table))
    assert run("--in", str(rows), "--out", str(out), WITH_FWB).exit_code == 0
    for row, line in zip(table, read(out), strict=True):
        found = few_ways(evaluator, {**known, **row})
        if found is not None:
            assert list(line.values())[len(names) :] == lines(found)[0], row
