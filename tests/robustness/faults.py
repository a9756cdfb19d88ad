"""Circumstances under which no command is meant to work, by chance."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .processes import TEXT, words


def nothing(_: Path) -> None:
    """All is well."""


@dataclass(frozen=True)
class Fault:
    """What `prepare` spoils in the process before the command begins, and in the folder above its
    own; a signal that is sent `after` so many seconds, to the first process or `to_all`."""

    words: str = ""
    prepare: Callable[[Path], None] = nothing
    signals: tuple[int, ...] = ()
    after: float | None = None
    to_all: bool = False

    @property
    def is_plain(self) -> bool:
        """True iff nothing is spoiled."""
        return not self.words


def fault(chance: random.Random) -> Fault:
    """Any of the four kinds."""
    return chance.choice((_stream, _signal, _limit, _cache))(chance)


def _stream(chance: random.Random) -> Fault:
    number = chance.choice((0, 1, 1, 2))
    how = chance.choice(("closed", "full", "nobody reads", "ascii"))

    def prepare(_: Path) -> None:
        match how:
            case "closed":
                os.close(number)
            case "full":
                os.dup2(os.open("/dev/full", os.O_RDWR), number)
            case "nobody reads":
                here, there = os.pipe()
                os.dup2(there, number)
                os.close(there)
                os.close(here)
            case _:
                os.environ["PYTHONIOENCODING"] = "ascii"

    return Fault(f"(stream {number}: {how})", prepare)


def _signal(chance: random.Random) -> Fault:
    number = chance.choice((signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, signal.SIGINT))
    after, to_all = chance.uniform(0.3, 3), chance.random() < 0.5
    # Before its first line of ours, Python itself answers an interruption.
    also = (number,) if number != signal.SIGINT else (number, 1)
    return Fault(
        f"({number.name} after {after:.2f} s, to all: {to_all})", nothing, also, after, to_all
    )


def _limit(chance: random.Random) -> Fault:
    kind, name, value = chance.choice((
        (resource.RLIMIT_AS, "memory", chance.randrange(100, 1500) << 20),
        (resource.RLIMIT_DATA, "data", chance.randrange(50, 500) << 20),
        (resource.RLIMIT_NOFILE, "files", chance.randrange(8, 30)),
        (resource.RLIMIT_FSIZE, "file size", chance.choice((0, 100, 10_000))),
        (resource.RLIMIT_STACK, "stack", chance.randrange(256, 8192) << 10),
    ))  # fmt: skip
    return Fault(f"({name}: {value})", lambda _: resource.setrlimit(kind, (value, value)))


def _cache(chance: random.Random) -> Fault:
    """A cache that was filled, and then spoiled."""
    seed = chance.randrange(1 << 30)

    def prepare(base: Path) -> None:
        environment = {**os.environ, "MEMATTR_CACHE": str(base / "cache")}
        (base / "here/small.attr").write_text(TEXT, encoding="utf-8")
        subprocess.run(words("check", "small.attr", "-q"), env=environment, check=False,
                       stdout=subprocess.DEVNULL, cwd=base / "here")  # fmt: skip
        _spoil(base, random.Random(seed))

    return Fault(f"(cache {seed})", prepare)


def _spoil(base: Path, chance: random.Random) -> None:
    files = [*sorted((base / "cache").glob("*.json")), base / "state/memattr/secret"]
    for _ in range(chance.randint(1, 3)):
        file = chance.choice(files)
        data = file.read_bytes() if file.is_file() else b""
        match chance.randrange(9):
            case 0:
                file.write_bytes(data[: chance.randrange(len(data) + 1)])
            case 1:
                at = chance.randrange(len(data) + 1)
                file.write_bytes(data[:at] + chance.randbytes(4) + data[at + 4 :])
            case 2:
                file.unlink(missing_ok=True)
                os.mkfifo(file)
            case 3:
                file.unlink(missing_ok=True)
                file.mkdir(exist_ok=True)
                return
            case 4:
                file.unlink(missing_ok=True)
                file.symlink_to("/dev/zero")
            case 5:
                file.chmod(chance.choice((0, 0o777, 0o644)))
            case 6:
                other = chance.choice(files)
                if other.is_file():
                    file.write_bytes(other.read_bytes())
            case 7:
                (base / "cache").chmod(chance.choice((0o777, 0o000)))
                return
            case _:
                file.write_bytes(data.replace(b"painter", b"printer"))
