"""The page in a reader's hands: mouse, keyboard, links, a screen reader, dark, a phone."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from memattr.answers.describe import describe
from memattr.formats.palette import on_page
from memattr.formats.text import page_lines
from memattr.model.model import Model
from memattr.pages.colours import colours
from memattr.pages.describe_page import describe_page
from memattr.pages.output import Style

from .browser import PHONE, WIDE, Tab, selected

VIEW = "policy=p2m_ram_rw&beside=p2m_mmio_direct_dev"
CELL = "#body tr:nth-child(7) td:nth-of-type(2) button"
WHY = (
    'document.getElementById("why").hidden ? "" : document.getElementById("why-title").textContent'
)
ACTIVE = "document.activeElement.id"
SEEN = """document.querySelector("main").innerText
  + [...document.querySelectorAll("select")].map((select) => select.value)"""
# The least contrast of text with what is behind it, over everything that shows text.
CONTRAST = """(() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const paint = (colour) => { brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data]; };
  const light = (rgb) => rgb.slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => { for (; node; node = node.parentElement) {
    const colour = paint(getComputedStyle(node).backgroundColor);
    if (colour[3] === 255) return colour; }
    return [255, 255, 255]; };
  const texts = [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility()
    && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()));
  return Math.min(...texts.map((node) => {
    const pair = [light(paint(getComputedStyle(node).color)), light(behind(node))];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05); })); })()"""


def told(tab: Tab) -> dict[str, list[str]]:
    return parse_qs(urlsplit(str(tab.value("location.href"))).fragment)


def test_a_click_opens_the_derivation_with_references(
    model: Model, written: Path, tab: Tab
) -> None:
    tab.open(written, VIEW)
    assert tab.value(WHY) == ""
    tab.click(CELL)
    assert "p2m_mmio_direct_dev" in str(tab.value(WHY))
    assert tab.value(ACTIVE) == "why-title"
    steps = tab.value('[...document.querySelectorAll("#why-tree code")].map((n) => n.textContent)')
    assert isinstance(steps, list)
    cases = {f"{f.name}.{case.name}" for f in model.functions.values() for case in f.cases}
    assert "combine.stage2_device" in steps
    assert set(steps) <= cases | model.derived.keys()
    text = str(tab.value('document.getElementById("why-tree").textContent'))
    assert "R_TNHFM" in text and "spec/40-combination.attr:" in text
    tab.click("#close")
    assert tab.value(WHY) == "" and tab.value(f"document.activeElement.matches('{CELL}')") is True


def test_the_keyboard_suffices(written: Path, tab: Tab) -> None:
    tab.open(written, VIEW)
    tab.value('document.getElementById("matrix").focus()')
    tab.press("Tab")
    tab.press("ArrowDown")
    tab.press("ArrowRight")
    second = "#body tr:nth-child(2) td:nth-of-type(2) button"
    assert tab.value(f"document.activeElement.matches('{second}')") is True
    tab.press("ArrowRight")
    assert tab.value(f"document.activeElement.matches('{second}')") is True
    tab.press("Enter")
    assert tab.value(WHY) != "" and tab.value(ACTIVE) == "why-title"
    tab.press("Escape")
    assert tab.value(WHY) == ""
    assert tab.value(f"document.activeElement.matches('{second}')") is True


def test_every_input_that_the_text_offers_can_be_picked_and_counts(
    model: Model, written: Path, tab: Tab
) -> None:
    tab.open(written, VIEW)
    picked = tab.value('[...document.querySelectorAll("#inputs select")].map((s) => s.name)')
    main = next(iter(model.inputs))
    tab.value('document.querySelectorAll("#inputs details").forEach((d) => (d.open = true))')
    assert isinstance(picked, list)
    assert sorted(picked) == sorted(name for name in model.offered if name != main)
    cells = 'document.getElementById("body").innerText'
    tab.choose('[name="MemAttr"]', "6")
    before = tab.value(cells)
    tab.choose('[name="HCR_FWB"]', "1")
    assert tab.value(cells) != before
    assert (
        told(tab)["in.HCR_FWB"] == ["1"] and tab.value("document.activeElement.name") == "HCR_FWB"
    )
    tab.choose('[name="HCR_FWB"]', "")
    assert tab.value(cells) == before


def test_a_link_reproduces_the_view(written: Path, tab: Tab) -> None:
    tab.open(written)
    tab.choose("#policy", "p2m_mmio_direct_c")
    tab.choose("#other", "p2m_ram_rw")
    tab.choose("#shown", "result")
    tab.choose("#column", "access")
    tab.choose('[name="HCR_CD"]', "1")
    tab.value('(document.getElementById("more").open = true)')
    tab.click("#settings input")
    tab.click("#body tr:nth-child(3) td:nth-of-type(3) button")
    way = "#why-picks label:nth-child(2) select"
    tab.choose(way, str(tab.value(f"{selected(way)}.options[1].value")))
    assert told(tab).keys() == {
        "policy", "beside", "show", "columns", "in.HCR_CD", "settings", "cell", "result",
    }  # fmt: skip
    seen, link = tab.value(SEEN), str(tab.value('document.getElementById("link").href'))
    assert link == tab.value("location.href")
    tab.open(written, urlsplit(link).fragment)
    tab.value('(document.getElementById("more").open = true)')
    assert tab.value(SEEN) == seen


def test_a_link_names_a_cell_by_any_value_of_its_row(written: Path, tab: Tab) -> None:
    tab.open(written, f"{VIEW}&cell=254.0")
    assert tab.value('document.querySelector("#why-picks select").value') == "254"
    tab.open(written, f"{VIEW}&cell=nonsense&beside=absent&in.SH2=9&show=absent")
    assert tab.value(WHY) == ""


def test_the_reachable_set_is_the_union_of_the_rows(written: Path, tab: Tab) -> None:
    tab.open(written, "policy=p2m_mmio_direct_dev&show=type_and_cacheability")
    tab.choose("#column", "-")
    reachable = tab.value('document.querySelector("#body .all td").innerText')
    assert str(reachable).split("\n") == [
        "Device-nGnRnE (1 of 256)",
        "Device-nGnRE (228 of 256)",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(scheme: str, written: Path, tab: Tab) -> None:
    tab.open(written, f"{VIEW}&cell=0.0", scheme=scheme)
    contrast = tab.value(CONTRAST)
    assert isinstance(contrast, float) and contrast >= 4.5


def test_a_screen_reader_has_names_headings_and_a_status(written: Path, tab: Tab) -> None:
    tab.open(written, f"{VIEW}&cell=0.0")
    tab.value('document.querySelectorAll(".groups details").forEach((d) => (d.open = true))')
    nodes = tab.ask("Accessibility.getFullAXTree")["nodes"]
    assert isinstance(nodes, list)
    named: dict[str, list[str]] = {}
    for node in nodes:
        if not node["ignored"]:
            role = node.get("role", {}).get("value")
            named.setdefault(role, []).append(node.get("name", {}).get("value", ""))
    for role in ("combobox", "checkbox", "button", "region", "table", "rowheader", "columnheader"):
        assert named[role] and all(named[role]), role
    assert named["columnheader"] == ["MAIR", "p2m_ram_rw", "p2m_mmio_direct_dev"]
    assert "status" in named and len(named["heading"]) == 2


def test_a_phone_scrolls_the_matrix_alone(written: Path, tab: Tab) -> None:
    for view in (VIEW, f"{VIEW}&columns=MemAttr&show=result&cell=0.0"):
        tab.open(written, view, PHONE)
        assert tab.value("document.documentElement.scrollWidth") == PHONE[0]
        outside = tab.value(
            "[...document.querySelectorAll('select, summary, h2, #words p')].filter("
            f"(n) => n.checkVisibility() && n.getBoundingClientRect().right > {PHONE[0]}).length"
        )
        assert outside == 0
    tab.open(written, "", WIDE)


def test_columns_that_are_alike_are_said_to_be(written: Path, tab: Tab) -> None:
    status = 'document.getElementById("status").textContent'
    tab.open(written, "policy=p2m_ram_rw&columns=HCR_FWB&in.FEAT_S2FWB=0")
    assert "FWB makes no difference here." in str(tab.value(status))
    tab.open(written, "policy=p2m_ram_rw&columns=HCR_CD")
    assert "no difference" not in str(tab.value(status))


FIRST = 'document.querySelector("#body button").textContent'


def test_the_first_screen_shows_the_matrix_below_the_guarantee(written: Path, tab: Tab) -> None:
    """At 1280 by 900 all of it but the last rows; inputs are folded, and named in short."""
    tab.open(written, "policy=p2m_mmio_direct_dev", (1280, 900))
    inside = "(n) => n.getBoundingClientRect().bottom <= 900"
    rows = tab.value(f"[...document.querySelectorAll('#body tr')].filter({inside}).length")
    assert isinstance(rows, int) and rows >= 12
    assert tab.value("document.documentElement.scrollWidth <= 1280") is True
    assert tab.value("document.querySelectorAll('.groups details[open]').length") == 0
    text = str(tab.value("document.querySelector('.groups').innerText"))
    assert "HCR_EL2" in text and "FWB 0" in text and "CD 0" in text and "HCR_FWB" not in text
    sure = str(tab.value("document.querySelector('#words summary').innerText"))
    assert "at least Device-nGnRE, shareability always OSH" in sure
    top = "document.querySelector('{}').getBoundingClientRect().top"
    assert tab.value(f"{top.format('#words summary')} < {top.format('#matrix')}") is True


def test_the_default_view_tells_device_types_apart(written: Path, tab: Tab) -> None:
    tab.open(written, "policy=p2m_mmio_direct_dev")
    own = tab.value("[...document.querySelectorAll('#body td.own')].map((n) => n.innerText)")
    assert isinstance(own, list)
    assert own[:2] == ["Device-nGnRnE", "Device-nGnRE"]


def test_the_guarantee_is_that_of_describe(model: Model, written: Path, tab: Tab) -> None:
    """In full, and it says so where the policy is not as it is."""
    (described,) = describe(model, ["kvm_normal_nc"])
    page = describe_page(model, described)
    lines = "\n".join(page_lines(page, Style(400)))
    tab.open(written, "policy=kvm_normal_nc")
    script = "[...document.querySelectorAll('#words .sure')].map((n) => n.textContent)"
    first, *_ = str(tab.value(script + "[0]")).removeprefix("Guarantee ").split("fetch, walk:")
    assert first and first in lines
    warning = "document.querySelector('#words .mark')?.textContent || ''"
    assert tab.value(warning) == ""
    tab.open(written, "policy=kvm_normal_nc&in.HCR_CD=1")
    assert "here CD may differ" in str(tab.value(warning))


def test_a_feature_that_is_needed_is_set_visibly(written: Path, tab: Tab) -> None:
    note = "document.getElementById('set-by').innerText"
    tab.open(written, "policy=p2m_ram_rw")
    assert tab.value(note) == ""
    tab.choose('[name="HCR_FWB"]', "1")
    assert tab.value(note) == (
        "FEAT_S2FWB=1 is set here, since FWB=1 needs it: FWB acts only where it exists"
        " R_LNQJQ spec/70-result.attr:41"
    )
    label = "document.querySelector('[name=FEAT_S2FWB]').selectedOptions[0].text"
    assert tab.value(label) == "1 as FWB needs it"
    assert "in.FEAT_S2FWB" not in told(tab)
    tab.choose('[name="FEAT_S2FWB"]', "0")
    assert "FWB=1 does nothing here, since FEAT_S2FWB=0" in str(tab.value(note))
    tab.open(written, "policy=rmm_data")
    assert "FEAT_S2FWB=1 is set here" in str(tab.value(note)), "the policy sets FWB"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_type_has_the_colour_of_every_figure(
    model: Model, written: Path, tab: Tab, scheme: str
) -> None:
    tab.open(written, "policy=p2m_ram_rw", scheme=scheme)
    script = """[...document.querySelectorAll("#body button.dyed")]
      .filter((n) => n.innerText.replace(/\\s+/g, " ") === "%s")
      .map((n) => getComputedStyle(n).backgroundColor)"""
    for words, colour in colours(model, ["Device-nGnRE", "Normal NC", "Normal WB"]).items():
        found = tab.value(script % words)
        red, green, blue = (int(on_page(colour)[i : i + 2], 16) for i in (1, 3, 5))
        assert isinstance(found, list) and set(found) == {f"rgb({red}, {green}, {blue})"}


def test_nothing_moves_and_nothing_is_asked_of_a_network(written: Path, tab: Tab) -> None:
    text = written.read_text(encoding="utf-8")
    head = text.split("</style>")[0]
    assert not any(word in head for word in ("transition", "animation", "scroll-behavior"))
    assert "default-src 'none'" in head
    tab.open(written, VIEW)
    assert tab.value("performance.getEntriesByType('resource').length") == 0
