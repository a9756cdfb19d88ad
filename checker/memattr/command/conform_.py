"""`memattr conform`: the answers of an implementation compared with the specification."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from memattr.command.eval_ import read_given
from memattr.command.options import (
    SECONDS,
    bound_seconds,
    format_option,
    seconds_left,
    show,
    style_options,
)
from memattr.command.status import EXPECTED, UNEXPECTED, guarded
from memattr.formats.render import FINDINGS, PAGES, Format
from memattr.pages.output import Style
from memattr.place import Unusable

if TYPE_CHECKING:
    from memattr.answers.typed_situation import TypedSituation
    from memattr.conformance.column_survey import ColumnNames
    from memattr.conformance.conformance_answer import Conformance
    from memattr.readings.evaluate import Evaluator

    Rows = Callable[[], Iterator[list[str]]]

SECONDS_FOR_A_PROGRAM = 60


@click.command("conform")
@click.argument("words", nargs=-1,
                metavar="F.csv [POLICY] [SETTING]... [NAME=VALUE]... [TEXT]...")  # fmt: skip
@click.option("--map", "maps", multiple=True, metavar="COLUMN=NAME",
              help="The input, or the part of an answer, that a column gives.")  # fmt: skip
@click.option("--given", multiple=True, metavar="WORD",
              help="A word as after the file, or an expression that is assumed.")  # fmt: skip
@click.option("--ignore", "ignored", multiple=True, metavar="NAME",
              help="A column, a part of an answer, or a group of them, not to judge.")  # fmt: skip
@click.option("--accept", "accepted", multiple=True, metavar="NAME=VALUE",
              help="A choice that the implementation documents.")  # fmt: skip
@click.option("--reserved", type=click.Choice(["leave", "check"]), default="leave",
              show_default=True, help="Rows whose answer a reserved value decides.")  # fmt: skip
@click.option("--program", metavar="CMD", help="Ask a program, row by row.")
@click.option("--inputs", default="", metavar="NAME,...",
              help="Ask the program about every value of these, in place of F.csv.")  # fmt: skip
@click.option("--timeout", type=SECONDS, metavar="SECONDS", callback=bound_seconds,
              help="Seconds after which all is given up; without it, "
              f"{SECONDS_FOR_A_PROGRAM} for the program, and the rest has no bound.")  # fmt: skip
@format_option(*PAGES, *FINDINGS, "json")
@style_options
def command(
    words: tuple[str, ...],
    maps: tuple[str, ...],
    given: tuple[str, ...],
    ignored: tuple[str, ...],
    accepted: tuple[str, ...],
    reserved: str,
    program: str | None,
    inputs: str,
    timeout: float | None,
    form: Format,
    style: Style,
) -> None:
    """Are the answers of an implementation right?

    F.csv (- is stdin) has a line for each situation, a column for each input that varies, and
    columns with what the implementation answered. Each row is equal to what the specification
    says, permitted as one of several answers, different, or undefined where reserved values
    decide. Differences are grouped by the rule that was not followed. Exit status 1 if a row
    differs.

    A --program reads the names of the inputs and then rows, as CSV on its standard input, and
    writes the names of its answers and then a line for each row."""

    def action() -> int:
        from memattr.conformance.column_survey import column_names

        names = column_names(maps, ignored)
        checks = reserved == "check"
        if program is None:
            if inputs:
                raise Unusable("--inputs is for a program", "Say --program CMD")
            answer = _of_file((*words, *accepted), given, names, checks)
        else:
            asked = _Asked(program, inputs, _limit(timeout))
            answer = _of_program((*words, *accepted), given, asked, names, checks)
        return _shown(answer, form, style)

    raise SystemExit(guarded(action))


def _limit(timeout: float | None) -> Callable[[], float]:
    """Seconds for the program, when it begins."""
    context = click.get_current_context()
    return lambda: SECONDS_FOR_A_PROGRAM if timeout is None else seconds_left(context, timeout)


def _of_file(
    words: tuple[str, ...], given: tuple[str, ...], names: ColumnNames, reserved: bool
) -> Conformance:
    """Judges the rows of the file that is named first."""
    from memattr.batch.row_file import open_table
    from memattr.command.status import counted
    from memattr.conformance.column_survey import surveyed
    from memattr.conformance.comparing import conformance

    if not words:
        raise Unusable("say which file has the answers", "Write: memattr conform F.csv")
    evaluator, typed = read_given(words[1:], given)
    with open_table(words[0]) as table:
        survey = surveyed(evaluator.model, table.name, table.names(), names)
        lines = counted(table.rows(), "rows")
        return conformance(evaluator, typed, survey, table.name, lines, table.wrong, reserved)


@dataclass(frozen=True)
class _Asked:
    """A program, the inputs that vary or none, and the seconds that are left for it."""

    program: str
    inputs: str
    limit: Callable[[], float]


def _of_program(
    words: tuple[str, ...],
    given: tuple[str, ...],
    asked: _Asked,
    names: ColumnNames,
    reserved: bool,
) -> Conformance:
    """Judges what the program answers, about the rows of a file or all values of some inputs."""
    from memattr.command.status import counted
    from memattr.conformance.column_survey import surveyed
    from memattr.conformance.comparing import conformance
    from memattr.conformance.program_answers import answering

    files = [word for word in words if word.endswith(".csv")]
    if len(files) != (0 if asked.inputs else 1):
        raise Unusable(
            "say once which rows the program is asked about",
            "Name a file of rows, or --inputs NAME,... for every value of these",
        )
    evaluator, typed = read_given(tuple(word for word in words if word not in files), given)
    if files:
        header, rows = _rows_of_file(files[0])
    else:
        header, rows = _rows_of_grid(evaluator, typed, asked.inputs)
    with answering(asked.program, header, rows(), asked.limit) as program:
        columns = program.names()
        survey = surveyed(evaluator.model, asked.program, columns, names)
        lines = counted(program.rows(rows(), len(columns)), "rows")
        wrong = program.wrong_answer
        return conformance(evaluator, typed, survey, asked.program, lines, wrong, reserved)


def _rows_of_file(file: str) -> tuple[list[str], Rows]:
    from memattr.batch.row_file import open_table

    with open_table(file) as table:
        header = table.names()

    def rows() -> Iterator[list[str]]:
        with open_table(file) as table:
            table.names()
            yield from table.rows()

    return header, rows


def _rows_of_grid(
    evaluator: Evaluator, typed: TypedSituation, inputs: str
) -> tuple[list[str], Rows]:
    from memattr.conformance.row_grid import RowGrid

    grid = RowGrid(evaluator, typed, [name.strip() for name in inputs.split(",")])
    return [*grid.names], lambda: map(grid.cells, grid.rows())


def _shown(answer: Conformance, form: Format, style: Style) -> int:
    """Prints the answer; the exit status."""
    from memattr.conformance.conformance_answer import conformance_data
    from memattr.pages.conform_page import conform_findings, conform_page
    from memattr.pages.output import output

    if not sum(answer.counts.values()):
        raise Unusable(f"{answer.source} has no rows: nothing is compared")
    status = EXPECTED if answer.conforms else UNEXPECTED
    written = output(answer.model, "conform", (conform_page(answer),), conformance_data(answer))
    show(replace(written, findings=conform_findings(answer, status)), form, style)
    return status
