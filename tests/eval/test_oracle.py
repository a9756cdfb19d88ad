"""Files of situations against the brute force, which shares nothing with the checker."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from ..oracle.brute_force import INPUTS, columns
from .shared import BASE, WITH_FWB, cells, defaults, random_rows, read, run, write

RANDOM = 6_000


def differences(rows: Iterator[dict[str, int]], out: Path) -> tuple[int, list[str]]:
    """How many rows were compared, and the inputs of those whose results differ."""
    wrong, number = [], 0
    for row, found in zip(rows, read(out), strict=True):
        number += 1
        wanted = columns(row)
        if {name: found[name] for name in wanted} != wanted:
            wrong.append(f"{row}: {found}, wanted {wanted}")
    return number, wrong


def base_rows() -> Iterator[dict[str, int]]:
    known = {**defaults(), "FEAT_S2FWB": 1}
    for values in product(*map(range, BASE.values())):
        yield {**known, **dict(zip(BASE, values, strict=True))}


def test_every_base_row(tmp_path: Path) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    names = list(BASE)
    write(rows, names, (cells(row, names) for row in base_rows()))
    assert run("--in", str(rows), "--out", str(out), WITH_FWB).exit_code == 0
    count, wrong = differences(base_rows(), out)
    assert (count, wrong[:5]) == (131_072, [])


@pytest.mark.parametrize("seed", [1, 2])
def test_random_rows(seed: int, tmp_path: Path) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    names = sorted(INPUTS)
    write(rows, names, (cells(row, names) for row in random_rows(RANDOM, seed)))
    assert run("--in", str(rows), "--out", str(out)).exit_code == 0
    count, wrong = differences(random_rows(RANDOM, seed), out)
    assert (count, wrong[:5]) == (RANDOM, [])
