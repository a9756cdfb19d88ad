"""`memattr find`: every value for which a statement holds, whatever the others do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memattr.command import status
from memattr.command.completion import names
from memattr.command.options import (
    SECONDS,
    bound_seconds,
    format_option,
    rules_option,
    show,
    style_options,
)
from memattr.command.status import guarded, left_out, worst
from memattr.command.words import one_word, separated
from memattr.formats.render import PAGES, Format
from memattr.formats.style import Style

if TYPE_CHECKING:
    from memattr.answers.find import FindAnswer


# Of the time, so that some is left to say what was found without the solver.
SOLVERS_SHARE = 0.7


@click.command("find")
@click.argument(
    "words",
    nargs=-1,
    required=True,
    metavar="QUESTION [TEXT]...",
    shell_complete=names("questions"),
)
@rules_option
@format_option(*PAGES, "json")
@click.option("--timeout", type=SECONDS, callback=bound_seconds,
              help="Seconds after which all is given up; the solver has most of them.")  # fmt: skip
@style_options
def command(
    words: tuple[str, ...],
    paths: tuple[Path, ...],
    form: Format,
    timeout: float | None,
    style: Style,
) -> None:
    """All values for which a statement holds whatever the others do, most freedom first.

    QUESTION is the name of a declared question, or asks one. Each TEXT (a .attr file, a folder, or
    REV:FILE) is added to the shipped rules.

    \b
      memattr find 'NAME[, NAME] for ... [under ...] [given ...] : EXPRESSION'
    """
    milliseconds = None if timeout is None else max(1, int(timeout * SOLVERS_SHARE * 1000))
    raise SystemExit(guarded(lambda: find(words, paths, form, milliseconds, style)))


def find(
    words: Sequence[str], paths: Sequence[Path], form: Format, timeout_ms: int | None, style: Style
) -> int:
    """Answers, prints, and returns the exit status."""
    from memattr.answers.find import answer_data
    from memattr.answers.finder import Finder, asked_question
    from memattr.pages.find_page import find_page
    from memattr.pages.output import output

    arguments = separated(words, paths)
    text = one_word(arguments.words, "question", "Write: memattr find QUESTION [TEXT]...")
    model, question, problems = asked_question(arguments.given, text)
    answer = Finder(model, timeout_ms=timeout_ms).find(question)
    pages = (find_page(model, answer),)
    show(output(model, "find", pages, answer_data(model, answer)), form, style)
    return worst([*left_out(problems), *statuses(answer)])


def statuses(answer: FindAnswer) -> list[int]:
    """The exit statuses that the answer gives."""
    differs = answer.question.answer is not None and answer.word == "REFUTED"
    given = {
        status.BROKEN: answer.trouble is not None,
        status.UNDECIDED: answer.undecided is not None or not answer.verified,
        status.UNEXPECTED: answer.vacuous or differs,
    }
    return [exit_status for exit_status, applies in given.items() if applies]
