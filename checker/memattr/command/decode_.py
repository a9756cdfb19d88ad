"""`memattr decode`: what a field, a register or a descriptor says."""

from __future__ import annotations

from pathlib import Path

import click

from memattr.command.options import (
    format_option,
    rules_option,
    separated,
    show,
    some_words,
    style_options,
)
from memattr.command.status import guarded, left_out, worst
from memattr.formats.render import PAGES, Format
from memattr.pages.output import Style

WRITE = "Write: memattr decode NAME=VALUE... [TEXT]..."


@click.command("decode")
@click.argument("values", nargs=-1, required=True, metavar="NAME=VALUE... [TEXT]...")
@rules_option
@format_option(*PAGES, "json")
@style_options
def command(values: tuple[str, ...], paths: tuple[Path, ...], form: Format, style: Style) -> None:
    """What fields, registers and descriptors say, for each control and feature that matters.

    NAME is an input, or a register or descriptor whose layout is declared. The
    policies of each TEXT (a .attr file, a folder, or REV:FILE) are looked at too.
    """

    def action() -> int:
        from memattr.answers.decode import decode, decoded_data
        from memattr.pages.decode_page import decode_page
        from memattr.pages.output import output
        from memattr.session import open_what_can_be

        arguments = separated(values, paths)
        session = open_what_can_be(arguments.given)
        model = session.model
        decoded = decode(model, some_words(arguments.words, "value", WRITE))
        pages = (decode_page(model, decoded),)
        show(output(model, "decode", pages, decoded_data(model, decoded)), form, style)
        return worst(left_out(session.problems))

    raise SystemExit(guarded(action))
