"""The benchmark with peers: python tests/bench/peers.py [--rounds N] [--seconds S] [--out FILE]
[GROUP...]

Every command is a process of its own. The commands of a group take turns, after one round that is
not counted; a row gives the median of the counted rounds, its ratio to the row it is compared with,
and the most memory that a process of it had. No round of a group begins after its seconds, but one
is counted. Peers must give the same answers, or the benchmark stops. The table goes to RESULTS.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ROW_NAMES = ("MAIR", "SH1", "MemAttr", "SH2", "HCR_FWB")
ROW_SIZES = (256, 4, 16, 4, 2)
# 10 million rows.
MANY = 77
# Copies of the rules that are, with the specification, ten times as much text as is shipped.
COPIES = 15
LIBRARIES = ("memattr", "z3-solver", "oxidd", "numpy", "cvc5", "bitwuzla")

POLICIES_OF_XEN = (
    "p2m_ram_rw", "p2m_mmio_direct_dev", "p2m_mmio_direct_nc", "p2m_mmio_direct_c",
)  # fmt: skip
SMALL = """requires memattr 1.0, manual "DDI 0487 M.a.a"
import result
prove stays_device "Stage 2 never weakens a Device type without FWB"
  for data given HCR_FWB = 0, HCR_CD = 0, HCR_DC = 0, SCTLR_M, MAIR = 0x04
  : result.memory is Device(type: (nGnRnE or nGnRE))
"""

ALIASES = """requires memattr 1.0, manual "DDI 0487 M.a.a"
import result
system one_table "One table of stage 2"
  HCR_VM = 1, HCR_FWB = FEAT_S2FWB, HCR_CD = 0, HCR_ID = 0, HCR_DC = 0, HCR_DCT = any, HCR_PTW = 1
  VTCR_DS = 0, VTCR_SH0 = any
policy write_back of one_table "Write-Back"
  MemAttr = 0b0110
  SH2     = 0b11
  FnXS    = 0
refute alike "All mappings of the page have the same attributes"
  for data under write_back WITH given FEAT_S2FWB : BODY
"""


@dataclass(frozen=True)
class Row:
    """A command. `before` runs ahead of each round and is not timed. `answer` reads what must be
    equal within a group, from the output."""

    label: str
    command: Sequence[str]
    base: str = ""
    before: Callable[[], object] = lambda: None
    answer: Callable[[str], object] | None = None
    environment: dict[str, str] = field(default_factory=dict)


class Ran(NamedTuple):
    """Seconds, MiB of the largest process, and what was printed."""

    seconds: float
    memory: float
    output: str


class Cost(NamedTuple):
    """The median seconds of a row, and its most MiB."""

    seconds: float
    memory: float


@dataclass(frozen=True)
class Group:
    """Rows that take turns."""

    title: str
    rows: Sequence[Row]


class Workplace:
    """Files that the commands read and write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache, self.scratch = folder / "cache", folder / "scratch"
        self.copy = folder / "checkout"
        for name in ("checker", "spec", "rules"):
            shutil.copytree(ROOT / name, self.copy / name)
        self.scratch.mkdir()
        self.small = self._file("small.attr", SMALL)
        self.rows = self._file("rows.csv", _every_row(1))
        self.many_rows, self.wide_rows = folder / "many.csv", folder / "wide.csv"
        copies = [str(ROOT / "rules"), str(folder / "large"), str(COPIES)]
        subprocess.run([sys.executable, str(HERE / "larger_text.py"), *copies], check=True)
        self.edits = 0

    def _file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def write_many(self) -> None:
        """The files with many rows, if they are not there yet."""
        if not self.wide_rows.exists():
            self.many_rows.write_text(_every_row(MANY))
            self.wide_rows.write_text(_every_row(MANY, ",note"))

    def aliases(self, count: int) -> Path:
        """A claim about so many mappings of one page."""
        names = [chr(ord("a") + number) for number in range(count)]
        if count == 1:
            parts = "", "result = (result with MAIR = 0x44)"
        else:
            pairs = (f"{a}.result = {b}.result" for a, b in pairwise(names))
            parts = f"with guest {', '.join(names)}", " and ".join(pairs)
        text = ALIASES
        for word, part in zip(("WITH", "BODY"), parts, strict=True):
            text = text.replace(word, part)
        return self._file(f"aliases_{count}.attr", text)

    def forget(self) -> None:
        """No cache."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def edit(self) -> None:
        """One claim of the copied rules changes its sentence."""
        self.edits += 1
        path = self.copy / "rules" / "xen.attr"
        path.write_text((ROOT / "rules" / "xen.attr").read_text() + (
            f'\nprove bench_{self.edits} "Edit {self.edits}" for data given MAIR = 0x00, SCTLR_M,\n'
            "  HCR_DC = 0, HCR_VM = 0 : result.memory is Device\n"))  # fmt: skip

    def memattr(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "memattr", *arguments]

    def environment(self) -> dict[str, str]:
        checker = str(self.copy / "checker")
        return {"PYTHONPATH": checker, "MEMATTR_CACHE": str(self.cache)}


def _every_row(times: int, further: str = "") -> str:
    """Every row, so many times; perhaps with a column more, which is no input."""
    lines = [",".join(map(str, row)) + further for row in product(*map(range, ROW_SIZES))]
    return "\n".join([",".join(ROW_NAMES) + further, *lines * times, ""])


def groups(place: Workplace) -> dict[str, Group]:
    """All of them, by name."""
    memattr, python = place.memattr, sys.executable
    peer = str(HERE / "z3_peer.py")
    smt = str(place.scratch / "smt")
    out = str(place.scratch / "out.csv")

    def row(label: str, *command: str, base: str = "", cold: bool = False) -> Row:
        before = place.forget if cold else (lambda: None)
        return Row(label, command, base, before)

    def export() -> None:
        run(Row("", memattr("check", "--only", "*_promises_*", "--emit-smt2", smt, "-q")), place)

    a = "(a) z3py by hand, one incremental solver"
    claims = Group("All shipped claims", [
        row(a, python, peer),
        row("`import z3`", python, "-c", "import z3", base=a),
        row("both engines, no cache", *memattr("check", "-q"), base=a, cold=True),
        row("both engines, `--no-cache`", *memattr("check", "-q", "--no-cache"), base=a),
        row("recalled", *memattr("check", "-q"), base="`import z3`"),
        Row("after an edit of one file", memattr("check", "-q"), "both engines, no cache",
            place.edit),
    ])  # fmt: skip
    small = str(place.small)
    one = Group("One claim in one small file, and what a command costs at least", [
        row("(a) z3py by hand", python, peer, small),
        row("both engines, `--no-cache`", *memattr("check", small, "-q", "--no-cache"),
            base="(a) z3py by hand"),
        row("`python -c pass`", python, "-c", "pass"),
        row("`memattr --help`", *memattr("--help"), base="`python -c pass`"),
        row("`describe` of a policy, `--no-cache`",
            *memattr("describe", "kvm_normal_nc", "--no-cache"),
            base="both engines, `--no-cache`"),
    ])  # fmt: skip
    alias_rows = []
    for engine in ("exact", "z3"):
        for count in (1, 2, 3):
            name = f"{count} mappings, {engine}" if count > 1 else f"1 mapping, {engine}"
            before = {1: "", 2: f"1 mapping, {engine}", 3: f"2 mappings, {engine}"}[count]
            file = str(place.aliases(count))
            alias_rows.append(row(
                name, *memattr("check", file, "-q", "--no-cache", "--engine", engine),
                base=before))  # fmt: skip
    aliases = Group("One, two and three mappings of a page", alias_rows)
    b = "(b) plain Python"
    table = Group("131,072 rows of situations", [
        row(b, python, str(HERE / "python_peer.py"), str(place.rows), f"{out}.b"),
        row("(c) NumPy by hand: fewer columns", python, str(HERE / "numpy_peer.py"),
            str(place.rows), f"{out}.c", base=b),
        row("`memattr eval --in`", *memattr("eval", "FEAT_S2FWB=1", "--in", str(place.rows),
            "--out", f"{out}.m"), base=b),
    ])  # fmt: skip
    solvers = Group("The promises of all policies, exported, in other solvers", [
        Row("z3 on the files", [python, str(HERE / "solver_peers.py"), "z3", smt], "", export,
            solver_answers),
        Row("(d) cvc5", [python, str(HERE / "solver_peers.py"), "cvc5", smt], "z3 on the files",
            answer=solver_answers),
        Row("(d) bitwuzla", [python, str(HERE / "solver_peers.py"), "bitwuzla", smt],
            "z3 on the files", answer=solver_answers),
    ])  # fmt: skip
    policies = POLICIES_OF_XEN
    listed = Row("`list policies`", memattr("list", "policies"))
    first = "the policies, one after the other"
    systems = Group("A system described: xen", [
        listed,
        Row(first, ["sh", "-c", " && ".join(
            f"{sys.executable} -m memattr describe {name} --no-cache" for name in policies)]),
        row("the policies together, `--no-cache`",
            *memattr("describe", *policies, "--no-cache"), base=first),
        row("the policies together, recalled", *memattr("describe", *policies),
            base="`list policies`"),
        row("the system, `--no-cache`", *memattr("describe", "xen", "--no-cache"), base=first),
        row("the system, recalled", *memattr("describe", "xen"), base="`list policies`"),
        row("two policies compared, `--no-cache`",
            *memattr("compare", *policies[:2], "--no-cache")),
        row("two policies compared, recalled", *memattr("compare", *policies[:2]),
            base="`list policies`"),
    ])  # fmt: skip
    no_cache = {"MEMATTR_CACHE": ""}
    shipped = "the shipped text"
    texts = Group("Text loaded without a cache", [
        Row(shipped, memattr("list", "systems"), environment=no_cache),
        Row("ten times as much",
            memattr("list", "systems", "--rules", str(place.folder / "large")),
            shipped, environment=no_cache),
    ])  # fmt: skip

    def evaluated(rows: Path, *more: str) -> list[str]:
        return memattr("eval", "FEAT_S2FWB=1", *more, "--in", str(rows), "--out", f"{out}.m")

    few = "131,072 rows"
    streams = Group("Ten million rows of situations", [
        Row(few, evaluated(place.rows), before=place.write_many),
        Row(f"{MANY * 131_072:,} rows, the input columns alone", evaluated(place.many_rows), few),
        Row(f"{MANY * 131_072:,} rows, with a further column",
            evaluated(place.wide_rows, "--keep", "note"), few),
    ])  # fmt: skip
    return {"claims": claims, "one": one, "aliases": aliases, "rows": table, "solvers": solvers,
            "systems": systems, "texts": texts, "streams": streams}  # fmt: skip


def solver_answers(output: str) -> object:
    return json.loads(output)["answers"]


def run(row: Row, place: Workplace) -> Ran:
    """What came of the command. A status other than 0 stops the benchmark."""
    environment = {**os.environ, **place.environment(), **row.environment}
    environment["PYTHONPATH"] += os.pathsep + str(ROOT)
    # Peers and memattr compile their modules in the round that is not counted, and never again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        process = subprocess.Popen(row.command, env=environment, stdout=printed, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        passed = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        said.seek(0)
        if process.returncode != 0:
            words = f"{row.label}: status {process.returncode}\n{said.read()[-2000:]}"
            raise SystemExit(words)
        return Ran(passed, usage.ru_maxrss / 1024, printed.read())


def measured(group: Group, place: Workplace, rounds: int, seconds: float) -> dict[str, Cost]:
    """What each row costs. A round is begun within the seconds, or if none is counted yet."""
    ran: dict[str, list[Ran]] = {row.label: [] for row in group.rows}
    end = time.monotonic() + seconds
    for number in range(rounds + 1):
        if number > 1 and time.monotonic() > end:
            break
        answers = []
        for row in group.rows:
            row.before()
            one = run(row, place)
            if number:
                ran[row.label].append(one)
            if row.answer is not None:
                answers.append((row.label, row.answer(one.output)))
        for label, answer in answers:
            if answer != answers[0][1]:
                raise SystemExit(f"{label} and {answers[0][0]} give different answers")
    return {
        label: Cost(statistics.median(o.seconds for o in ones), max(o.memory for o in ones))
        for label, ones in ran.items()
    }


def same_rows(place: Workplace) -> None:
    """What (b) writes is what memattr writes, to the byte; what (c) writes agrees where it does."""
    out = place.scratch / "out.csv"
    ours, plain = Path(f"{out}.m"), Path(f"{out}.b")
    if ours.read_bytes() != plain.read_bytes():
        raise SystemExit("plain Python and memattr give different rows")
    with ours.open() as left, Path(f"{out}.c").open() as right:
        for mine, theirs in zip(csv.DictReader(left), csv.DictReader(right), strict=True):
            shared = [n for n in theirs if n in mine]
            if theirs["defined"] == "1" and any(mine[n] != theirs[n] for n in shared):
                raise SystemExit(f"NumPy and memattr differ: {theirs}")


def table_of(group: Group, costs: dict[str, Cost]) -> list[str]:
    lines = [
        f"## {group.title}", "",
        "| | seconds | ratio | to | MiB |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for row in group.rows:
        cost = costs[row.label]
        ratio = f"{cost.seconds / costs[row.base].seconds:.2f}" if row.base else ""
        lines.append(
            f"| {row.label} | {cost.seconds:.2f} | {ratio} | {row.base} | {cost.memory:.0f} |"
        )
    return [*lines, ""]


def heading(rounds: int) -> list[str]:
    cores = os.cpu_count()
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return [
        "# Benchmark", "",
        "Written by `make bench`; times are whole processes. Compare ratios of one run: seconds",
        "depend on the machine and on what else it does.", "",
        f"{date.today()}, {platform.machine()}, {cores} processors, Python "
        f"{platform.python_version()}; {libraries}.", f"Medians of at most {rounds} rounds.", "",
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=45)
    parser.add_argument("--out", type=Path, default=HERE / "RESULTS.md")
    parser.add_argument("groups", nargs="*")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Workplace(Path(folder))
        every = groups(place)
        lines = heading(wish.rounds)
        for name in wish.groups or every:
            table = table_of(every[name], measured(every[name], place, wish.rounds, wish.seconds))
            lines += table
            print("\n".join(table), flush=True)
            if name == "rows":
                same_rows(place)
        wish.out.write_text("\n".join(lines))


if __name__ == "__main__":
    main()
