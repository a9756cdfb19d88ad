"""Every format is well formed, says the same, and fits."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from memattr.documents.formats import WRITERS, written
from memattr.documents.formats.text import as_text
from memattr.documents.handwritten import plain
from memattr.documents.making import Maker
from memattr.documents.notes import Notes
from memattr.documents.sheet import Entry, Line, Sheet
from memattr.model.model import Model

TABLES = ("speeds", "signs", "meets", "by_policy")
NASTY = 'a|b_c <d> & 100% #1 {x} *y* [z] \\n $m ~ ^ "q"'


def sheet_of(small: Model, maker: Maker, name: str) -> Sheet:
    return maker.made(small.tables[name]).sheet


def nasty() -> Sheet:
    cell = Entry(NASTY, "1", (NASTY,))
    lines = (Line((Entry("row"),), (cell, Entry("-"))),)
    return Sheet("nasty", NASTY, ("R_1",), ("Row",), "Column", (Entry(NASTY), Entry("b")), lines,
                 (("1", NASTY),), (NASTY,), (NASTY,))  # fmt: skip


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_written_twice_alike(small: Model, maker: Maker, name: str, form: str) -> None:
    first = written(sheet_of(small, maker, name), form)
    again = Maker(small, small.tables.values()).made(small.tables[name]).sheet
    assert written(again, form) == first
    assert not any(line != line.rstrip() for line in first.split("\n") if form != "markdown")


@pytest.mark.parametrize("width", [40, 76, 120])
@pytest.mark.parametrize("name", TABLES)
def test_text_fits_its_width(small: Model, maker: Maker, name: str, width: int) -> None:
    text = as_text(sheet_of(small, maker, name), width)
    assert max(map(len, text.split("\n"))) <= width
    assert text.isascii()


@pytest.mark.parametrize("name", TABLES)
def test_markdown_has_as_many_cells_in_each_row(small: Model, maker: Maker, name: str) -> None:
    lines = [row for row in written(sheet_of(small, maker, name), "markdown").split("\n")
             if row.startswith("|")]  # fmt: skip
    assert len({len(re.split(r"(?<!\\)\|", line)) for line in lines}) == 1


def test_markup_in_a_cell_stays_text() -> None:
    sheet = nasty()
    rows = [r for r in written(sheet, "markdown").split("\n") if r.startswith("|")]
    assert {len(re.split(r"(?<!\\)\|", row)) for row in rows} == {5}
    assert list(csv.reader(io.StringIO(written(sheet, "csv"))))[1] == ["row", NASTY, ""]
    assert json.loads(written(sheet, "json"))["rows"][0]["cells"][0]["text"] == NASTY
    root = ET.fromstring(written(sheet, "svg"))
    assert NASTY in "".join(root.itertext())
    latex = written(sheet, "latex")
    assert not re.search(r"(?<!\\)[#%$&_](?!\w*\})", latex.replace(" & ", " "))


def test_html_is_balanced_and_has_scoped_headings(small: Model, maker: Maker) -> None:
    opened: list[str] = []

    class Checker(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            opened.append(tag)
            assert tag != "th" or dict(attrs)["scope"] in ("row", "col")

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    Checker().feed(written(sheet_of(small, maker, "speeds"), "html"))
    assert not opened


def test_a_picture_has_a_title_words_and_both_themes(small: Model, maker: Maker) -> None:
    sheet = sheet_of(small, maker, "speeds")
    text = written(sheet, "svg")
    root = ET.fromstring(text)
    space = {"s": "http://www.w3.org/2000/svg"}
    assert root.attrib["role"] == "img"
    title, description = root.find("s:title", space), root.find("s:desc", space)
    assert title is not None and title.text == "What comes of a wish (T1)"
    assert description is not None and "0b10: halt: granted halt" in (description.text or "")
    assert "prefers-color-scheme:dark" in text
    words = {"".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"granted halt", "granted slow", "granted fast"} <= words
    cells = [g.find("s:title", space) for g in root.iter("{http://www.w3.org/2000/svg}g")]
    assert len(cells) == 12 and all(cell is not None and cell.text for cell in cells)


def test_csv_joins_alternatives(small: Model, maker: Maker) -> None:
    rows = list(csv.reader(io.StringIO(written(sheet_of(small, maker, "signs"), "csv"))))
    assert rows[0] == ["Sign", "Open", "Speed", "Answer"]
    assert rows[5] == ["0b10", "0", "halt|slow", "Refused"]


def test_marks_are_in_order_and_runs_are_short(small: Model) -> None:
    notes = Notes(small)
    function = next(f for f in small.functions.values() if len(f.cases) > 2)
    cases = [(function.name, case.name) for case in function.cases[:3]]
    assert notes.mark(frozenset(cases[1:2])) == "1"
    assert notes.mark(frozenset(cases[:2])) == "1,2"
    assert notes.mark(frozenset(cases)) == "1-3"
    assert plain(f"fast [{notes.mark(frozenset(cases), 'more')}]") == "fast"
