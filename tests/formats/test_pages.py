"""A page of every kind of block, in every format: nothing is lost, and only text shortens."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from memattr.answers.data import Provenance
from memattr.formats.render import PAGES, Format, rendered
from memattr.formats.text import full_text, page_lines
from memattr.pages.output import Output, Style
from memattr.pages.page import (
    Abridged,
    Block,
    Code,
    Columns,
    Gap,
    Heading,
    Outline,
    OutlineItem,
    Page,
    Paragraph,
    Row,
    Rows,
    hanging,
    row,
    table,
)

NASTY = 'a|b_c <d> & 100% #1 {x} *y* [z] $m ~ ^ "q"'
LONG = " ".join(f"word{n}" for n in range(40))
BLOCKS: tuple[Block, ...] = (
    Heading("title", ("somewhere/a.attr:7", "a.attr:7"), "PROVED", "good"),
    Paragraph(f"note {NASTY}", 1),
    Rows((row("label", f"row {NASTY}"), *hanging("several", ["first", "second"]))),
    Rows((Row("run", ("memattr eval",), command=True),)),
    Outline((OutlineItem("outer", 1), OutlineItem("inner", 3, "aside"), OutlineItem("next", 1))),
    Columns((("a", "b", "c"), ("d", "e", f"f {LONG}"))),
    Gap(),
    table(("head one", "head two"), [("cell", "two\nlines")]),
    Code("  code stays\n  as it is"),
    Abridged((Paragraph("all of it"),), (Paragraph("in brief"),)),
)
EMPTY: tuple[Block, ...] = (Rows(()), Outline(()), Columns(()), Gap(), Abridged((), ()))
WORDS = ("title", "PROVED", "somewhere/a.attr:7", "label", "several", "first", "second", "outer",
         "inner", "aside", "next", "word39", "head one", "cell", "code stays")  # fmt: skip


def written(form: Format, *blocks: Block, style: Style | None = None) -> str:
    return rendered(form, Output((Page(blocks),), {}, Provenance("1", "m", "d")), style or Style())


@pytest.mark.parametrize("form", PAGES)
def test_every_block_is_in_every_format(form: Format) -> None:
    said = unescape(written(form, *BLOCKS)).replace("\\_", "_")
    assert [word for word in WORDS if word not in said] == []


@pytest.mark.parametrize("form", PAGES)
def test_only_text_shows_what_is_in_brief(form: Format) -> None:
    said = written(form, *BLOCKS)
    assert ("in brief" in said) == (form == "text")
    assert ("all of it" in said) == (form != "text")
    loud = written(form, *BLOCKS, style=Style(verbosity=1))
    assert "all of it" in loud and "in brief" not in loud


@pytest.mark.parametrize("form", PAGES)
def test_empty_blocks_are_nothing(form: Format) -> None:
    assert written(form, *EMPTY).strip() == ""


def test_html_is_well_formed() -> None:
    class Balanced(HTMLParser):
        waiting: list[str] = []  # noqa: RUF012  # one parser, one list

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            del attrs
            if tag != "br":
                self.waiting.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.waiting.pop() == tag

    parser = Balanced()
    parser.feed(written("html", *BLOCKS))
    assert parser.waiting == []
    assert "<d>" not in written("html", *BLOCKS)


def test_latex_environments_are_closed() -> None:
    waiting: list[str] = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", written("latex", *BLOCKS)):
        if kind == "begin":
            waiting.append(name)
        else:
            assert waiting.pop() == name
    assert waiting == []


def test_a_limit_of_lines_takes_shorter_wordings_and_tools_are_given_the_full_ones() -> None:
    wordings = (LONG, "in a few words")
    page = Page((Heading("title"), Rows((Row("said", wordings, 9),))), lines=2)
    assert page_lines(page, Style()) == ["title", "  said      in a few words"]
    assert LONG in " ".join(full_text(page).split())


@pytest.mark.parametrize("width", [40, 60, 76])
def test_text_fits_its_width(width: int) -> None:
    lines = page_lines(Page(BLOCKS), Style(width))
    assert max(map(len, lines)) <= width
    assert all(line.isascii() for line in lines)


def test_a_place_that_does_not_fit_begins_the_row_below() -> None:
    long = Heading("a_name_that_is_long " * 3, ("folder/file.attr:7", "file.attr:7"), "REFUTED")
    lines = page_lines(Page((long, Rows((row("claim", "The sentence"),)))), Style(60))
    assert "  claim     folder/file.attr:7: The sentence" in lines
