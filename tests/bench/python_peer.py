"""A peer for the benchmark: the rows of a file enumerated in plain Python, by the tests' oracle.

python tests/bench/python_peer.py IN.csv OUT.csv     the output columns of every row
"""

from __future__ import annotations

import csv
import sys

from tests.oracle.brute_force import columns
from tests.oracle.rows import BASE


def main(source: str, target: str) -> None:
    with open(source, newline="") as rows, open(target, "w", newline="") as out:
        reader, writer = csv.reader(rows), csv.writer(out, lineterminator="\n")
        names = next(reader)
        header: list[str] = []
        for row in reader:
            values = {name: int(text, 0) for name, text in zip(names, row, strict=True)}
            answer = columns(BASE | values)
            if not header:
                header = [*names, *answer]
                writer.writerow(header)
            writer.writerow([*row, *answer.values()])


if __name__ == "__main__":
    main(*sys.argv[1:])
