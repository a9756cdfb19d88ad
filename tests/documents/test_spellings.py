"""Tables as people write them, in their own words and forms, against the shipped specification."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from memattr.answers.cell_reading import Ambiguous, Meant, Understanding
from memattr.documents.handwritten_check import HandwrittenComparison, compared
from memattr.documents.handwritten_page import handwritten_page
from memattr.documents.table_maker import DrawnTable, Maker, declared_table
from memattr.formats.text import page_lines
from memattr.model.model import Model
from memattr.model.show import show, source_text
from memattr.model.spellings import folded
from memattr.model.types import Enum, Type, Value, plain
from memattr.pages.output import Style
from memattr.place import SpecError
from memattr.readings.evaluate import Evaluator
from memattr.session import shipped_specification


def made(name: str) -> DrawnTable:
    requested = declared_table((), name)
    return Maker(requested.model, [requested.table], False).made(requested.table, False)


@pytest.fixture(scope="module")
def without_fwb() -> DrawnTable:
    return made("types_without_fwb")


@pytest.fixture(scope="module")
def with_fwb() -> DrawnTable:
    return made("types_with_fwb")


def against(table: DrawnTable, folder: Path, text: str) -> HandwrittenComparison:
    file = folder / "table.txt"
    file.write_text(text, encoding="utf-8")
    return compared(table, file)


COMMIT = """
    arm64: say what becomes of S2 NORMAL-NC

    Without FWB the stronger of the two stages counts:

      S1 attribute        | S2 attribute        | Result
      --------------------+---------------------+--------------
      NORMAL-WB           | S2 NORMAL-NC        | NORMAL-NC
      Normal, Write-Back  | Normal, Write-Back  | iWB/oWB
      Normal iWT/oWT      | iWB-oWB             | Write-Through
      DEVICE_nGnRE        | NORMAL-NC           | nGnRE
      Strongly-ordered    | uncached            | Device-nGnRnE

    Nothing else changes.
"""
MAIL = """\
> On the other thread somebody had
>
> Result     Stage-1       Stage-2
> Device-GRE S1: GRE       S2: non-cacheable
"""
COMMENT = """\
/*
 * S2 \\ S1   | NORMAL-NC | Inner WB, Outer WB | Device-nGRE
 * NORMAL-NC | NC        | NC                 | nGRE
 * Device-GRE | GRE      |                    | nGRE
 */
"""
FORCED = """\
| S1                | S2          | final     |
|-------------------|-------------|-----------|
| Normal-WB         | S2 Normal-NC | Normal-NC |
| NORMAL-WT         | unchanged   | WT        |
| Device-nGnRE      | force WB    | Normal-WB |
| Normal WB         | nGnRnE      | nGnRnE    |
"""


def test_a_list_of_a_commit_message(without_fwb: DrawnTable, tmp_path: Path) -> None:
    found = against(without_fwb, tmp_path, COMMIT)
    assert (found.cells, found.wrong) == (5, ())
    assert [one.what for one in found.missing] == ["rows", "columns", "cells"]
    assert "Device-nGnRnE, Normal WB" in found.missing[2].labels


def test_a_quoted_mail_with_columns_in_another_order(
    without_fwb: DrawnTable, tmp_path: Path
) -> None:
    aligned = MAIL.replace("Device-GRE S1", "Device-GRE  S1")
    found = against(without_fwb, tmp_path, aligned)
    assert (found.cells, found.wrong) == (1, ())


def test_a_comment_with_stage_2_first(without_fwb: DrawnTable, tmp_path: Path) -> None:
    found = against(without_fwb, tmp_path, COMMENT)
    assert (found.cells, found.wrong) == (5, ())
    assert found.missing[2].labels == ("Normal WB, Device-GRE",)


def test_forced_types(with_fwb: DrawnTable, tmp_path: Path) -> None:
    found = against(with_fwb, tmp_path, FORCED)
    assert (found.cells, found.wrong) == (4, ())


def test_a_wrong_line_of_a_list_is_refuted(without_fwb: DrawnTable, tmp_path: Path) -> None:
    wrong = COMMIT.replace("| nGnRE", "| nGRE ").replace("| Write-Through", "| write through-ish")
    found = against(without_fwb, tmp_path, wrong)
    assert [(one.line, one.row, one.column, one.proved) for one in found.wrong] == [
        (10, "Normal WT", "Normal WB", "Normal WT"),
        (11, "Device-nGnRE", "Normal NC", "Device-nGnRE"),
    ]
    page = "\n".join(page_lines(handwritten_page(found), Style(width=76)))
    assert "written   write through-ish  (not understood as a result)\n" in page
    assert "nearest   Normal WT" in page
    assert ": 1 of 5 cells refuted, 1 not understood; " in page


@pytest.mark.parametrize(("text", "message", "way"), [
    ("S1 | S2 | R\nNORMAL-CACHED | Normal WB | Normal WB",
     "'NORMAL-CACHED' is no row of types_without_fwb", "The nearest: Normal NC"),
    ("S1 | S2 NORMAL-N\nNormal WB | Normal NC",
     "'S2 NORMAL-N' is no column of types_without_fwb", "The nearest: Normal NC"),
    ("S1 | S1 Normal-NC\nNormal WB | Normal NC",
     "'S1 Normal-NC' is no column of types_without_fwb", "The nearest: Normal NC"),
    ("S1 | S2 | R\nWB-RA | Normal WB | Normal WB",
     "'WB-RA' is no row of types_without_fwb", "The nearest: "),
])  # fmt: skip
def test_a_label_that_is_not_understood_names_the_nearest(
    without_fwb: DrawnTable, text: str, message: str, way: str, tmp_path: Path
) -> None:
    with pytest.raises(SpecError) as raised:
        against(without_fwb, tmp_path, text)
    (problem,) = raised.value.problems
    assert problem.message == message
    assert problem.help.startswith(way)


def test_every_label_that_is_not_understood_is_named(
    without_fwb: DrawnTable, tmp_path: Path
) -> None:
    with pytest.raises(SpecError) as raised:
        against(without_fwb, tmp_path, "S1 | cold | warm\nhot | a | b\nNormal WB | a | b\n")
    assert [problem.place.line for problem in raised.value.problems] == [1, 1, 2]


# ---- Every spelling that is declared


def spelled(model: Model, text: str, depth: int) -> set[str]:
    """The texts that somebody may write for a shown one: replacements undone, one after another,
    by plain substitution."""
    found, latest = {text}, {text}
    for _ in range(depth):
        latest = {
            f" {one} ".replace(f" {words} ", f" {old} ", 1).strip()
            for one in latest
            for old, several in model.spellings.items()
            for words in several
            if f" {words} " in f" {one} "
        } - found
        found |= latest
    return found


def shown(model: Model, kind: Type, value: Value, name: str = "") -> set[str]:
    return {folded(show(model, kind, value, name)), folded(source_text(kind, value))}


def axes(tables: tuple[DrawnTable, ...]) -> list[tuple[Meant, list[Value]]]:
    """The rows, the columns and the cells of the tables, with the values that they may show."""
    found = []
    for table in tables:
        grid = table.merged.grid
        assert grid.table.columns is not None
        for axis, lanes in ((grid.table.rows, grid.rows), (grid.table.columns, grid.columns)):
            values = [lane.values[0] for lane in lanes]
            part = axis.parts[0]
            meant = Meant(part.expression.type, part.name, frozenset(values), part.heading)
            found.append((meant, values))
        cell = grid.table.cells[0].expression.type
        found.append((Meant(cell, ""), [*Evaluator(grid.model).values_of(cell)]))
    return found


def judged(model: Model, meant: Meant, values: list[Value]) -> tuple[int, int]:
    """How many spellings of the values are accepted, each as the value that it comes from and no
    other, and how many are refused, with all the values that they come from."""
    understanding, accepted, refused = Understanding(model), 0, 0
    known = {text: value for value in values for text in shown(model, meant.type, value)}
    sources: dict[str, set[Value]] = defaultdict(set)
    for value in values:
        for text in shown(model, meant.type, value):
            for one in spelled(model, text, 2):
                sources[one].add(value)
    for text, derived in sources.items():
        several = frozenset(derived)
        if text in known:
            assert understanding.values(meant, text) == frozenset({known[text]}), text
            continue
        found = outcome(understanding, meant, text)
        if isinstance(found, Ambiguous):
            words = {show(model, meant.type, value, meant.name) for value in several}
            assert words <= {*found.candidates}, text
            refused += 1
        else:
            assert len(several) == 1 and found == several, text
            accepted += 1
    return accepted, refused


def outcome(
    understanding: Understanding, meant: Meant, text: str
) -> frozenset[Value] | Ambiguous | None:
    try:
        return understanding.values(meant, text)
    except Ambiguous as ambiguous:
        return ambiguous


def test_an_accepted_spelling_is_exactly_one_value(
    without_fwb: DrawnTable, with_fwb: DrawnTable
) -> None:
    """By brute force; in the tables that are shown, none is refused."""
    model = without_fwb.merged.grid.model
    counts = [judged(model, *axis) for axis in axes((without_fwb, with_fwb))]
    assert sum(accepted for accepted, _ in counts) > 300
    assert sum(refused for _, refused in counts) == 0


def test_a_spelling_that_may_be_several_is_refused(without_fwb: DrawnTable) -> None:
    """Where both kinds of stage 2 may be meant, by brute force."""
    model = without_fwb.merged.grid.model
    kind = model.types["Stage2Class"]
    meant = Meant(kind, "", heading="Stage 2")
    accepted, refused = judged(model, meant, [*Evaluator(model).values_of(kind)])
    assert accepted > 20 and refused > 20


def test_every_declared_spelling_is_of_use() -> None:
    """Each replacement makes some text understood that would not be without it."""
    model = shipped_specification()
    kinds = [kind for kind in model.types.values() if isinstance(plain(kind), Enum)]
    evaluator = Evaluator(model)
    texts = {
        text
        for kind in (*kinds, model.types["Stage2Memory"], model.types["CacheAttributes"],
                     model.types["Memory"])
        for value in evaluator.values_of(kind)
        for text in shown(model, kind, value)
    }  # fmt: skip
    headings = {"stage 1", "stage 2"}
    for old, several in model.spellings.items():
        for words in several:
            beyond = {one for text in several for one in model.spellings.get(text, ())}
            is_used = any(f" {words} " in f" {text} " for text in texts | headings | beyond)
            is_used |= any(words in f" {other} " for other in model.spellings)
            assert is_used, (old, words)


def test_hints_and_halves_of_memory() -> None:
    model = shipped_specification()
    understanding = Understanding(model)
    memory, halves = Meant(model.types["Memory"], ""), Meant(model.types["CacheAttributes"], "")
    evaluator = Evaluator(model)

    def texts(meant: Meant, text: str) -> set[str]:
        found = understanding.values(meant, text)
        assert found is not None, text
        return {source_text(meant.type, value) for value in found}

    half = "WB(hint: RWA, transient: 0)"
    assert texts(halves, "WB-RA-WA") == {half}
    assert texts(memory, "Normal WB-RA-WA") == {f"Normal(inner: {half}, outer: {half})"}
    every = {source_text(memory.type, value) for value in evaluator.values_of(memory.type)}
    write_back = {one for one in every if one.count("WB(") == 2}
    assert texts(memory, "Normal, Write-Back") == write_back
    assert len(write_back) == 49
    assert texts(memory, "oWB-iNC") == {one for one in every if "inner: NC" in one and "WB(" in one}


def test_what_may_be_several_things_is_refused_with_all_of_them() -> None:
    """Where both kinds of stage 2 are rows, a word that fits both says neither."""
    model = shipped_specification()
    kind = model.types["Stage2Class"]
    with pytest.raises(Ambiguous) as raised:
        Understanding(model).values(Meant(kind, "", heading="Stage 2"), "S2 uncached")
    assert {*raised.value.candidates} == {"Normal NC", "Normal NC unless Device"}
