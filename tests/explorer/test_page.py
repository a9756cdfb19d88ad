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
from memattr.model.types import Value
from memattr.readings.evaluate import Evaluator

from .browser import Tab, browser
from .expected import Cell, Expected, Texts, random_cells

SEED = 8
CELLS = 220
LINKS = 14
PER_LINK = 16
MOST_BYTES = 1 << 20
TABLE = """[...document.querySelectorAll("#body tr:not(.all)")].map((row) => [
  row.querySelector("th").title.split(", "),
  ...[...row.querySelectorAll(".cell")].map(
    (cell) => [...cell.children].map((part) => part.textContent))])"""
ONE_OF, OTHERS = re.compile(r"one of (\d+)"), re.compile(r"(\d+) others")
CANNOT_BE = ["cannot be"]


def reported(tab: Tab, written: Path, cells: list[Cell]) -> list[object]:
    tab.open(written, f"report={quote(json.dumps(cells, separators=(',', ':')))}")
    answers = json.loads(str(tab.value('document.getElementById("report").textContent')))
    assert isinstance(answers, list)
    return answers


@pytest.fixture(scope="module")
def asked(model: Model) -> list[tuple[Cell, Texts | None]]:
    """Random cells with what the evaluator says of them."""
    expected, found = Expected(model), list[tuple[Cell, Texts | None]]()
    for cell in random_cells(model, random.Random(SEED)):
        answer = expected.of(cell)
        if not isinstance(answer, int):
            found.append((cell, answer))
        if len(found) == CELLS:
            break
    return found


def disagreements(
    tab: Tab, page_: Path, asked: list[tuple[Cell, Texts | None]]
) -> list[tuple[Cell, object]]:
    """The cells of which the page says something else than the evaluator."""
    found = reported(tab, page_, [cell for cell, _ in asked])
    assert len(found) == len(asked)
    return [
        (cell, got)
        for (cell, wanted), got in zip(asked, found, strict=True)
        if wanted != (got and tuple({json.dumps(v) for v in some} for some in got))  # type: ignore[attr-defined]  # a list of two lists
    ]


def test_the_page_and_the_evaluator_agree(
    written: Path, tab: Tab, asked: list[tuple[Cell, Texts | None]]
) -> None:
    assert disagreements(tab, written, asked) == []
    possible = [answer for _, answer in asked if answer is not None]
    several = [answer for answer in possible if len(answer[0]) > 1]
    beside = [answer for answer in possible if answer[1]]
    assert len(possible) > CELLS // 2 and len(several) > CELLS // 25 and beside


FAULTS = {
    "the weaker of two": ("return Math.min(", "return Math.max("),
    "a disjunction is a conjunction": ("return e[1].some(", "return e[1].every("),
    "a policy does not ask for the feature": (
        "says[name].find(([when]) => this.reading.value(when, frame))",
        "says[name][0]",
    ),
    "only one way to choose": ("if (!at.length) break;", "break;"),
    "a setting counts for nothing": ("[...where.settings, ...(where.policy", "[...(where.policy"),
    "no feature is added": ("added.push(need);", "return { inputs, added, idle };"),
    "faults are left out": ("value[0] !== shape", "value[0] > 99"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_page_is_noticed(
    fault: str, written: Path, tab: Tab, tmp_path: Path, asked: list[tuple[Cell, Texts | None]]
) -> None:
    right, wrong = FAULTS[fault]
    text = written.read_text(encoding="utf-8")
    assert text.count(right) == 1
    (tmp_path / "wrong.html").write_text(text.replace(right, wrong), encoding="utf-8")
    assert disagreements(tab, tmp_path / "wrong.html", asked)


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
        link = {"policy": policy, "beside": beside, "show": shown, "settings": " ".join(settings)}
        tab.open(written, "&".join(f"{k}={quote(v)}" for k, v in {**link, **told}.items()))
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
    """A cell lists its results and those beside them, or counts them."""
    if wanted is None:
        assert texts == CANNOT_BE, cell
        return
    assert isinstance(wanted, tuple)
    results = [text for text in texts if not text.startswith("or ")]
    beside = [text.removeprefix("or ") for text in texts if text.startswith("or ")]
    if len(results) == 1 and (more := ONE_OF.fullmatch(results[0])):
        assert int(more[1]) == len(wanted[0]) > 1, cell
    else:
        assert sorted(results) == sorted(wanted[0]), cell
    if len(beside) == 1 and (more := OTHERS.fullmatch(beside[0])):
        assert int(more[1]) == len(wanted[1]) > 1, cell
    else:
        assert sorted(beside) == sorted(wanted[1]), cell


MATRIX = """[...document.querySelectorAll("#body tr")].map((row) => [
  row.querySelector("th").title.split(", "),
  [...row.querySelectorAll("td")].map((cell) => [cell.classList.contains("own"),
    [...cell.querySelector("button").children].map((part) => part.textContent)])])"""
COLUMNS = (
    """[...document.querySelectorAll("#head th")].slice(1).map((head) => head.title.split(", "))"""
)


def test_the_first_matrix_is_what_the_evaluator_says(model: Model, written: Path, tab: Tab) -> None:
    """Stage 1 by stage 2: every pair is in one cell, and the policy's column is marked."""
    expected, chance = Expected(model), random.Random(SEED)
    compared = 0
    for policy, mine in (("p2m_mmio_direct_dev", "0b0001"), ("p2m_ram_rw", "0b1111")):
        for access in range(3):
            tab.open(written, f"policy={policy}&in.access={access}")
            rows, columns = tab.value(MATRIX), tab.value(COLUMNS)
            assert isinstance(rows, list) and isinstance(columns, list)
            assert sorted(text for column in columns for text in column) == [
                f"0b{code:04b}" for code in range(16)
            ]
            assert len([text for row in rows for text in row[0]]) == 256
            at = next(i for i, column in enumerate(columns) if mine in column)
            assert all(
                [own for own, _ in row[1]] == [i == at for i in range(len(columns))] for row in rows
            )
            for _ in range(PER_LINK):
                byte, code = chance.randrange(256), chance.randrange(16)
                given: dict[str, Value] = {"MAIR": byte, "MemAttr": code, "access": access}
                wanted = expected.words((policy, [], given, "type_and_cacheability"))
                if wanted == 0:
                    continue
                row = next(row for row in rows if f"{byte:#04x}" in row[0])
                column = next(i for i, column in enumerate(columns) if f"0b{code:04b}" in column)
                compare(row[1][column][1], wanted, (policy, [], given, ""))
                compared += 1
    assert compared >= 60


def test_every_output_that_differs_is_named(model: Model, written: Path, tab: Tab) -> None:
    """By the columns of results, for every value of the main input, against the evaluator."""
    expected, chance = Expected(model), random.Random(SEED)
    script = """[...document.querySelectorAll("#body tr:not(.all)")].map((row) => [
      row.querySelector("th").title.split(", "), row.querySelector(".mark")?.textContent || ""])"""
    policies, met = [s.name for s in model.scopes.values() if s.kind == "policy"], set[str]()
    for _ in range(5):
        one, other = chance.sample(policies, 2)
        tab.open(written, f"policy={one}&beside={other}")
        rows, status = (
            tab.value(script),
            str(tab.value('document.getElementById("status").textContent')),
        )
        assert isinstance(rows, list)
        said = {
            text: set(mark.removeprefix("differs: ").split(", ")) - {""}
            for texts, mark in rows
            for text in texts
        }
        for byte in (*chance.sample(range(256), 5), 0xFF, 0x44, 0x04):
            cells: list[Cell] = [(name, [], {"MAIR": byte}, "result") for name in (one, other)]
            wanted = expected.differing(*cells)
            if wanted is not None:
                assert said[f"{byte:#04x}"] == wanted, (one, other, byte)
                met |= wanted
        named = set().union(*said.values())
        for name in named:
            assert f"{name} ({sum(name in names for names in said.values())})" in status
        assert named or "no output differs" in status
    assert {"device", "inner", "shareability", "par_attr"} <= met


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
