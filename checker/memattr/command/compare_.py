"""`memattr compare`: what changes between two policies, settings, files or revisions."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from memattr.command import status
from memattr.command.options import format_option, rules_option, style_options
from memattr.command.status import Unusable, guarded, left_out, worst
from memattr.command.words import separated
from memattr.formats.style import Style
from memattr.model.model import Model
from memattr.questions.comparison import FINDINGS, Comparison


@click.command("compare")
@click.argument("words", nargs=-1, required=True, metavar="A B [TEXT]...")
@click.option("--forbid", "forbidden", multiple=True, type=click.Choice(FINDINGS), metavar="KIND",
              help=f"Exit with 1 if this is found: {', '.join(FINDINGS)}.")  # fmt: skip
@rules_option
@format_option("text", "json", "markdown")
@style_options
def command(
    words: tuple[str, ...],
    forbidden: tuple[str, ...],
    paths: tuple[Path, ...],
    form: str,
    style: Style,
) -> None:
    """What B permits otherwise than A, counted, and the claims whose verdict changes.

    A and B are two policies, POLICY@NAME=VALUE,..., POLICY@SETTING or FILE:POLICY, and each TEXT (a
    .attr file, a folder, or REV:FILE) is added to the shipped rules. Or A and B are two texts:
    REV:FILE is what git has at a revision, from the top of the repository; REV:./FILE from here.
    """
    raise SystemExit(guarded(lambda: run(words, forbidden, paths, form, style)))


def run(
    words: tuple[str, ...],
    forbidden: tuple[str, ...],
    paths: tuple[Path, ...],
    form: str,
    style: Style,
) -> int:
    """Compares, prints, and returns the exit status."""
    from memattr.questions.compare import compare
    from memattr.session import open_what_can_be

    if len(words) == 2 and any(map(_is_text, words)):
        model, found = _texts(*words)
        statuses: list[int] = []
    else:
        arguments = separated(words, paths)
        session = open_what_can_be(arguments.given)
        model, found = session.model, compare(session.model, *_two(arguments.words))
        statuses = left_out(session.problems)
    _print(model, found, form, style)
    if found.findings() & set(forbidden):
        statuses.append(status.UNEXPECTED)
    return worst(statuses)


def _two(words: tuple[str, ...]) -> tuple[str, str]:
    if len(words) == 2:
        return words[0], words[1]
    named = ["none is", "only one is"][len(words)] if len(words) < 2 else f"{len(words)} are"
    way = "Write: memattr compare A B [TEXT]..., or name two texts"
    raise Unusable(f"two policies are compared, and {named} named", way)


def _is_text(word: str) -> bool:
    from memattr.language.attr_files import exists
    from memattr.project.arguments import is_text
    from memattr.project.revision import has

    return is_text(word) or exists(Path(word)) or has(word)


def _texts(before: str, after: str) -> tuple[Model, Comparison]:
    from memattr.project.revision import checked_out, is_revision
    from memattr.questions.compare import compare_models
    from memattr.session import open_session

    with ExitStack() as stack:
        sessions = []
        for text in (before, after):
            given = stack.enter_context(checked_out(text)) if is_revision(text) else None
            sessions.append(open_session(given or [Path(text)]))
        a, b = sessions
        return b.model, compare_models((before, a.model, a.asked), (after, b.model, b.asked))


def _print(model: Model, found: Comparison, form: str, style: Style) -> None:
    from memattr.questions.compare_json import comparison_data
    from memattr.questions.compare_text import ComparisonText
    from memattr.questions.output import json_text

    if form == "json":
        click.echo(json_text(model, "compare", comparison_data(model, found)))
        return
    writer = ComparisonText(model, style.width)
    lines = writer.markdown(found) if form == "markdown" else writer.lines(found)
    click.echo("\n".join(lines))
