"""`memattr list`: what the texts declare, by kind."""

from __future__ import annotations

from pathlib import Path

import click

from memattr.answers.catalogue import KINDS
from memattr.command.options import format_option, rules_option, separated, show, style_options
from memattr.command.status import guarded, left_out, worst
from memattr.formats.render import PAGES, Format
from memattr.pages.output import Style
from memattr.place import Unusable


@click.command("list")
@click.argument("words", nargs=-1, metavar="[KIND]... [TEXT]...")
@rules_option
@format_option(*PAGES, "json")
@style_options
def command(words: tuple[str, ...], paths: tuple[Path, ...], form: Format, style: Style) -> None:
    """The names that other commands take, with a sentence each; how many there are of each kind if
    no KIND is given. If a TEXT is, only what it declares.

    \b
    KIND is policies, systems, settings, claims, promises, questions, tables, views, inputs,
    outputs or identifiers.
    """

    def action() -> int:
        from memattr.answers.catalogue import catalogue, catalogue_data
        from memattr.pages.catalogue_page import catalogue_page
        from memattr.pages.output import output
        from memattr.session import open_what_can_be

        arguments = separated(words, paths)
        kinds = [kind_of(word) for word in arguments.words]
        session = open_what_can_be(arguments.given)
        files = session.asked if arguments.texts else None
        catalogues = [catalogue(session.model, kind, files) for kind in kinds or KINDS]
        if form == "text" and not kinds:
            for one in catalogues:
                click.echo(f"{one.kind:<12} {len(one.entries):>5}")
        else:
            data = {"lists": [catalogue_data(one) for one in catalogues]}
            pages = tuple(map(catalogue_page, catalogues))
            show(output(session.model, "list", pages, data), form, style)
        return worst(left_out(session.problems))

    raise SystemExit(guarded(action))


def kind_of(word: str) -> str:
    """The kind; its singular is understood too."""
    from memattr.place import near

    for kind in KINDS:
        if word in (kind, kind.removesuffix("s"), f"{kind.removesuffix('ies')}y"):
            return kind
    way = near(word, KINDS) or f"There are {', '.join(KINDS)}."
    raise Unusable(f"no kind of thing is called '{word}'", way)
