"""`memattr compare`: what changes between two policies, settings, files or revisions."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from memattr.command import status
from memattr.command.asking import format_option, left_out, rules_option
from memattr.command.options import Color, Look, look, look_options
from memattr.command.status import guarded, worst
from memattr.model.model import Model
from memattr.questions.comparison import FINDINGS, Comparison


@click.command("compare")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--forbid", "forbidden", multiple=True, type=click.Choice(FINDINGS), metavar="KIND",
              help=f"Exit with 1 if this is found: {', '.join(FINDINGS)}.")  # fmt: skip
@rules_option
@format_option("text", "json", "markdown")
@look_options
def command(
    before: str,
    after: str,
    forbidden: tuple[str, ...],
    paths: tuple[Path, ...],
    form: str,
    width: int,
    color: Color,
    quiet: bool,
    verbose: bool,
) -> None:
    """What B permits otherwise than A, counted, and the claims whose verdict changes.

    A and B are two policies, POLICY@NAME=VALUE,... or POLICY@SETTING; or two files; or
    REV:FILE for what git has at a revision.
    """
    appearance = look(width, color, quiet, verbose)
    raise SystemExit(guarded(lambda: run(before, after, forbidden, paths, form, appearance)))


def run(
    before: str,
    after: str,
    forbidden: tuple[str, ...],
    paths: tuple[Path, ...],
    form: str,
    appearance: Look,
) -> int:
    """Compares, prints, and returns the exit status."""
    from memattr.language.attr_files import exists
    from memattr.questions.compare import compare
    from memattr.questions.revision import is_revision
    from memattr.session import open_what_can_be

    if any(is_revision(text) or exists(Path(text)) for text in (before, after)):
        model, found = _files(before, after)
        statuses: list[int] = []
    else:
        session = open_what_can_be(paths)
        model, found = session.model, compare(session.model, before, after)
        statuses = left_out(session.problems)
    _print(model, found, form, appearance)
    if found.findings() & set(forbidden):
        statuses.append(status.UNEXPECTED)
    return worst(statuses)


def _files(before: str, after: str) -> tuple[Model, Comparison]:
    from memattr.questions.compare import compare_models
    from memattr.questions.revision import checked_out, is_revision
    from memattr.session import open_session

    with ExitStack() as stack:
        sessions = []
        for text in (before, after):
            path = stack.enter_context(checked_out(text)) if is_revision(text) else Path(text)
            sessions.append(open_session([path]))
        a, b = sessions
        return b.model, compare_models((before, a.model, a.asked), (after, b.model, b.asked))


def _print(model: Model, found: Comparison, form: str, appearance: Look) -> None:
    from memattr.questions.compare_json import comparison_data
    from memattr.questions.compare_text import ComparisonText
    from memattr.questions.output import json_text

    if form == "json":
        click.echo(json_text(model, "compare", comparison_data(model, found)))
        return
    writer = ComparisonText(model, appearance.width)
    lines = writer.markdown(found) if form == "markdown" else writer.lines(found)
    click.echo("\n".join(lines))
