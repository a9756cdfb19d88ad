"""The machine itself is asked, if there is an emulator: the adequate rows alone."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

IMAGE = Path(__file__).with_name("image")
NEEDED = ("make", "qemu-system-aarch64", "aarch64-linux-gnu-gcc", "aarch64-linux-gnu-objcopy")
ABSENT = [program for program in NEEDED if shutil.which(program) is None]

pytestmark = pytest.mark.skipif(
    bool(ABSENT), reason=f"the machine is not asked: there is no {', '.join(ABSENT)}"
)


def make(folder: Path, *words: str) -> str:
    command = ["make", "-C", str(IMAGE), f"BUILD={folder}", f"PYTHON={sys.executable}",
               f"MEMATTR={sys.executable} -m memattr", *words]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_emulator_answers_the_adequate_rows(tmp_path: Path) -> None:
    said = make(tmp_path, "ROWS=adequate")
    with IMAGE.parent.joinpath("adequate.csv").open() as stream:
        asked = sum(1 for line in stream if line[0] != "#") - 1
    with (tmp_path / "adequate.csv").open() as stream:
        assert len([*csv.DictReader(stream)]) == asked
    assert f"{asked} rows on a machine with FEAT_S2FWB=" in said
    assert "CONFORMS" in said or "DIFFERS" in said


def test_an_image_for_a_board_is_built_and_what_it_prints_is_judged(tmp_path: Path) -> None:
    """The image for another address and another UART differs; the log of a board, with what its
    boot loader said first, is judged like that of the emulator."""
    make(tmp_path / "board", "ROWS=adequate", "LOAD=0x80000", "UART=0xfe201000", "image.bin")
    image = IMAGE / "image.bin"
    assert image.stat().st_size > 1_000
    image.unlink()
    log = tmp_path / "board.log"
    log.write_text(
        "U-Boot 2024\r\n# FEAT_S2FWB=1\n0 0 0 1 ff 3 f 3 ff3\n0 0 0 1 ff 3 5 3 443\n# end\n"
    )
    said = make(tmp_path, f"LOG={log}", "judged")
    assert "1 of 2 rows" in " ".join(said.split())
    log.write_text("# FEAT_S2FWB=1\n0 0 0 1 ff 3 f 3 ff3\n")
    done = subprocess.run([sys.executable, IMAGE / "answers.py", log, tmp_path / "out.csv"],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 2 and "the image did not come to its end" in done.stderr
