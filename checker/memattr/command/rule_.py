"""`memattr rule`: our sentence for an identifier of the manual, and what cites it."""

from __future__ import annotations

from pathlib import Path

import click

from memattr.command.options import (
    format_option,
    names,
    rules_option,
    separated,
    show,
    some_words,
    style_options,
)
from memattr.command.status import guarded, left_out, worst
from memattr.formats.render import PAGES, Format
from memattr.pages.output import Style


@click.command("rule")
@click.argument(
    "identifiers",
    nargs=-1,
    required=True,
    metavar="ID... [TEXT]...",
    shell_complete=names("identifiers"),
)
@rules_option
@format_option(*PAGES, "json")
@style_options
def command(
    identifiers: tuple[str, ...], paths: tuple[Path, ...], form: Format, style: Style
) -> None:
    """Our sentence for an identifier of the manual; its cases, claims, examples and tables."""

    def action() -> int:
        from memattr.answers.rule import rule, rule_data
        from memattr.pages.output import output
        from memattr.pages.rule_page import rule_page
        from memattr.session import open_what_can_be

        arguments = separated(identifiers, paths)
        session = open_what_can_be(arguments.given)
        names = some_words(arguments.words, "identifier", "Write: memattr rule ID... [TEXT]...")
        entries = [rule(session.model, name) for name in names]
        data = {"rules": [rule_data(entry) for entry in entries]}
        show(output(session.model, "rule", tuple(map(rule_page, entries)), data), form, style)
        return worst(left_out(session.problems))

    raise SystemExit(guarded(action))
