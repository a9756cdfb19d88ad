"""A page about one machine: python report.py ANSWERS.csv MACHINE OUT.md [MEMATTR]

The rows are judged setting by setting, so that counts can be compared with those of others."""

from __future__ import annotations

import csv
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

SETTINGS = {
    ("0", "0", "0", "1"): "FWB=0, CD=0",
    ("1", "0", "0", "1"): "FWB=1, CD=0",
    ("0", "1", "0", "1"): "FWB=0, CD=1",
    ("1", "1", "0", "1"): "FWB=1, CD=1",
}
OTHERS = "stage 1 off, or DC=1, with FWB and CD 0 and 1"
LIMIT = 1_800


def main(answers: Path, machine: str, out: Path, memattr: str) -> None:
    with TemporaryDirectory() as folder:
        files = dict(split(answers, Path(folder)))
        judged = {name: judge(file, memattr) for name, file in files.items()}
    out.write_text("\n".join([*page(machine, judged), ""]))


def split(answers: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """A file of rows for each setting."""
    parts: dict[str, list[list[str]]] = {name: [] for name in (*SETTINGS.values(), OTHERS)}
    with answers.open(newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader)
        places = [header.index(n) for n in ("HCR_FWB", "HCR_CD", "HCR_DC", "SCTLR_M")]
        for row in reader:
            fwb, cd, dc, m = (row[place] for place in places)
            parts[SETTINGS.get((fwb, cd, dc, m), OTHERS)].append(row)
    for number, (name, rows) in enumerate(parts.items()):
        file = folder / f"{number}.csv"
        with file.open("w", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([header, *rows])
        yield name, file


def judge(file: Path, memattr: str) -> Any:
    command = [*shlex.split(memattr), "conform", str(file), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def page(machine: str, judged: dict[str, Any]) -> Iterator[str]:
    some = next(iter(judged.values()))
    yield f"# What {machine} answers to AT S12E1R\n"
    yield (
        "Every base row (256 bytes of MAIR_EL1, all SH and MemAttr) was asked of the machine, and "
        "PAR_EL1 compared with the specification: `make conformance`. Undefined rows are those in "
        "which a reserved value decides.\n"
    )
    yield "| setting | rows | equal | permitted | different | undefined | classes |"
    yield "|---|---|---|---|---|---|---|"
    for name, one in judged.items():
        counts = one["counts"]
        rows = counts["judged"] + counts["undefined"]
        cells = (name, rows, counts["equal"], counts["permitted"], counts["different"],
                 counts["undefined"], len(one["classes"]))  # fmt: skip
        yield f"| {' | '.join(map(str, cells))} |"
    for name, one in judged.items():
        yield f"\n## {name}\n"
        if not one["classes"]:
            yield "No difference."
        for number, of in enumerate(one["classes"], 1):
            yield from described(number, of, one["counts"]["judged"])
    versions = some["versions"]
    yield f"\nmemattr {versions['memattr']}, manual {versions['manual']}, spec {some['digest']}"


def described(number: int, of: Any, judged: int) -> Iterator[str]:
    cases = of["cases"]
    title = f"`{cases[0]['name']}`" if cases else "no single rule explains these rows"
    yield f"{number}. {title}: {of['rows']} of {judged} rows\n"
    if cases:
        said = "; ".join(
            part for part in (cases[0]["words"], ", ".join(cases[0]["references"])) if part
        )
        yield f"   - rule: {said}"
    if len(cases) > 1:
        yield f"   - cases: {', '.join(f'''{case['name']} ({case['rows']})''' for case in cases)}"
    where = of["where"]
    terms = " or ".join(f"({term})" if " and " in term else term for term in where["terms"])
    more = f", or {where['more']} more" if where["more"] else ""
    terms = terms.replace("|", "\\|")
    yield f"   - differ on: {'all but ' if where['all_but'] else ''}{terms}{more}"
    example = ", ".join(f"{name}={value}" for name, value in of["example"].items())
    yield f"   - example: {example}"
    right = " or ".join(map(cells, of["right"][:4]))
    yield f"   - answered: {cells(of['answered'])}; right: {right}\n"


def cells(answer: dict[str, str]) -> str:
    return " ".join(f"{name}={cell}" for name, cell in answer.items() if cell) or "a fault"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), *(sys.argv[4:] or ["memattr"]))
