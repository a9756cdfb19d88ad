"""The palette: measured by formulas of colour science, not by the module that declares it."""

from __future__ import annotations

import math
import re
from itertools import combinations

import pytest

from memattr.formats import html, svg
from memattr.formats.palette import INK, MATRIX, OTHERS, on_page, on_terminal, painted
from memattr.formats.text import table_lines
from memattr.model.model import Model
from memattr.model.types import Enum
from memattr.pages.colours import colours
from memattr.pages.page import Cell, Colour, Table, TableRow
from memattr.session import open_session

ENOUGH_CONTRAST = 5.0  # WCAG asks for 4.5 of small text
ENOUGH_APART = 0.045  # in Oklab, where about 0.02 can just be told apart
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear sRGB.
VISIONS = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.303900)),
}  # fmt: skip

Triple = tuple[float, float, float]


def linear(text: str) -> Triple:
    parts = [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    light = sorted(
        sum(c * w for c, w in zip(linear(text), (0.2126, 0.7152, 0.0722), strict=True)) + 0.05
        for text in (one, other)
    )
    return light[1] / light[0]


def oklab(rgb: Triple) -> Triple:
    red, green, blue = rgb
    cones = (
        0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue,
        0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue,
        0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue,
    )
    long, middle, short = map(math.cbrt, cones)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def seen(text: str, vision: str) -> Triple:
    parts = linear(text)
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, parts, strict=True))))
        for row in VISIONS[vision]
    )
    return oklab((red, green, blue))


def scale(in_matrix: bool) -> list[str]:
    return [
        on_page(Colour(in_matrix, step)) for step in range(len(MATRIX if in_matrix else OTHERS))
    ]


def test_the_formulas_are_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert oklab(linear("#ffffff")) == pytest.approx((1, 0, 0), abs=1e-3)
    assert math.dist(seen("#ff0000", "deuteranopia"), seen("#8f7f00", "deuteranopia")) < 0.1
    assert math.dist(seen("#ff0000", "all cones"), seen("#8f7f00", "all cones")) > 0.2


@pytest.mark.parametrize("in_matrix", [True, False])
def test_text_on_a_colour_can_be_read(in_matrix: bool) -> None:
    for colour in scale(in_matrix):
        assert contrast(colour, INK) >= ENOUGH_CONTRAST, colour
        assert contrast(colour, "#000000") >= ENOUGH_CONTRAST, "a terminal's ink is black"


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("in_matrix", [True, False])
def test_colours_of_a_scale_can_be_told_apart(in_matrix: bool, vision: str) -> None:
    for one, other in combinations(scale(in_matrix), 2):
        assert math.dist(seen(one, vision), seen(other, vision)) >= ENOUGH_APART, (one, other)


def test_no_colour_is_in_both_scales() -> None:
    assert not set(scale(True)) & set(scale(False))


def test_a_terminal_and_a_page_have_the_same_colour() -> None:
    """Three numbers of the 256 as terminals document them."""
    known = {210: "#ff8787", 35: "#00af5f", 246: "#949494"}
    found = {
        on_terminal(c): on_page(c) for c in (Colour(m, s) for m in (True, False) for s in range(13))
    }
    assert known.items() <= found.items()
    assert painted("x", Colour(True, 0)) == "\x1b[38;5;16;48;5;210mx\x1b[0m"


@pytest.fixture(scope="module")
def shipped() -> Model:
    return open_session([]).model


def test_a_value_has_one_colour_under_every_spelling(shipped: Model) -> None:
    whole = colours(shipped, ["Device-nGnRnE", "Device-nGnRE", "Normal NC", "Normal WB"])
    assert [colour.step for colour in whole.values()] == [0, 1, 4, 12]
    halves = colours(shipped, ["WB", "elsewhere", "NC", "nowhere"])
    assert [halves["WB"], halves["NC"]] == [whole["Normal WB"], whole["Normal NC"]]
    assert [halves["elsewhere"], halves["nowhere"]] == [Colour(False, 0), Colour(False, 1)]


def test_every_value_of_the_matrix_has_a_colour_of_its_own(shipped: Model) -> None:
    kind = shipped.views["type_and_cacheability"].expression.type
    assert isinstance(kind, Enum)
    words = [shipped.words.get(name, name) for name in kind.values]
    found = colours(shipped, words)
    assert len(words) == len(MATRIX)
    assert len({on_page(colour) for colour in found.values()}) == len(words)
    assert all(colour.in_matrix for colour in found.values())
    assert all(re.fullmatch("#[0-9a-f]{6}", on_page(colour)) for colour in found.values())


def test_a_coloured_table_is_the_same_text() -> None:
    colour = Colour(True, 1)
    cells = (Cell("weak", "1", ("weak",)), Cell("weak or strong", "", ("weak", "strong")))
    line = TableRow((Cell("row"),), cells)
    made = Table("t", "T", (), ("Row",), "Over", (Cell("a"), Cell("b")), (line,),
                 colours=(("weak", colour),))  # fmt: skip
    plain, coloured = table_lines(made, 76), table_lines(made, 76, color=True)
    assert [re.sub(r"\x1b\[[\d;]*m", "", text) for text in coloured] == plain
    assert sum(text.count(painted("weak [1]", colour)) for text in coloured) == 1
    assert sum(text.count("\x1b[38") for text in coloured) == 1, "a cell of several values is plain"
    for form in ("html", "svg"):
        text = {"html": html, "svg": svg}[form].table_text(made)
        assert text.count(on_page(colour)) == 1


def test_the_values_of_a_machine_have_colours_of_their_own() -> None:
    """Memory and caches hold three data: alone, clean or dirty, and a cache may have no line."""
    data = ("old data", "zeros", "new data")
    texts = [*data, "no line", *(f"{one}, {state}" for one in data for state in ("clean", "dirty"))]
    assert len(texts) == len({on_page(Colour(False, step)) for step in range(len(texts))})
