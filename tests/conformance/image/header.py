"""Rows of a CSV file as the C header that the image can be built with: python header.py ROWS.csv

`memattr rows --format c` writes the same without the file in between."""

from __future__ import annotations

import csv
import sys
from pathlib import Path


def main(rows: Path) -> None:
    lines = [line for line in rows.read_text().splitlines() if not line.startswith("#")]
    header, *body = csv.reader(lines)
    print("struct memattr_row {", *(f"unsigned char {name};" for name in header), "};")
    print("static const struct memattr_row memattr_rows[] = {")
    print("".join(f"    {{{', '.join(row)}}},\n" for row in body), end="")
    print("};")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
