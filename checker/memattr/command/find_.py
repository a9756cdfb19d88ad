"""`memattr find`: every value for which a statement holds, whatever the others do."""

from __future__ import annotations

from pathlib import Path

import click

from memattr.command import status
from memattr.command.asking import format_option, left_out, one_word, rules_option, separated
from memattr.command.options import Color, Look, look, look_options
from memattr.command.status import guarded, worst


@click.command("find")
@click.argument("words", nargs=-1, required=True, metavar="QUESTION [TEXT]...")
@rules_option
@format_option("text", "json")
@click.option("--timeout", type=click.FloatRange(0), help="Seconds for the solver.")
@look_options
def command(
    words: tuple[str, ...],
    paths: tuple[Path, ...],
    form: str,
    timeout: float | None,
    width: int,
    color: Color,
    quiet: bool,
    verbose: bool,
) -> None:
    """All values for which a statement holds whatever the others do, most freedom first.

    QUESTION is the name of a declared question, or asks one. Each TEXT (a .attr file, a folder, or
    REV:FILE) is added to the shipped rules.

    \b
      memattr find 'NAME[, NAME] for ... [under ...] [given ...] : EXPRESSION'
    """
    appearance = look(width, color, quiet, verbose)
    milliseconds = None if timeout is None else max(1, int(timeout * 1000))
    raise SystemExit(guarded(lambda: find(words, paths, form, milliseconds, appearance)))


def find(
    words: tuple[str, ...],
    paths: tuple[Path, ...],
    form: str,
    timeout_ms: int | None,
    appearance: Look,
) -> int:
    """Answers, prints, and returns the exit status."""
    from memattr.questions.answer import compared
    from memattr.questions.asked import ask
    from memattr.questions.find import Finder
    from memattr.questions.find_json import answer_data
    from memattr.questions.find_text import AnswerText
    from memattr.questions.output import json_text

    arguments = separated(words, paths)
    text = one_word(arguments.words, "question", "Write: memattr find QUESTION [TEXT]...")
    asked = ask(arguments.given, text)
    answer = Finder(asked.model, timeout_ms=timeout_ms).find(asked.question)
    differs = answer.question.answer is not None and compared(answer).word == "REFUTED"
    if form == "json":
        click.echo(json_text(asked.model, "find", answer_data(asked.model, answer)))
    else:
        writer = AnswerText(asked.model, appearance.width)
        lines = writer.checked(compared(answer)) if differs else writer.lines(answer)
        click.echo("\n".join(lines))
    statuses = left_out(asked.problems)
    if answer.trouble is not None:
        statuses.append(status.BROKEN)
    if answer.undecided is not None or not answer.verified:
        statuses.append(status.UNDECIDED)
    if answer.vacuous or differs:
        statuses.append(status.UNEXPECTED)
    return worst(statuses)
