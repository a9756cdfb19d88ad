"""`memattr init`: a project that checks, to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from memattr.command.status import EXPECTED, guarded
from memattr.place import Unusable

NEXT = """
memattr check                   decides the claims
memattr describe passthrough    says what a policy means for a guest
memattr help project            says what else there is"""


@click.command("init")
@click.argument("folder", default=".", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write a small project into an empty FOLDER: policies of a made-up hypervisor, claims about
    them, a document, and memattr.toml, which names them."""
    raise SystemExit(guarded(lambda: write(folder)))


def write(folder: Path) -> int:
    """All files or, if anything but hidden files is in the folder, none."""
    from memattr.atomic_file import replacing
    from memattr.language.attr_files import shipped

    files = sorted(path for path in shipped("starter").iterdir() if path.is_file())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = [path.name for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
        if others:
            message = f"the folder is not empty: it has {', '.join(others[:3])}"
            raise Unusable(message, "Name an empty folder, or a new one: memattr init FOLDER")
        for file in files:
            with replacing(folder / file.name) as target:
                target.write(file.read_bytes())
            click.echo(folder / file.name)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Unusable(f"cannot write to {folder}: {reason}") from None
    click.echo(NEXT)
    return EXPECTED
