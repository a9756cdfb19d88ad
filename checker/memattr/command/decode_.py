"""`memattr decode`: what a field, a register or a descriptor says."""

from __future__ import annotations

from pathlib import Path

import click

from memattr.command.options import format_option, rules_option, style_options
from memattr.command.status import guarded, left_out, worst
from memattr.command.words import separated, some_words
from memattr.formats.style import Style

WRITE = "Write: memattr decode NAME=VALUE... [TEXT]..."


@click.command("decode")
@click.argument("values", nargs=-1, required=True, metavar="NAME=VALUE... [TEXT]...")
@rules_option
@format_option("text", "json")
@style_options
def command(
    values: tuple[str, ...],
    paths: tuple[Path, ...],
    form: str,
    style: Style,
) -> None:
    """What fields, registers and descriptors say, for each control and feature that matters.

    NAME is an input, or a register or descriptor whose layout is declared. The
    policies of each TEXT (a .attr file, a folder, or REV:FILE) are looked at too.
    """
    raise SystemExit(guarded(lambda: decode_values(values, paths, form, style)))


def decode_values(values: tuple[str, ...], paths: tuple[Path, ...], form: str, style: Style) -> int:
    """Decodes, prints, and returns the exit status."""
    from memattr.questions.decode import decode
    from memattr.questions.decode_json import decoded_data
    from memattr.questions.decode_text import DecodedText
    from memattr.questions.output import json_text
    from memattr.session import open_what_can_be

    arguments = separated(values, paths)
    session = open_what_can_be(arguments.given)
    model = session.model
    decoded = decode(model, some_words(arguments.words, "value", WRITE))
    if form == "json":
        click.echo(json_text(model, "decode", decoded_data(model, decoded)))
    else:
        click.echo("\n".join(DecodedText(model, style.width).lines(decoded)))
    return worst(left_out(session.problems))
