"""`memattr describe`: what a policy means."""

from __future__ import annotations

from pathlib import Path

import click

from memattr.command.options import format_option, rules_option, style_options
from memattr.command.status import guarded, left_out, worst
from memattr.command.words import separated, some_words
from memattr.formats.style import Style

WRITE = "Write: memattr describe POLICY... [TEXT]..."


@click.command("describe")
@click.argument("policies", nargs=-1, required=True, metavar="POLICY... [TEXT]...")
@rules_option
@format_option("text", "json", "markdown")
@style_options
def command(
    policies: tuple[str, ...],
    paths: tuple[Path, ...],
    form: str,
    style: Style,
) -> None:
    """What a policy means: its guarantee, the guest's freedom, behaviours, caveats.

    POLICY is a policy or a system, perhaps with settings: POLICY@NAME=VALUE,... or TEXT:POLICY.
    Each TEXT (a .attr file, a folder, or REV:FILE) is added to the shipped rules.
    """
    raise SystemExit(guarded(lambda: describe_policies(policies, paths, form, style)))


def describe_policies(
    policies: tuple[str, ...], paths: tuple[Path, ...], form: str, style: Style
) -> int:
    """Describes, prints, and returns the exit status."""
    from memattr.questions.describe import describe
    from memattr.questions.describe_json import description_data
    from memattr.questions.describe_markdown import DescriptionMarkdown
    from memattr.questions.describe_text import DescriptionText
    from memattr.questions.output import json_text
    from memattr.session import open_what_can_be

    arguments = separated(policies, paths)
    session = open_what_can_be(arguments.given)
    model = session.model
    found = describe(model, some_words(arguments.words, "policy", WRITE))
    if form == "json":
        data = {"policies": [description_data(model, each) for each in found]}
        click.echo(json_text(model, "describe", data))
    elif form == "markdown":
        texts = ["\n".join(DescriptionMarkdown(model).lines(each)) for each in found]
        click.echo("\n\n".join(texts))
    else:
        writer = DescriptionText(model, style.width)
        click.echo("\n\n".join("\n".join(writer.lines(each)) for each in found))
    return worst(left_out(session.problems))
