"""One situation against the evaluator, and against the same situation in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from memattr.answers.data import value_data
from memattr.model.expressions import Global
from memattr.model.types import Value
from memattr.readings.evaluate import Evaluator
from memattr.readings.nondeterminism import runs

from .shared import cells, model, random_rows, read, run, write

ROWS = 10
MOST_WAYS = 400


def evaluated(row: Mapping[str, int], *more: str) -> dict[str, Any]:
    names = list(row)
    words = [f"{name}={cell}" for name, cell in zip(names, cells(row, names), strict=True)]
    result = run(*words, *more, "--format", "json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def key(value: Any) -> str:
    return json.dumps(value)


def all_ways(
    evaluator: Evaluator, row: Mapping[str, Value]
) -> dict[str, list[dict[str, Any]]] | None:
    """By result: the choices of every way that gives it; None if there are too many."""
    output = evaluator.model.outputs()[0]
    kinds = {
        case.choice.name: case.choice.type
        for function in evaluator.model.functions.values()
        for case in function.cases
        if case.choice
    }
    found: dict[str, list[dict[str, Any]]] = {}
    expression = (Global(output.name, output.type),)
    for count, ((value,), taken) in enumerate(runs(evaluator, expression, row)):
        if count > MOST_WAYS:
            return None
        choices = {t.choice: value_data(kinds[t.choice], t.value) for t in taken}
        found.setdefault(key(value_data(output.type, value)), []).append(choices)
    return found


def meets(way: Mapping[str, Sequence[Any]], choices: Mapping[str, Any]) -> bool:
    return all(choices[name] in values for name, values in way.items() if name in choices)


def test_results_and_the_ways_to_them() -> None:
    """Exactly the choices that are shown for a result give it."""
    evaluator = Evaluator(model())
    compared = 0
    for row in random_rows(ROWS, 3):
        wanted = all_ways(evaluator, row)
        if wanted is None:
            continue
        found = {key(r["value"]): r["ways"] for r in evaluated(row)["results"]}
        assert found.keys() == wanted.keys(), row
        for (result, shown), (other, chosen) in product(found.items(), wanted.items()):
            for choices in chosen:
                assert any(meets(way, choices) for way in shown) == (result == other), row
        compared += 1
    assert compared > ROWS / 3


def test_the_same_as_in_a_file(tmp_path: Path) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    names = list(model().inputs)
    table = list(random_rows(ROWS, 4))
    write(rows, names, (cells(row, names) for row in table))
    assert run("--in", str(rows), "--out", str(out)).exit_code == 0
    for row, line in zip(table, read(out), strict=True):
        found = evaluated(row)
        assert line["permitted"] == str(found["permitted"])
        names = found["results"][0]["with"]
        others: dict[str, set[Any]] = {name: set() for name in names}
        for result in found["results"]:
            for name, values in result["with"].items():
                others[name] |= set(values)
        for name, values in others.items():
            assert {int(cell, 0) for cell in line[name].split("|")} == values, row


def test_choices_by_name() -> None:
    """A reserved byte as another byte, in every notation."""
    reserved = evaluated({"MAIR": 0x10})
    assert reserved["permitted"] > 100
    for text in ("0x00", "0b00000000", "0"):
        found = evaluated({"MAIR": 0x10}, f"RESMAIR={text}")
        assert found["results"][0]["value"] == evaluated({"MAIR": 0x00})["results"][0]["value"]
        assert found["choices"] == {"RESMAIR": 0}
    result = run("MAIR=0x10", "RESMAIR=0x20")
    assert result.exit_code == 2
    first, second = result.stderr.splitlines()
    assert first == "memattr: RESMAIR=0b00100000 is not permitted here"
    assert second.startswith("Permitted is (")


def test_policies_of_the_rules() -> None:
    plain = run("xen:p2m_mmio_direct_dev", "MAIR=0xff", "SH1=0b11")
    assert plain.exit_code == 0
    assert "p2m_mmio_direct_dev of xen" in plain.stdout
    assert run("xen:p2m_mmio_direct_dev@MAIR=0xff,SH1=3").stdout == plain.stdout
    assert run("kvm:p2m_mmio_direct_dev").exit_code == 2
