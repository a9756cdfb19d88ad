"""Every format is well formed, says the same, and fits."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from memattr.answers.data import Provenance
from memattr.documents.footnotes import Notes
from memattr.documents.handwritten import plain
from memattr.documents.table_maker import Maker
from memattr.formats.render import PAGES, TABLES as TABLE_FORMATS, Format, rendered
from memattr.formats.text import table_lines
from memattr.model.model import Model
from memattr.pages.output import Style
from memattr.pages.page import Cell, Colour, Table, TableRow
from memattr.pages.table_page import part_of_document

TABLES = ("speeds", "signs", "meets", "by_policy")
NASTY = 'a|b_c <d> & 100% #1 {x} *y* [z] \\n $m ~ ^ "q"'


FORMATS: tuple[Format, ...] = (*PAGES, *TABLE_FORMATS, "json")


def written(table: Table, form: Format) -> str:
    """As a document has it, without the line end."""
    output = part_of_document(table, Provenance("1", "manual", "digest"))
    return rendered(form, output, Style()).rstrip("\n")


def table_of(small: Model, maker: Maker, name: str) -> Table:
    return maker.made(small.tables[name]).table


def nasty() -> Table:
    cell = Cell(NASTY, "1", (NASTY,))
    lines = (TableRow((Cell("row"),), (cell, Cell("-"))),)
    return Table("nasty", NASTY, ("R_1",), ("Row",), "Column", (Cell(NASTY), Cell("b")), lines,
                 (("1", NASTY),), (NASTY,), ((NASTY, Colour(True, 0)),))  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_written_twice_alike(
    small: Model, maker: Maker, name: str, form: Format
) -> None:
    first = written(table_of(small, maker, name), form)
    again = Maker(small, small.tables.values()).made(small.tables[name]).table
    assert written(again, form) == first
    assert not any(line != line.rstrip() for line in first.split("\n") if form != "markdown")


@pytest.mark.parametrize("width", [40, 76, 120])
@pytest.mark.parametrize("name", TABLES)
def test_text_fits_its_width(small: Model, maker: Maker, name: str, width: int) -> None:
    text = "\n".join(table_lines(table_of(small, maker, name), width))
    assert max(map(len, text.split("\n"))) <= width
    assert text.isascii()


@pytest.mark.parametrize("name", TABLES)
def test_markdown_has_as_many_cells_in_each_row(small: Model, maker: Maker, name: str) -> None:
    lines = [row for row in written(table_of(small, maker, name), "markdown").split("\n")
             if row.startswith("|")]  # fmt: skip
    assert len({len(re.split(r"(?<!\\)\|", line)) for line in lines}) == 1


def test_markup_in_a_cell_stays_text() -> None:
    table = nasty()
    rows = [r for r in written(table, "markdown").split("\n") if r.startswith("|")]
    assert {len(re.split(r"(?<!\\)\|", row)) for row in rows} == {5}
    assert list(csv.reader(io.StringIO(written(table, "csv"))))[1] == ["row", NASTY, ""]
    assert json.loads(written(table, "json"))["rows"][0]["cells"][0]["text"] == NASTY
    root = ET.fromstring(written(table, "svg"))
    assert NASTY in "".join(root.itertext())
    latex = written(table, "latex")
    assert not re.search(r"(?<!\\)[#%$&_](?!\w*\})", latex.replace(" & ", " "))


def test_html_is_balanced_and_has_scoped_headings(small: Model, maker: Maker) -> None:
    opened: list[str] = []

    class Checker(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            opened.append(tag)
            assert tag != "th" or dict(attrs)["scope"] in ("row", "col")

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    Checker().feed(written(table_of(small, maker, "speeds"), "html"))
    assert not opened


def test_a_picture_has_a_title_words_and_both_themes(small: Model, maker: Maker) -> None:
    table = table_of(small, maker, "speeds")
    text = written(table, "svg")
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
    rows = list(csv.reader(io.StringIO(written(table_of(small, maker, "signs"), "csv"))))
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
