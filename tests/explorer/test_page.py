"""The explorer's page: what it says of a cell is what the evaluator says."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from memattr.explorer.export import page
from memattr.model.model import Model
from memattr.readings.evaluate import Evaluator

from .browser import Tab, browser
from .expected import Cell, Expected, random_cells

SEED = 8
CELLS = 220
LINKS = 14
PER_LINK = 16
MOST_BYTES = 1 << 20
TABLE = """[...document.querySelectorAll("#body tr:not(.all)")].map((row) => [
  row.querySelector("th").title.split(", "),
  ...[...row.querySelectorAll(".cell")].map(
    (cell) => [...cell.children].map((part) => part.textContent))])"""
MORE = re.compile(r"and (\d+) more")
CANNOT_BE = ["cannot be"]


def reported(tab: Tab, written: Path, cells: list[Cell]) -> list[object]:
    tab.open(written, f"report={quote(json.dumps(cells, separators=(',', ':')))}")
    answers = json.loads(str(tab.value('document.getElementById("report").textContent')))
    assert isinstance(answers, list)
    return answers


def test_the_page_and_the_evaluator_agree(model: Model, written: Path, tab: Tab) -> None:
    expected, cells, answers = Expected(model), [], []
    for cell in random_cells(model, random.Random(SEED)):
        answer = expected.of(cell)
        if answer != 0:
            cells.append(cell)
            answers.append(answer)
        if len(cells) == CELLS:
            break
    found = reported(tab, written, cells)
    assert len(found) == CELLS
    several = 0
    for cell, wanted, got in zip(cells, answers, found, strict=True):
        texts = {json.dumps(value) for value in got} if isinstance(got, list) else None
        assert texts == wanted, cell
        several += texts is not None and len(texts) > 1
    possible = sum(answer is not None for answer in answers)
    assert possible > CELLS // 2 and several > CELLS // 25


def test_the_matrix_a_reader_sees_is_what_the_evaluator_says(
    model: Model, written: Path, tab: Tab
) -> None:
    """Random links are opened and the table is read off the screen: every value of the main input
    is in exactly one row, and random cells say what the evaluator says, in its words."""
    expected, chance = Expected(model), random.Random(SEED)
    main = next(iter(model.inputs))
    values = list(Evaluator(model).values_of(model.inputs[main].type))
    compared = 0
    for policy, settings, given, shown in one_page_cells(model, chance):
        told = {f"in.{name}": json.dumps(value) for name, value in given.items()}
        beside = chance.choice([s.name for s in model.scopes.values() if s.kind == "policy"])
        asked = {"policy": policy, "beside": beside, "show": shown, "settings": " ".join(settings)}
        tab.open(written, "&".join(f"{k}={quote(v)}" for k, v in {**asked, **told}.items()))
        rows = tab.value(TABLE)
        assert isinstance(rows, list)
        where = {text: row[1:] for row in rows for text in row[0]}
        assert sum(len(row[0]) for row in rows) == len(values) == len(where)
        for _ in range(PER_LINK):
            value, side = chance.choice(values), chance.randint(0, 1)
            cell = ((policy, beside)[side], settings, {**given, main: value}, shown)
            wanted = expected.words(cell)
            if wanted == 0:
                continue
            compare(where[f"{value:#04x}"][side], wanted, cell)
            compared += 1
    assert compared >= 200


def one_page_cells(model: Model, chance: random.Random) -> list[Cell]:
    """Cells with what a page's pickers can say, and no more."""
    found = []
    for policy, settings, given, shown in random_cells(model, chance):
        offered = {
            n: v for n, v in given.items() if n in model.offered and n != next(iter(model.inputs))
        }
        if policy:
            found.append((policy, settings, offered, shown))
        if len(found) == LINKS:
            return found
    return found


def compare(texts: list[str], wanted: object, cell: Cell) -> None:
    if wanted is None:
        assert texts == CANNOT_BE, cell
        return
    assert isinstance(wanted, set)
    more = MORE.fullmatch(texts[-1])
    if more is None:
        assert set(texts) == wanted and len(texts) == len(wanted), cell
    else:
        assert set(texts[:-1]) < wanted, cell
        assert len(texts) - 1 + int(more[1]) == len(wanted), cell


def test_the_page_is_small_stable_and_alone(model: Model, written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    assert text == page(model)
    assert len(text.encode()) < MOST_BYTES
    for outside in ("http://", "https://", "src=", "@import", "url(", "fetch(", "XMLHttp"):
        assert outside not in text.split('id="model">')[0] + text.rsplit("</script>", 2)[1]


def test_an_unusable_place_gives_2(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "absent" / "page.html"):
        command = [sys.executable, "-m", "memattr", "explore", "--out", str(place)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr
        assert "cannot write" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_ci_without_a_browser_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="install chromium"):
        browser()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception):
        browser()
