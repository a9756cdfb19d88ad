"""What the image printed -> a CSV file for `memattr conform`: python answers.py LOG OUT.csv

Features come from the machine's identification registers. A fault of AT is an answer without
attributes. Lines that are no results, as a monitor prints them before, are left alone; a line that
is cut short is an error."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

CONTROLS = ("HCR_FWB", "HCR_CD", "HCR_DC", "SCTLR_M", "MAIR", "SH1")
HEADER = (*CONTROLS, "MemAttr", "SH2")
ANSWERS = ("par_attr", "par_sh")
FEATURE = re.compile(r"# (FEAT_\w+)=([01])")
LINE = re.compile(
    r"([01]) ([01]) ([01]) ([01]) ([0-9a-f]{2}) ([0-3]) (?:([0-9a-f]) ([0-3]) )?(\S*)"
)
RESULTS = 64


def main(log: Path, out: Path) -> int:
    lines = log.read_text(encoding="ascii", errors="replace").splitlines()
    named = (match for line in lines if (match := FEATURE.fullmatch(line)))
    features = {match[1]: match[2] for match in named}
    if "# end" not in lines:
        print(f"{log}: the image did not come to its end", file=sys.stderr)
        return 2
    with out.open("w", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow((*HEADER, *features, *ANSWERS))
        count = 0
        for row in rows(lines):
            writer.writerow((*row[: len(HEADER)], *features.values(), *row[len(HEADER) :]))
            count += 1
    print(f"{count} rows on a machine with {', '.join(f'{n}={v}' for n, v in features.items())}")
    return 0


def rows(lines: list[str]) -> Iterator[tuple[str | int, ...]]:
    """The inputs, then the answers, of every result."""
    for number, line in enumerate(lines, 1):
        match = LINE.fullmatch(line)
        if match is None:
            continue
        *controls, memattr, sh2, results = match.groups()
        inputs = [int(cell, 16) for cell in controls]
        cells = [results[start : start + 3] for start in range(0, len(results), 3)]
        if memattr is not None:
            places = [(int(memattr, 16), int(sh2, 16))]
        else:
            places = [(place >> 2, place & 3) for place in range(RESULTS)]
        if len(cells) != len(places) or any(len(cell) != 3 for cell in cells):
            sys.exit(f"line {number} is cut short: {line[:60]}")
        for place, cell in zip(places, cells, strict=True):
            fault = cell.startswith("F")
            yield (*inputs, *place, *(("", "") if fault else (f"0x{cell[:2]}", cell[2])))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
