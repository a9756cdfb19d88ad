"""What a text assumes binds only those who import it, and is said under every verdict."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from memattr import check, describe, evaluate, find, load

from .attack import Gate

FALSE = "import result\nprove f for data given not HCR_DC : MAIR is 0x00\n"
IMPOSSIBLE = "import result\nimpossible never : MAIR is not 0x00\n"
REQUIRES = "import result\ncpu requires FEAT_XS and not FEAT_XS\n"
SAYS = "assumes 'MAIR is not 0x00' impossible (evil.attr:3): not in the shipped specification"
BOUND = "import result, evil\nprove f for data given not HCR_DC : MAIR is 0x00\n"


@pytest.mark.parametrize("evil", [IMPOSSIBLE, REQUIRES])
@pytest.mark.parametrize(
    "command", ["check -v .", "check -v good.attr evil.attr", "check -v evil.attr ."]
)
def test_a_file_beside_does_not_weaken_a_claim(memattr: Gate, evil: str, command: str) -> None:
    said = memattr(command, {"good.attr": FALSE, "evil.attr": evil})
    assert said.status == 1
    assert "REFUTED (NOT as expected) f" in said.words
    assert "but assumes" not in said.words


def test_a_file_beside_does_not_weaken_a_question_or_an_example(memattr: Gate) -> None:
    asks = """import result
find q values SCTLR_C for data : MAIR is 0x00 answer 0, 1
example e : MAIR = 0xff => result.memory is Device
"""
    said = memattr("check -v .", {"asks.attr": asks, "evil.attr": IMPOSSIBLE})
    assert said.status == 1
    assert "REFUTED (NOT as expected) q" in said.words
    assert "REFUTED (NOT as expected) e" in said.words


def test_a_file_beside_does_not_make_a_partial_operation_total(memattr: Gate) -> None:
    guarded = "import result\nprove g for data : result.memory.type = nGnRnE\n"
    evil = "import result\nimpossible no_normal : result.memory is not Device\n"
    said = memattr("check -v .", {"guarded.attr": guarded, "evil.attr": evil})
    assert said.status == 2
    assert "no-such-field" in said.prints


def test_hidden_folders_are_not_searched(memattr: Gate) -> None:
    hidden = {".hidden/evil.attr": "this is no text\n", "a/.b/c/evil.attr": "nor is this\n"}
    said = memattr("check -v .", {"good.attr": FALSE, **hidden})
    assert said.status == 1
    assert "evil" not in said.prints
    assert memattr("check -v .hidden").status == 2


def test_a_hidden_file_is_read_where_it_is_named(memattr: Gate) -> None:
    said = memattr("check -v .only.attr", {".only.attr": FALSE})
    assert "REFUTED (NOT as expected) f" in said.words


@pytest.mark.parametrize("importer", [BOUND, "import between\n" + BOUND.replace(", evil", "")])
def test_who_imports_it_is_bound_and_told(memattr: Gate, importer: str) -> None:
    texts = {"evil.attr": IMPOSSIBLE, "between.attr": "import evil\n", "mine.attr": importer}
    said = memattr("check -v mine.attr", texts)
    assert said.status == 0
    assert (
        said.words == f"PROVED f mine.attr:{3 + importer.count('between')} but {SAYS} 1 of 1 "
        "claims as expected, 1 narrowed"
    )
    assert memattr("check -q mine.attr").prints == "1 of 1 claims as expected, 1 narrowed\n"


def test_every_format_says_it(memattr: Gate, tmp_path: Path) -> None:
    texts = {"evil.attr": IMPOSSIBLE, "mine.attr": BOUND}
    whole = json.loads(memattr("check -v mine.attr --format json", texts).prints)
    assert whole["narrowed"] == 1
    (claim,) = whole["claims"]
    (narrowing,) = claim["narrowed"]
    assert narrowing == {
        "code": "assumption",
        "place": {"file": "evil.attr", "line": 3, "column": 12},
        "words": SAYS,
    }
    line = f"mine.attr:3:7: warning: PROVED, but {SAYS} [f]\n"
    assert memattr("check -v mine.attr --format gcc").prints == line
    assert f"::PROVED, but {SAYS}" in memattr("check -v mine.attr --format github").prints
    assert f"PROVED, but {SAYS}" in memattr("check -v mine.attr --format markdown").prints
    suite = Xml.fromstring(memattr("check -v mine.attr --format junit").prints)
    assert suite.findtext("testsuite/testcase/system-out") == f"but it {SAYS}"
    (run,) = json.loads(memattr("check -v mine.attr --format sarif").prints)["runs"]
    (result,) = run["results"]
    assert result["level"] == "warning"
    assert result["message"]["text"] == f"PROVED, but {SAYS}"
    (checked,) = check(load(tmp_path / "mine.attr"))
    assert (checked.verdict, checked.narrowed) == ("PROVED", (SAYS,))


def test_a_full_report_says_it(memattr: Gate) -> None:
    texts = {"evil.attr": IMPOSSIBLE, "mine.attr": BOUND.replace("MAIR is", "MAIR is not")}
    assert f"but {SAYS}" in memattr("check -v mine.attr", texts).words
    assert f"but {SAYS}" in memattr("check --explain mine.attr", {"mine.attr": BOUND}).words


POLICY = """import result, evil
system s
  HCR_VM = 1, HCR_FWB = 0, HCR_CD = 0, HCR_ID = 0, HCR_DC = 0, HCR_DCT = 0, HCR_PTW = 0
  VTCR_DS = 0, VTCR_SH0 = 0b11
policy p of s
  MemAttr = 0b1111, SH2 = 0b11, FnXS = 0
policy q of s
  MemAttr = 0b0101, SH2 = 0b11, FnXS = 0
table t for data given not HCR_DC rows SCTLR_M cell result
find x values SCTLR_C for data under p : MAIR is 0x00 answer 0, 1
"""


def test_answers_tables_descriptions_and_comparisons_say_it(memattr: Gate, tmp_path: Path) -> None:
    texts = {"evil.attr": IMPOSSIBLE, "mine.attr": POLICY}
    assert f"but {SAYS}" in memattr("find --rules mine.attr x", texts).words
    assert f"PROVED x mine.attr:11 but {SAYS}" in memattr("check -v mine.attr").words
    assert SAYS in memattr("table --rules mine.attr t").words
    assert f"but {SAYS}" in memattr("describe --rules mine.attr p").words
    assert SAYS in memattr("describe --rules mine.attr p --format markdown").words
    assert f"but {SAYS}" in memattr("compare --rules mine.attr p q").words
    for command in ("find x", "describe p", "compare p q"):
        name, *rest = command.split()
        text = memattr(f"{name} --rules mine.attr {' '.join(rest)} --format json").prints
        assert SAYS in text
    mine = load(tmp_path / "mine.attr")
    assert [found.words for found in describe(mine, "p").narrowed] == [SAYS]
    assert find(mine, "x").text.endswith("specification")


def test_policies_of_others_are_evaluated_without_it(memattr: Gate, tmp_path: Path) -> None:
    free = POLICY.replace(", evil", "").replace("find", "# find").replace("table", "# table")
    memattr("check -v free.attr", {"free.attr": free, "evil.attr": IMPOSSIBLE})
    (result,) = evaluate(load(tmp_path), "p", MAIR=0xFF)
    assert result["memory"]["is"] == "Normal"


def test_the_shipped_rules_assume_nothing_of_their_own() -> None:
    assert load().model.foreign("") == ()
