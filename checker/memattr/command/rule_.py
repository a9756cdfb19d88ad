"""`memattr rule`: our sentence for an identifier of the manual, and what cites it."""

from __future__ import annotations

from pathlib import Path

import click

from memattr.command.asking import (
    format_option,
    left_out,
    rules_option,
    separated,
    some_words,
)
from memattr.command.options import Color, Look, look, look_options
from memattr.command.status import guarded, worst

WRITE = "Write: memattr rule ID... [TEXT]..."


@click.command("rule")
@click.argument("identifiers", nargs=-1, required=True, metavar="ID... [TEXT]...")
@rules_option
@format_option("text", "json")
@look_options
def command(
    identifiers: tuple[str, ...],
    paths: tuple[Path, ...],
    form: str,
    width: int,
    color: Color,
    quiet: bool,
    verbose: bool,
) -> None:
    """Our sentence for an identifier of the manual; its cases, claims, examples and tables."""
    appearance = look(width, color, quiet, verbose)
    raise SystemExit(guarded(lambda: show_rules(identifiers, paths, form, appearance)))


def show_rules(
    identifiers: tuple[str, ...], paths: tuple[Path, ...], form: str, appearance: Look
) -> int:
    """Looks up, prints, and returns the exit status."""
    from memattr.questions.output import json_text
    from memattr.questions.rule import rule
    from memattr.questions.rule_text import rule_data, rule_lines
    from memattr.session import open_what_can_be

    arguments = separated(identifiers, paths)
    session = open_what_can_be(arguments.given)
    names = some_words(arguments.words, "identifier", WRITE)
    entries = [rule(session.model, identifier) for identifier in names]
    if form == "json":
        data = {"rules": [rule_data(entry) for entry in entries]}
        click.echo(json_text(session.model, "rule", data))
    else:
        texts = ["\n".join(rule_lines(entry, appearance.width)) for entry in entries]
        click.echo("\n\n".join(texts))
    return worst(left_out(session.problems))
