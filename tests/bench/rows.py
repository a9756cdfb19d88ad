"""How long files of situations take: python tests/bench/rows.py [MILLIONS]

131,072 rows of five inputs, the process as a whole; then, if asked for, so many million rows, with
the memory that they take."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

NAMES = ("MAIR", "SH1", "MemAttr", "SH2", "HCR_FWB")
SIZES = (256, 4, 16, 4, 2)


def main(millions: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder, "rows.csv")
        lines = [",".join(map(str, values)) for values in product(*map(range, SIZES))]
        rows.write_text("\n".join([",".join(NAMES), *lines, ""]))
        for _ in range(3):
            measure(rows, f"{len(lines):,} rows")
        if millions:
            repeated = "\n".join([*lines, ""])
            count = -(-millions * 1_000_000 // len(lines))
            with rows.open("a") as stream:
                for _ in range(count - 1):
                    stream.write(repeated)
            measure(rows, f"{count * len(lines):,} rows")


def measure(rows: Path, what: str) -> None:
    out = str(rows.with_name("out.csv"))
    command = ["eval", "FEAT_S2FWB=1", "--in", str(rows), "--out", out]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "memattr", *command], check=True)
    passed = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{what}: {passed:.2f} s ({used:.2f} s of processor), {after.ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
