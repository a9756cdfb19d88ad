"""`memattr describe`: what a policy means."""

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

WRITE = "Write: memattr describe POLICY... [TEXT]..."


@click.command("describe")
@click.argument(
    "policies",
    nargs=-1,
    required=True,
    metavar="POLICY... [TEXT]...",
    shell_complete=names("policies", "systems"),
)
@rules_option
@format_option(*PAGES, "json")
@style_options
def command(policies: tuple[str, ...], paths: tuple[Path, ...], form: Format, style: Style) -> None:
    """What a policy means: its guarantee, the guest's freedom, behaviours, caveats.

    POLICY is a policy or a system, perhaps with settings: POLICY@NAME=VALUE,... or TEXT:POLICY.
    Each TEXT (a .attr file, a folder, or REV:FILE) is added to the shipped rules.
    """

    def action() -> int:
        from memattr.answers.describe import describe
        from memattr.answers.description import description_data
        from memattr.answers.reassignment import reassignment_data, reassignments
        from memattr.pages.describe_page import describe_page
        from memattr.pages.output import output
        from memattr.session import open_what_can_be

        arguments = separated(policies, paths)
        session = open_what_can_be(arguments.given)
        model = session.model
        every = describe(model, some_words(arguments.words, "policy", WRITE))
        found = [reassignments(model, one.scope.name) for one in every]
        pages = tuple(
            describe_page(model, one, more) for one, more in zip(every, found, strict=True)
        )
        data = {
            "policies": [
                {
                    **description_data(model, one),
                    "reassignment": [reassignment_data(answer) for answer in more],
                }
                for one, more in zip(every, found, strict=True)
            ]
        }
        show(output(model, "describe", pages, data), form, style)
        return worst(left_out(session.problems))

    raise SystemExit(guarded(action))
