"""`memattr fmt`: texts in their one layout, written or compared."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from memattr.command.options import only_texts
from memattr.command.status import (
    EXPECTED,
    UNEXPECTED,
    UNUSABLE,
    guarded,
    report_problems as report,
)
from memattr.language.attr_files import MAX_BYTES
from memattr.place import SpecError, Unusable

STANDARD = "-"


@click.command("fmt")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 with a diff on any difference.")
def command(texts: tuple[str, ...], check: bool) -> None:
    """Write texts in the one layout: spaces, indents and columns; lines stay broken as they are.

    Each TEXT is a .attr file or a folder; without any, the project's. - reads standard input and
    writes standard output."""
    is_standard = texts == (STANDARD,)
    raise SystemExit(guarded(lambda: standard(check) if is_standard else run(texts, check)))


def standard(check: bool) -> int:
    """From standard input to standard output."""
    from memattr.editor.format_text import formatted

    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    text = formatted("standard input", data)
    if check:
        return _compared(Path("standard input"), data, text)
    click.echo(text, nl=False)
    return EXPECTED


def run(texts: tuple[str, ...], check: bool) -> int:
    """Every file; one that cannot be parsed keeps none of the others from being laid out."""
    from memattr.editor.format_text import formatted

    files = list(_files(texts))
    changed, status = 0, EXPECTED
    for file in files:
        try:
            with file.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
            text = formatted(str(file), data)
        except SpecError as error:
            report(error)
            status = UNUSABLE
            continue
        if text.encode() == data:
            continue
        changed += 1
        if check:
            status = max(status, _compared(file, data, text))
        else:
            _write(file, text)
            click.echo(f"{file}: laid out")
    what = "would change" if check else "changed"
    click.echo(f"{changed} of {len(files)} texts {what}")
    return status


def _files(texts: tuple[str, ...]) -> Iterator[Path]:
    from memattr.language.attr_files import attr_files

    given = only_texts(texts)
    if given.revisions:
        raise Unusable("what git has at a revision cannot be laid out anew", "Name a file.")
    if not given.paths:
        raise Unusable("say which text", "Write: memattr fmt TEXT...")
    for path in given.paths:
        yield from attr_files(path)


def _compared(file: Path, data: bytes, text: str) -> int:
    from difflib import unified_diff

    before = data.decode("utf-8-sig").splitlines(keepends=True)
    lines = unified_diff(before, text.splitlines(keepends=True), str(file), f"{file} laid out")
    click.echo("".join(line if line.endswith("\n") else f"{line}\n" for line in lines), nl=False)
    return UNEXPECTED if text.encode() != data else EXPECTED


def _write(file: Path, text: str) -> None:
    from memattr.formats.whole import whole

    with whole(str(file)) as stream:
        stream.write(text)
