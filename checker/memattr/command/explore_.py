"""`memattr explore`: one self-contained page in which a reader picks and sees."""

from __future__ import annotations

import click

from memattr.command.options import only_texts
from memattr.command.status import EXPECTED, guarded
from memattr.place import Unusable


@click.command("explore")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--out", required=True, metavar="FILE", help="Where to write; - is stdout.")
def command(texts: tuple[str, ...], out: str) -> None:
    """One HTML page, without server or network: pick a policy, settings and inputs, and see what
    can come of every value of the guest, with the rules that say so.

    Its policies are those of the shipped rules, and of each TEXT: a .attr file, a folder, or
    REV:FILE."""
    raise SystemExit(guarded(lambda: run(texts, out)))


def run(texts: tuple[str, ...], out: str) -> int:
    """Writes the page; a file is replaced whole or not at all."""
    from memattr.explorer.export import page
    from memattr.formats.whole import whole
    from memattr.session import open_session

    model = open_session(only_texts(texts, with_rules=True)).model
    if not model.outputs() or not model.inputs:
        raise Unusable("the specification declares no input or no output: nothing to explore")
    with whole(out) as stream:  # a place that cannot be written to is refused before the work
        text = page(model)
        stream.write(text)
    if out != "-":
        click.echo(f"{out}: {(len(text.encode()) + 1023) // 1024} KiB")
    return EXPECTED
