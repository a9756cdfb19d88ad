"""A .cases file <-> its cases; a folder for a case <- its files.

    ==== name of the case
    comment, for readers
    ---- file NAME [escaped] [times N]
    text; `escaped` reads \\xNN and \\n and leaves out real ends of lines, `times` repeats the text
    ---- run ARGUMENTS of memattr
    all that it prints, on both streams
    ---- exit STATUS

Files before the first case belong to every case of the .cases file.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Text:
    """A file of a case, as written: `flags` say how the text becomes bytes."""

    name: str
    flags: tuple[str, ...]
    text: str

    def data(self) -> bytes:
        text = self.text
        if "escaped" in self.flags:
            plain = text.replace("\n", "").encode().decode("unicode_escape")
            data = plain.encode("latin-1")
        else:
            data = text.encode()
        if "times" in self.flags:
            data *= int(self.flags[self.flags.index("times") + 1])
        return data


@dataclass(frozen=True)
class Run:
    """One use of the command."""

    command: str
    prints: str
    status: int

    def arguments(self) -> list[str]:
        return shlex.split(self.command)


@dataclass(frozen=True)
class Case:
    name: str
    comment: str
    texts: tuple[Text, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Cases:
    """A .cases file: what it says first, the files of all cases, the cases."""

    comment: str
    shared: tuple[Text, ...]
    cases: tuple[Case, ...]


def read(path: Path) -> Cases:
    """The cases of a file."""
    head, *rest = re.split(r"^==== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    comment, shared, runs = _parts(head)
    assert not runs, f"{path}: a run stands before the first case"
    return Cases(comment, shared, tuple(map(_case, rest)))


def _case(text: str) -> Case:
    name, _, body = text.partition("\n")
    return Case(name, *_parts(body))


def _parts(text: str) -> tuple[str, tuple[Text, ...], tuple[Run, ...]]:
    comment, *parts = re.split(r"^---- ", text, flags=re.MULTILINE)
    texts: list[Text] = []
    runs: list[Run] = []
    for part in parts:
        head, _, body = part.partition("\n")
        what, _, rest = head.partition(" ")
        match what:
            case "file":
                name, *flags = rest.split()
                texts.append(Text(name, tuple(flags), body))
            case "run":
                runs.append(Run(rest, body, -1))
            case "exit":
                runs[-1] = replace(runs[-1], status=int(rest))
            case _:
                raise AssertionError(f"no part of a case is called {what}")
    return comment, tuple(texts), tuple(runs)


def written(cases: Cases) -> str:
    """The text of the .cases file."""
    return "".join(_lines(cases))


def _lines(cases: Cases) -> Iterator[str]:
    yield cases.comment
    yield from _texts(cases.shared)
    for number, case in enumerate(cases.cases):
        yield f"==== {case.name}\n{case.comment}"
        yield from _texts(case.texts)
        last = len(case.runs) - 1
        for index, run in enumerate(case.runs):
            end = "\n" if index == last and number + 1 < len(cases.cases) else ""
            yield f"---- run {run.command}\n{run.prints}---- exit {run.status}\n{end}"


def _texts(texts: Sequence[Text]) -> Iterator[str]:
    for text in texts:
        yield f"---- file {' '.join([text.name, *text.flags])}\n{text.text}"


def lay_out(folder: Path, texts: Sequence[Text]) -> None:
    """Writes the files into the folder."""
    for text in texts:
        target = folder / text.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.data())
