"""How rows are judged: jointly, with choices that an implementation documents, under any names."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memattr.command.main import group

# What a reserved byte of stage 1 may be: any byte that is defined, and so Device or Write-Back.
RESERVED = "MAIR,SH1,MemAttr,SH2"
# An implementation may treat what enters stage 2 as written, or as Outer Shareable.
ENTERING = ("MAIR=0x44", "SH1=3", "MemAttr=6", "SH2=0", "HCR_FWB=1", "FEAT_S2FWB=1")


def conform(folder: Path, text: str, *words: str) -> Result:
    file = folder / "answers.csv"
    file.write_text(text)
    result = CliRunner().invoke(group, ["conform", str(file), *words], prog_name="memattr")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def counts(result: Result) -> str:
    line = next(line for line in result.output.splitlines() if line.startswith("  rows  "))
    return " ".join(line.split())


@pytest.mark.parametrize(("answer", "verdict"), [
    ("0x00,2", "1 permitted, 0 different"),
    ("0xff,3", "1 permitted, 0 different"),
    ("0x00,3", "0 permitted, 1 different"),
    ("0x04,2", "1 permitted, 0 different"),
    ("0x44,3", "0 permitted, 1 different"),
])  # fmt: skip
def test_halves_of_two_permitted_answers_are_no_answer(
    answer: str, verdict: str, tmp_path: Path
) -> None:
    """Each column alone is permitted in every one of these: 0x00 and 0x44 come with Outer
    Shareable, and Inner Shareable comes with Write-Back."""
    text = f"{RESERVED},par_attr,par_sh\n0x01,3,15,3,{answer}\n"
    found = conform(tmp_path, text, "--reserved", "check")
    assert counts(found).startswith(f"rows 1: 0 equal, {verdict}, 0 undefined")
    assert found.exit_code == int("1 different" in verdict)


def test_reserved_values_are_left_unless_they_are_to_be_checked(tmp_path: Path) -> None:
    text = f"{RESERVED},par_attr,par_sh\n0x01,3,15,3,0x00,3\n0xff,3,15,3,0xff,3\n"
    left = conform(tmp_path, text)
    assert left.exit_code == 0
    assert counts(left) == "rows 2: 1 equal, 0 permitted, 0 different, 1 undefined (a reserved"
    checked = conform(tmp_path, text, "--reserved", "check")
    assert checked.exit_code == 1
    assert counts(checked) == "rows 2: 1 equal, 0 permitted, 1 different, 0 undefined"
    assert "checked   rows that reserved values decide are judged too" in checked.output
    alone = conform(tmp_path, f"{RESERVED},par_attr,par_sh\n0x01,3,15,3,0x00,3\n")
    assert alone.output.startswith("NOTHING JUDGED")


def test_a_documented_choice_is_accepted_and_the_other_is_not(tmp_path: Path) -> None:
    for answer in ("2", "3"):
        found = conform(tmp_path, f"par_sh\n{answer}\n", *ENTERING)
        assert found.exit_code == 0
        assert counts(found).startswith("rows 1: 0 equal, 1 permitted")
    accepted = conform(tmp_path, "par_sh\n2\n", *ENTERING, "--accept", "NSCNC=OSH")
    assert accepted.exit_code == 0
    assert counts(accepted).startswith("rows 1: 1 equal")
    assert "accepted  NSCNC=OSH" in accepted.output
    other = conform(tmp_path, "par_sh\n3\n", *ENTERING, "--accept", "NSCNC=OSH")
    assert other.exit_code == 1
    unknown = conform(tmp_path, "par_sh\n3\n", *ENTERING, "--accept", "NSCN=OSH")
    assert unknown.exit_code == 2
    assert "there is no input or choice 'NSCN'" in unknown.stderr
    assert "NSCNC" in unknown.stderr


def test_columns_have_any_names(tmp_path: Path) -> None:
    text = "attr,hint,stage2\n0xff,x,0xf\n"
    maps = ("--map", "attr=par_attr", "--map", "stage2=MemAttr")
    assert conform(tmp_path, text, *maps, "--ignore", "hint").exit_code == 0
    found = conform(tmp_path, text, *maps)
    assert found.exit_code == 2
    assert "'hint' is no input and no part of an answer" in found.stderr
    assert "Say what it gives: --map hint=NAME, or --ignore hint" in found.stderr
    twice = conform(tmp_path, text, *maps, "--map", "hint=MemAttr")
    assert twice.exit_code == 2 and "two columns give MemAttr" in twice.stderr
    none = conform(tmp_path, text, "--map", "hin=MemAttr")
    assert none.exit_code == 2 and "has no such column\nDid you mean hint?" in none.stderr
    bad = conform(tmp_path, text, "--map", "hint")
    assert bad.exit_code == 2 and "this does not say what a column gives" in bad.stderr


HINTS = (
    "MAIR,MemAttr,par_attr\n0xff,15,0xff\n0xff,5,0x44\n0xff,7,0x45\n0x77,10,0x11\n0x33,15,0xbb\n"
)


def test_hints_are_ignored_as_the_text_declares_it(tmp_path: Path) -> None:
    """A hint that is lost, and memory that is no longer transient, are no difference then; a
    cacheability that is wrong still is one."""
    strict = conform(tmp_path, HINTS)
    assert counts(strict) == "rows 5: 2 equal, 0 permitted, 3 different, 0 undefined"
    lax = conform(tmp_path, HINTS, "--ignore", "hints")
    assert counts(lax) == "rows 5: 5 equal, 0 permitted, 0 different, 0 undefined"
    assert lax.exit_code == 0
    assert "ignored   hints of par_attr" in lax.output
    wrong = conform(tmp_path, HINTS.replace("0x45", "0xf5"), "--ignore", "hints")
    assert counts(wrong) == "rows 5: 4 equal, 0 permitted, 1 different, 0 undefined"
    assert "answered  par_attr=0xcc" in wrong.output
    assert "right     par_attr=0x4c" in wrong.output


def test_hints_of_single_columns_are_left_out(tmp_path: Path) -> None:
    text = "MAIR,inner,inner_hint\n0xff,WB,No\n"
    assert conform(tmp_path, text).exit_code == 1
    lax = conform(tmp_path, text, "--ignore", "hints")
    assert lax.exit_code == 0
    assert "ignored   inner_hint, hints\n" in lax.output
    unknown = conform(tmp_path, text, "--ignore", "hint")
    assert unknown.exit_code == 2
    assert "hints" in unknown.stderr


def test_a_row_whose_reserved_field_decides_what_is_permitted_is_undefined(tmp_path: Path) -> None:
    """Device memory with SH=01 enters stage 2 as Non-shareable, Inner Shareable or, as an
    implementation may choose, Outer Shareable: all three are permitted then, and another is not.
    Which of them it may choose between is what the reserved field decides."""
    columns = "MAIR,SH1,MemAttr,SH2,HCR_FWB,FEAT_S2FWB,par_attr,par_sh"
    for shareability in (0, 2, 3):
        text = f"{columns}\n0x00,1,6,0,1,1,0xff,{shareability}\n"
        assert counts(conform(tmp_path, text)).startswith("rows 1: 0 equal, 0 permitted, 0 diff")
        checked = conform(tmp_path, text, "--reserved", "check")
        assert counts(checked) == "rows 1: 0 equal, 1 permitted, 0 different, 0 undefined"
    written = conform(tmp_path, f"{columns}\n0x00,0,6,0,1,1,0xff,0\n0x00,0,6,0,1,1,0xff,3\n")
    assert counts(written) == "rows 2: 0 equal, 1 permitted, 1 different, 0 undefined"


def test_classes_are_told_in_few_words(tmp_path: Path) -> None:
    """Bit 3 means nothing there, so that 1xxx is 0xxx, and 1000 is what is answered; of a table
    of two Device types each box says what those before it do not."""
    rows = [
        f"0xff,{value},{0x00 if value & 8 else right}"
        for value, right in product_of((0x00, 0x04, 0x08, 0x0C, None, 0x44, 0xFF, 0xFF))
    ]
    text = "\n".join(["MAIR,MemAttr,par_attr", *rows, ""])
    found = conform(tmp_path, text, "SH1=3", "SH2=3", "HCR_FWB=1", "FEAT_S2FWB=1")
    assert "differ on MemAttr=0b1xxx but not 0b1000 " in " ".join(found.output.split())
    assert "6 of 14" in found.output


@pytest.mark.parametrize("cells", [
    "Normal,NC,NC,OSH", "normal,Non-cacheable,uncached,Outer Shareable",
    "Normal,non cacheable,nc,osh",
])  # fmt: skip
def test_cells_are_written_as_people_write_them(cells: str, tmp_path: Path) -> None:
    text = f"MAIR,access,MemAttr,memory,inner,outer,shareability\n0xff,Data,5,{cells}\n"
    found = conform(tmp_path, text)
    assert found.exit_code == 0, found.output
    assert counts(found).startswith("rows 1: 1 equal")


@pytest.mark.parametrize(("header", "cell", "complaint"), [
    ("inner", "fast", "inner=fast: this is none of NC, WT, WB"),
    ("memory", "Normal WB", "memory=Normal WB: this column says Device or Normal, and no more"),
    ("par_attr", "white", "par_attr=white: 'white' is no number: write 0b..., 0x... or decimal"),
])  # fmt: skip
def test_a_cell_that_is_not_understood_is_told(
    header: str, cell: str, complaint: str, tmp_path: Path
) -> None:
    found = conform(tmp_path, f"MAIR,{header}\n0xff,{cell}\n")
    assert found.exit_code == 2
    assert f"answers.csv:2: row 1: {complaint}" in found.stderr


def product_of(right: tuple[int | None, ...]) -> list[tuple[int, int]]:
    """Every MemAttr that is not reserved, with what is right for it."""
    return [(value, code) for value in range(16) if (code := right[value & 7]) is not None]


@pytest.mark.parametrize(("separator", "word"), [("\t", "tabs"), (";", "semicolons")])
def test_other_separators_are_told(separator: str, word: str, tmp_path: Path) -> None:
    text = "MAIR,MemAttr,par_attr\n0xff,15,0xff\n".replace(",", separator)
    found = conform(tmp_path, text)
    assert found.exit_code == 2
    assert f"answers.csv: {word} stand between its cells, and not commas" in found.stderr
    assert f"Write commas in their place: tr {separator!r} ," in found.stderr
