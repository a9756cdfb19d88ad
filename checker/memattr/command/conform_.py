"""`memattr conform`: the answers of an implementation compared with the specification."""

from __future__ import annotations

from dataclasses import replace

import click

from memattr.command.eval_ import read_words
from memattr.command.options import format_option, show, style_options
from memattr.command.status import EXPECTED, UNEXPECTED, guarded
from memattr.formats.render import FINDINGS, PAGES, Format
from memattr.formats.style import Style
from memattr.place import Unusable


@click.command("conform")
@click.argument("rows", metavar="F.csv")
@click.argument("words", nargs=-1, metavar="[POLICY] [SETTING]... [NAME=VALUE]...")
@click.option("--map", "maps", multiple=True, metavar="COLUMN=NAME",
              help="The input, or the part of an answer, that a column gives.")  # fmt: skip
@click.option("--given", multiple=True, metavar="WORD",
              help="The same as a word after the file.")  # fmt: skip
@click.option("--ignore", "ignored", multiple=True, metavar="NAME",
              help="A column, or a part of an answer, that is not judged.")  # fmt: skip
@click.option("--accept", "accepted", multiple=True, metavar="NAME=VALUE",
              help="A choice that the implementation documents.")  # fmt: skip
@click.option("--reserved", type=click.Choice(["leave", "check"]), default="leave",
              show_default=True, help="Rows whose answer a reserved value decides.")  # fmt: skip
@format_option(*PAGES, *FINDINGS, "json")
@style_options
def command(
    rows: str,
    words: tuple[str, ...],
    maps: tuple[str, ...],
    given: tuple[str, ...],
    ignored: tuple[str, ...],
    accepted: tuple[str, ...],
    reserved: str,
    form: Format,
    style: Style,
) -> None:
    """Are the answers of an implementation right?

    F.csv (- is stdin) has a line for each situation, a column for each input that varies, and
    columns with what the implementation answered. Each row is equal to what the specification
    says, permitted as one of several answers, different, or undefined where reserved values
    decide. Differences are grouped by the rule that was not followed. Exit status 1 if a row
    differs."""

    def action() -> int:
        names = (*words, *given, *accepted)
        return _compared(rows, names, maps, ignored, reserved == "check", form, style)

    raise SystemExit(guarded(action))


def _compared(
    rows: str,
    words: tuple[str, ...],
    maps: tuple[str, ...],
    ignored: tuple[str, ...],
    reserved: bool,
    form: Format,
    style: Style,
) -> int:
    """Reads, judges and prints; the exit status."""
    from memattr.batch.row_file import open_table
    from memattr.command.progress import counted
    from memattr.conformance.comparing import conformance
    from memattr.conformance.conformance_answer import conformance_data
    from memattr.conformance.survey import column_names, surveyed
    from memattr.pages.conform_page import conform_findings, conform_page
    from memattr.pages.output import output

    evaluator, typed = read_words(words)
    names = column_names(maps, ignored)
    with open_table(rows) as table:
        survey = surveyed(evaluator.model, table.name, table.names(), names)
        lines = counted(table.rows(), "rows")
        answer = conformance(evaluator, typed, survey, table.name, lines, table.wrong, reserved)
    if not sum(answer.counts.values()):
        raise Unusable(f"{table.name} has no rows: nothing is compared")
    status = EXPECTED if answer.conforms else UNEXPECTED
    written = output(answer.model, "conform", (conform_page(answer),), conformance_data(answer))
    show(replace(written, findings=conform_findings(answer, status)), form, style)
    return status
