"""An implementation in plain C: it conforms, and each fault put into it is one class with the rule
that was not followed."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from memattr.answers.typed_situation import TypedSituation, typed_situation
from memattr.batch.row_file import open_table
from memattr.conformance.column_survey import column_names, surveyed
from memattr.conformance.comparing import conformance
from memattr.conformance.conformance_answer import Conformance
from memattr.language.elaborate import elaborate
from memattr.language.load import load
from memattr.readings.evaluate import Evaluator

SOURCE = Path(__file__).with_name("combine.c")
COLUMNS = "MAIR,SH1,MemAttr,SH2,HCR_FWB,HCR_CD,HCR_DC,SCTLR_M,SCTLR_C"
BYTES = (0x00, 0x04, 0x0C, 0x44, 0xFF, 0x77, 0x4F, 0x1B, 0x33)
PLAIN = ((0, 0, 0, 1, 1), (1, 0, 0, 1, 1))

# What is broken, by number, and the case that is named first.
FAULTS = {
    1: "stronger_cacheability.stage2_wt",
    2: "stronger_cacheability.stage1_wt",
    3: "combined_shareability.OSH_ISH",
    4: "combine.both_device",
    5: "apply_stage2.combined_nc",
    6: "force.write_back_over_device",
    7: "forced_write_back.cacheable",
    8: "disabled_stage1.default_cacheable",
    9: "enabled_stage1.not_fetch_c0",
    10: "resultant_shareability.device_or_nc",
}
# Faults that were put in after the explanation was written. At first sight eight were one class;
# the explanation was mended for the twentieth, and the twelfth is not as it was written first.
HELD_OUT = {
    11: "meaning_without_fwb.plain",
    12: "combine.stage2_device",
    13: "meaning_with_fwb.plain",
    14: "apply_stage2.forced_nc",
    15: "apply_stage2.combined_nc",
    16: "disabled_stage1.not_fetch",
    17: "is_device_or_nc.device",
    18: "force.non_cacheable_over_device",
    19: "forced_write_back.not_cacheable",
    20: "stage1_on",
}

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="there is no C compiler")


def lines() -> Iterator[str]:
    """Every MemAttr and every defined SH with nine bytes, and with a few under every control."""
    for row in product(BYTES, (0, 2, 3), range(16), (0, 2, 3), PLAIN):
        yield ",".join(map(str, (*row[:-1], *row[-1])))
    for mair, sh1, memattr, sh2 in product((0xFF, 0x44, 0x04), (0, 3), range(16), (0, 2)):
        for controls in product((0, 1), repeat=5):
            if controls not in PLAIN:
                yield ",".join(map(str, (mair, sh1, memattr, sh2, *controls)))


@pytest.fixture(scope="module")
def rows() -> str:
    return "\n".join([COLUMNS, *lines(), ""])


@pytest.fixture(scope="module")
def model() -> tuple[Evaluator, TypedSituation]:
    loaded = load(())
    evaluator = Evaluator(elaborate(loaded.units, loaded.digest))
    return evaluator, typed_situation(evaluator, ["FEAT_S2FWB=1"])


def answered(rows: str, fault: int, folder: Path) -> Path:
    """The rows with what the program answers, as a file."""
    program, out = folder / "combine", folder / "answered.csv"
    command = ["gcc", "-O1", "-Wall", "-Wextra", "-Werror", f"-DFAULT={fault}"]
    subprocess.run([*command, "-o", program, SOURCE], check=True)
    answers = subprocess.run([program], input=rows, capture_output=True, text=True, check=True)
    pairs = zip(rows.splitlines(), answers.stdout.splitlines(), strict=True)
    out.write_text("\n".join([f"{row},{answer}" for row, answer in pairs] + [""]))
    return out


def judged(model: tuple[Evaluator, TypedSituation], file: Path) -> Conformance:
    evaluator, given = model
    with open_table(str(file)) as table:
        survey = surveyed(evaluator.model, table.name, table.names(), column_names((), ()))
        return conformance(evaluator, given, survey, table.name, table.rows(), table.wrong)


def test_the_implementation_conforms(
    rows: str, model: tuple[Evaluator, TypedSituation], tmp_path: Path
) -> None:
    answer = judged(model, answered(rows, 0, tmp_path))
    assert answer.conforms
    assert answer.judged > 5_000 and answer.counts["permitted"] > 0


@pytest.mark.parametrize("fault", [*FAULTS, *HELD_OUT])
def test_a_fault_is_one_class_with_its_rule(
    fault: int, rows: str, model: tuple[Evaluator, TypedSituation], tmp_path: Path
) -> None:
    broken = answered(rows, fault, tmp_path)
    answer = judged(model, broken)
    (one,) = answer.classes
    assert one.cases[0].source.name == {**FAULTS, **HELD_OUT}[fault]
    assert one.rows == answer.counts["different"]
    defined, every = unlike(rows, broken, tmp_path)
    assert 0 < defined <= one.rows <= every


def unlike(rows: str, broken: Path, folder: Path) -> tuple[int, int]:
    """How many rows the fault changes, found without the checker: those whose MemAttr is defined,
    which are all judged, and all of them."""
    with broken.open() as file:
        before = [*csv.DictReader(file)]
    with answered(rows, 0, folder).open() as file:
        pairs = zip(before, csv.DictReader(file), strict=True)
        changed = [one for one, other in pairs if one != other]
    return sum(map(is_defined, changed)), len(changed)


def is_defined(row: dict[str, str]) -> bool:
    memattr = int(row["MemAttr"])
    return memattr & 7 != 4 if row["HCR_FWB"] == "1" else memattr not in (4, 8, 12)


def test_the_adequate_rows_find_every_fault(tmp_path: Path) -> None:
    """They are made by `memattr rows --adequate`, which proves them so."""
    text = SOURCE.with_name("adequate.csv").read_text()
    few = "\n".join([line for line in text.splitlines() if line[0] != "#"]) + "\n"
    right = answered(few, 0, tmp_path).read_text()
    assert few.count("\n") < 100
    assert all(
        answered(few, fault, tmp_path).read_text() != right for fault in (*FAULTS, *HELD_OUT)
    )
