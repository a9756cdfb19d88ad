"""Attacks drawn by chance, each in a process of its own: mutated texts, command lines, and faults
of streams, signals, limits and the cache.

    python -m tests.robustness.fuzz [--seed N] [--texts N] [--lines N] [--faults N] [--only KIND:N]

An attack fails if there is a traceback, a status outside the contract, something left behind, or
more time than its bound. One that failed is repeated by its kind and number and the same seed."""

from __future__ import annotations

import argparse
import gc
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from .command_lines import command_line
from .faults import Fault, fault
from .processes import TEXT, words

# What --timeout says, and after how long an attack has failed: a busy machine is slower.
SECONDS, PATIENCE = 5, 90
STATUSES = {0, 1, 2, 3, 130}
MARK = "MEMATTR_FUZZ"
OUTPUT = 1 << 16
# How often it is said how far they have come.
EVERY = 100


@dataclass(frozen=True)
class Attack:
    """Arguments of the command, in a folder that `prepare` fills, with what else goes wrong."""

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Path], None]
    fault: Fault = field(default_factory=Fault)


def texts(seed: int, number: int) -> Attack:
    """A text that is nearly one, or one of mutated bytes."""
    from ..language.mutate import mutated, small_texts

    chance = random.Random(f"{seed} text {number}")
    text = chance.choice((*small_texts(), TEXT))
    data = mutated(text, chance.randrange(1 << 30)).encode("utf-8", "surrogatepass")
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        at = chance.randrange(len(data))
        data = data[:at] + chance.randbytes(chance.randrange(3)) + data[at + 1 :]
    form = chance.choice(("text", "text", "json", "gcc", "junit", "sarif", "github", "markdown"))
    arguments = ("check", "a.attr", "--no-cache", f"--timeout={SECONDS}", f"--format={form}")
    explain = ("--explain",) if chance.random() < 0.3 else ()

    def prepare(folder: Path) -> None:
        (folder / "a.attr").write_bytes(data)

    return Attack(f"text:{number}", (*arguments, *explain), prepare)


def lines(seed: int, number: int) -> Attack:
    """A command line of words that have a meaning somewhere."""
    chance = random.Random(f"{seed} line {number}")
    return Attack(f"line:{number}", (*command_line(chance), f"--timeout={SECONDS}"), some_files)


def faults(seed: int, number: int) -> Attack:
    """A good command under bad circumstances."""
    chance = random.Random(f"{seed} fault {number}")
    arguments = chance.choice((
        ("check", "small.attr"), ("check", "small.attr", "--jobs", "2"), ("check", "bad.attr"),
        ("check", "small.attr", "--format", "json", "--out", "out.json"),
        ("eval", "small.attr", "painter"), ("find", "brush : line = thick", "small.attr"),
    ))  # fmt: skip
    return Attack(
        f"fault:{number}", (*arguments, f"--timeout={SECONDS}"), some_files, fault(chance)
    )


def some_files(folder: Path) -> None:
    """What command lines are about."""
    (folder / "small.attr").write_text(TEXT, encoding="utf-8")
    bad = TEXT.replace("brush = 1", "brush = 0").replace("spec small", "spec bad")
    (folder / "bad.attr").write_text(bad, encoding="utf-8")
    (folder / "broken.attr").write_text("prove prove\n", encoding="utf-8")
    (folder / "rows.csv").write_text("brush,strokes\n0,1\n1,2\n", encoding="utf-8")
    (folder / "page.md").write_text("# A page\n", encoding="utf-8")
    (folder / os.fsdecode(b"odd\xff.attr")).write_text(TEXT, encoding="utf-8")
    (folder / "empty").mkdir()


KINDS: dict[str, Callable[[int, int], Attack]] = {"text": texts, "line": lines, "fault": faults}


def failures_of(attack: Attack, base: Path) -> Iterator[str]:
    """What went wrong that must not."""
    folder = base / "here"
    shutil.rmtree(base, ignore_errors=True)
    folder.mkdir(parents=True)
    (base / "tmp").mkdir()
    for name in ("cache", "state"):
        if (base.parent / name).is_dir():  # filled before, so that no attack has to
            shutil.copytree(base.parent / name, base / name, copy_function=shutil.copy2)
    attack.prepare(folder)
    before = names(base)
    process = os.fork()
    if process == 0:
        _attacked(attack, folder, base)
    began = time.monotonic()
    status = _waited(process, attack.fault, began)
    if status is None:
        yield f"not done after {PATIENCE} s"
    elif status not in STATUSES and -status not in attack.fault.signals:
        yield f"status {status}"
    # Those who are told to end may take a moment.
    end = time.monotonic() + PATIENCE
    while (left := _marked()) and time.monotonic() < end:
        time.sleep(0.05)
    if left:
        yield f"processes {left} were left behind"
        for one in left:
            with suppress(OSError):
                os.kill(one, signal.SIGKILL)
    said = b"".join(file.read_bytes()[:OUTPUT] for file in (base / "out", base / "err"))
    # What a library says of itself where it gets no memory, nobody can keep it from saying.
    faults_ = [b"Traceback", b"Fatal Python error", *[b"panicked"] * attack.fault.is_plain]
    if any(fault_ in said for fault_ in faults_):
        yield said.decode(errors="replace")[-2000:]
    more = [name for name in names(base) - before if _is_left_behind(name)]
    if more:
        yield f"{more} were left behind"


def names(base: Path) -> set[str]:
    return {str(path.relative_to(base)) for path in base.rglob("*")}


def _is_left_behind(name: str) -> bool:
    """Half a file, or a temporary folder; entries of the cache and outputs are there to stay."""
    return name.endswith(".part") or name.startswith("tmp/")


def _attacked(attack: Attack, folder: Path, base: Path) -> None:
    """In the process of the attack, which ends here."""
    os.chdir(folder)
    os.setsid()
    os.environ.update({
        MARK: "1", "MEMATTR_CACHE": str(base / "cache"), "XDG_STATE_HOME": str(base / "state"),
        "TMPDIR": str(base / "tmp"), "HOME": str(base),
    })  # fmt: skip
    tempfile.tempdir = None
    for number, name in ((0, "in"), (1, "out"), (2, "err")):
        handle = os.open(base / name, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    sys.argv = ["memattr", *attack.arguments]
    # A new interpreter, since limits and closed streams are there before it begins.
    command = [sys.executable, "-m", "memattr", *attack.arguments]
    attack.fault.prepare(base)
    try:
        if attack.fault.is_plain:
            from memattr.command.start import main

            sys.stdout, sys.stderr = None, None  # those of this process are not the attack's
            main()
        os.execve(sys.executable, command, {**os.environ})
    finally:
        os._exit(99)


def _waited(process: int, wrong: Fault, began: float) -> int | None:
    """The status as `subprocess` has it; None if it has to be ended."""
    due = None if wrong.after is None else began + wrong.after
    while True:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        now = time.monotonic()
        if due is not None and now >= due and wrong.signals:
            due = None
            with suppress(OSError):
                send = os.killpg if wrong.to_all else os.kill
                send(process, wrong.signals[0])
        if now > began + PATIENCE:
            with suppress(OSError):
                os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return None
        time.sleep(0.005)


def _marked() -> list[int]:
    """Processes that an attack began and that are still there."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            if (
                state != "Z"
                and f"{MARK}=1".encode() in (folder / "environ").read_bytes().split(b"\0")
            ) or (state != "Z" and _descends(folder)):
                found.append(int(folder.name))
    return found


def _descends(folder: Path) -> bool:
    """True iff it is a copy of this process that has not begun anew: those have our name, and
    another session than ours."""
    if int(folder.name) == os.getpid():
        return False
    same = (folder / "cmdline").read_bytes() == Path("/proc/self/cmdline").read_bytes()
    return same and os.getsid(int(folder.name)) != os.getsid(0)


def _warm() -> None:
    """What every attack imports and parses is there before the first begins."""
    from memattr.language.parse import parse

    parse("small.attr", TEXT.encode())
    for name in ("answers.checker", "command.check_", "command.find_"):
        __import__(f"memattr.{name}")
    gc.collect()
    gc.freeze()


def _fill(folder: Path) -> None:
    """A cache of the shipped texts, for a working folder where all attacks have theirs."""
    base = folder / "attack"
    (base / "here").mkdir(parents=True)
    environment = {**os.environ, "MEMATTR_CACHE": str(folder / "cache")}
    environment["XDG_STATE_HOME"] = str(folder / "state")
    subprocess.run(words("rule", "none"), cwd=base / "here", env=environment, check=False,
                   capture_output=True)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description="Attacks drawn by chance.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--lines", type=int, default=500)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument(
        "--first", type=int, default=0, help="The number of the first of each kind."
    )
    parser.add_argument("--only", default="", metavar="KIND:N")
    asked = parser.parse_args()
    _warm()
    counts = {"text": asked.texts, "line": asked.lines, "fault": asked.faults}
    attacks = [(kind, asked.first + n) for kind, count in counts.items() for n in range(count)]
    if asked.only:
        kind, _, number = asked.only.partition(":")
        attacks = [(kind, int(number))]
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder))
        for done, (kind, number) in enumerate(attacks, 1):
            attack = KINDS[kind](asked.seed, number)
            failures = list(failures_of(attack, Path(folder) / "attack"))
            bad += bool(failures)
            head = f"{attack.name} {' '.join(map(ascii, attack.arguments))} {attack.fault.words}"
            for said in failures or ["fine"] * bool(asked.only):
                print(f"{head}\n  {said}", flush=True)
            if done % EVERY == 0:
                print(f"{done} of {len(attacks)} done", file=sys.stderr, flush=True)
    print(f"{len(attacks)} attacks from seed {asked.seed}, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
