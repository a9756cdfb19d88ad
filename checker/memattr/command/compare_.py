"""`memattr compare`: what changes between two policies, settings, files or revisions."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from memattr.answers.code_changes import CodeChange, CodeChanges, History, changes_data
from memattr.answers.comparison import FINDINGS, Comparison
from memattr.command import status
from memattr.command.code_trees import INSTALL
from memattr.command.options import (
    format_option,
    names,
    no_cache_option,
    only_texts,
    rules_option,
    separated,
    show,
    style_options,
)
from memattr.command.status import guarded, left_out, worst
from memattr.formats.render import PAGES, Format
from memattr.model.model import Model
from memattr.pages.code_changes_page import change_page, history_page
from memattr.pages.output import Style, output
from memattr.place import Problem, Unusable
from memattr.session import open_session
from memattr.trees.history import range_of


@click.command("compare")
@click.argument(
    "words", nargs=-1, metavar="A B [TEXT]...", shell_complete=names("policies", "systems")
)
@click.option("--forbid", "forbidden", multiple=True, type=click.Choice(FINDINGS), metavar="KIND",
              help=f"Exit with 1 if this is found: {', '.join(FINDINGS)}.")  # fmt: skip
@click.option("--tree", "span", metavar="NAME=DIR@BASE..HEAD",
              help="Compare two revisions of code instead, as policies read it.")  # fmt: skip
@click.option("--each", is_flag=True, help="Each commit of the range that touches what is read.")
@no_cache_option
@rules_option
@format_option(*PAGES, "json")
@style_options
def command(
    words: tuple[str, ...],
    forbidden: tuple[str, ...],
    span: str | None,
    each: bool,
    no_cache: bool,
    paths: tuple[Path, ...],
    form: Format,
    style: Style,
) -> None:
    """What B permits otherwise than A, counted, and the claims whose verdict changes.

    A and B are two policies, POLICY@NAME=VALUE,..., POLICY@SETTING or FILE:POLICY, and each TEXT (a
    .attr file, a folder, or REV:FILE) is added to the shipped rules. Or A and B are two texts:
    REV:FILE is what git has at a revision, from the top of the repository; REV:./FILE from here.

    With --tree, BASE..HEAD are revisions of code that policies of the texts read: what changed of
    their values, what that means for every policy, and which claims it flips.
    """
    if span is not None:
        raise SystemExit(guarded(lambda: compare_code(words, span, each, form, forbidden, style)))
    if each:
        raise click.UsageError("--each needs --tree")
    raise SystemExit(guarded(lambda: run(words, forbidden, paths, form, style, not no_cache)))


@dataclass(frozen=True)
class _Question:
    """What is compared, in the texts of a model. The answer depends on the `parts` and on the
    `words`, and may be `remembered`."""

    model: Model
    compared: Callable[[], Comparison]
    parts: tuple[object, ...]
    words: tuple[str, ...]
    remembered: bool
    problems: tuple[Problem, ...] = ()


def run(
    words: tuple[str, ...],
    forbidden: tuple[str, ...],
    paths: tuple[Path, ...],
    form: Format,
    style: Style,
    remember: bool,
) -> int:
    """Compares, prints, and returns the exit status."""
    from memattr.answers.comparison import comparison_data
    from memattr.command.earlier_answers import EarlierAnswers
    from memattr.pages.compare_page import compare_page
    from memattr.pages.output import output

    are_texts = len(words) == 2 and any(map(_is_text, words))
    question = (
        _texts(words[0], words[1], remember) if are_texts else _policies(words, paths, remember)
    )
    model = question.model
    remembered = EarlierAnswers("compare", remember and question.remembered)
    digest = remembered.digest(question.parts, *question.words)
    answer = known = remembered.recalled(digest)
    if answer is None:
        comparison = question.compared()
        data = json.dumps(comparison_data(model, comparison))
        answer = compare_page(model, comparison), data, tuple(sorted(comparison.findings()))
        remembered.keep(digest, answer)
        remembered.write()
    page, data, findings = answer
    recalled = {"recalled": known is not None}
    show(output(model, "compare", (page,), {**json.loads(data), **recalled}), form, style)
    if known is not None:
        status.say_recalled("the comparison is")
    statuses = left_out(question.problems)
    if set(findings) & set(forbidden):
        statuses.append(status.UNEXPECTED)
    return worst(statuses)


def _policies(words: tuple[str, ...], paths: tuple[Path, ...], remember: bool) -> _Question:
    from memattr.answers.compare import compare
    from memattr.session import open_what_can_be

    arguments = separated(words, paths)
    session = open_what_can_be(arguments.given, remember)
    two = _two(arguments.words)
    key = session.key
    return _Question(
        session.model,
        lambda: compare(session.model, *two),
        (),
        ("policies", key or "", *two),
        key is not None,
        session.problems,
    )


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


def _texts(before: str, after: str, remember: bool) -> _Question:
    from memattr.answers.compare import compare_models
    from memattr.project.revision import checked_out, is_revision
    from memattr.session import open_session

    with ExitStack() as stack:
        sessions = []
        for text in (before, after):
            given = stack.enter_context(checked_out(text)) if is_revision(text) else None
            sessions.append(open_session(given or [Path(text)], remember))
        a, b = sessions
    files = [json.dumps([sorted(session.asked) for session in sessions])]
    return _Question(
        b.model,
        lambda: compare_models((before, a.model, a.asked), (after, b.model, b.asked)),
        (a.model, b.model),
        ("texts", before, after, *files),
        remembered=True,
    )


def compare_code(
    words: tuple[str, ...],
    text: str,
    each: bool,
    form: Format,
    forbidden: tuple[str, ...],
    style: Style,
) -> int:
    """Compares, prints, and returns the exit status: 2 if some of either side is not read,
    or with --each of the last."""
    try:
        span = range_of(text)
    except ValueError as error:
        raise Unusable(str(error)) from None
    model = open_session(only_texts(words)).model
    comparing = CodeChanges(model, span.name)
    if not comparing.files():
        raise Unusable(f"no system reads a tree '{span.name}'", "Name one that a system reads.")
    history: History | None = None
    try:
        if each:
            history = comparing.each(span)
            changes = [commit.change for commit in history.changes]
            page = history_page(model, history)
        elif span.base is None:
            raise Unusable("a range has two ends", "Write NAME=DIR@BASE..HEAD, or add --each.")
        else:
            changes = [comparing.between(span)]
            page = change_page(model, changes[0])
    except ModuleNotFoundError as error:
        raise Unusable(f"{error.name} is not installed", INSTALL) from None
    except ValueError as error:
        raise Unusable(str(error)) from None
    data = changes_data(model, changes, history)
    show(output(model, "compare-code", (page,), data), form, style)
    return _status(changes, history, forbidden)


def _status(
    changes: Sequence[CodeChange], history: History | None, forbidden: tuple[str, ...]
) -> int:
    """The worst of: a change of a kind that is forbidden, and code that is not read."""
    kinds = {kind for c in changes if c.comparison for kind in c.comparison.findings()}
    statuses = [status.UNEXPECTED] if kinds & set(forbidden) else []
    one_sided = any(len(change.changes) > len(change.values) for change in changes)
    unread = history.failures if history else changes[0].failures or one_sided
    statuses += [status.UNUSABLE] if unread else []
    return status.worst(statuses)
