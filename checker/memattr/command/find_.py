"""`memattr find`: every value for which a statement holds, whatever the others do; or the shortest
procedures by which it always does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memattr.command import status
from memattr.command.options import (
    SECONDS,
    bound_seconds,
    format_option,
    names,
    one_word,
    rules_option,
    separated,
    show,
    style_options,
)
from memattr.command.status import guarded, left_out, worst
from memattr.formats.render import PAGES, Format
from memattr.pages.output import Style

if TYPE_CHECKING:
    from memattr.model.machine import ProcedureQuestion
    from memattr.model.model import Model, Question
    from memattr.pages.output import Output


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
    """All values for which a statement holds whatever the others do, most freedom first; or the
    shortest procedures of a machine by which it always holds.

    QUESTION is the name of a declared question, or asks one. Each TEXT (a .attr file, a folder, or
    REV:FILE) is added to the shipped rules.

    \b
      memattr find 'NAME[, NAME] for ... [under ...] [given ...] : EXPRESSION'
      memattr find 'procedure of MACHINE for ... [under ...] : INVARIANT'
    """
    milliseconds = None if timeout is None else max(1, int(timeout * SOLVERS_SHARE * 1000))
    raise SystemExit(guarded(lambda: find(words, paths, form, milliseconds, style)))


def find(
    words: Sequence[str], paths: Sequence[Path], form: Format, timeout_ms: int | None, style: Style
) -> int:
    """Answers, prints, and returns the exit status."""
    from memattr.answers.finder import asked_question
    from memattr.model.machine import ProcedureQuestion

    arguments = separated(words, paths)
    text = one_word(arguments.words, "question", "Write: memattr find QUESTION [TEXT]...")
    model, question, problems = asked_question(arguments.given, text)
    if isinstance(question, ProcedureQuestion):
        answered, statuses = procedures(model, question, timeout_ms)
    else:
        answered, statuses = values(model, question, timeout_ms)
    show(answered, form, style)
    return worst([*left_out(problems), *statuses])


def procedures(
    model: Model, question: ProcedureQuestion, timeout_ms: int | None
) -> tuple[Output, list[int]]:
    """The answer about procedures, and the exit statuses that it gives."""
    from memattr.answers.procedures import procedures_by_both, procedures_data
    from memattr.pages.output import output
    from memattr.pages.procedures_page import procedures_page

    answer = procedures_by_both(model, question, timeout_ms)
    given = {
        status.BROKEN: answer.trouble is not None,
        status.UNDECIDED: answer.undecided is not None,
        status.UNEXPECTED: bool(answer.vacuous) or answer.word == "REFUTED",
    }
    pages, data = (procedures_page(model, answer),), procedures_data(model, answer)
    answered = output(model, "find-procedures", pages, data)
    return answered, [exit_status for exit_status, applies in given.items() if applies]


def values(model: Model, question: Question, timeout_ms: int | None) -> tuple[Output, list[int]]:
    """The answer about inputs, and the exit statuses that it gives."""
    from memattr.answers.find import answer_data
    from memattr.answers.finder import Finder
    from memattr.pages.find_page import find_page
    from memattr.pages.output import output

    answer = Finder(model, timeout_ms=timeout_ms).find(question)
    differs = answer.question.answer is not None and answer.word == "REFUTED"
    given = {
        status.BROKEN: answer.trouble is not None,
        status.UNDECIDED: answer.undecided is not None or not answer.verified,
        status.UNEXPECTED: answer.vacuous or differs,
    }
    answered = output(model, "find", (find_page(model, answer),), answer_data(model, answer))
    return answered, [exit_status for exit_status, applies in given.items() if applies]
