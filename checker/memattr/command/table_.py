"""`memattr table`: a declared table, or one that is typed, in any format; or a file refuted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memattr.command import status
from memattr.command.options import (
    format_option,
    names,
    one_word,
    rules_option,
    separated,
    show,
    style_options,
)
from memattr.command.status import guarded, left_out, say, worst
from memattr.formats.render import PAGES, TABLES, Format, rendered
from memattr.pages.output import Style
from memattr.place import Unusable

if TYPE_CHECKING:
    from memattr.documents.table_maker import DrawnTable, RequestedTable
    from memattr.pages.output import Output
    from memattr.project.arguments import Arguments


@dataclass(frozen=True)
class TableOptions:
    """How the table is written, or what it is compared with."""

    form: Format
    style: Style
    full: bool
    solver: bool
    out: Path | None
    against: Path | None
    complete: bool


@click.command("table")
@click.argument("words", nargs=-1, metavar="[NAME] [TEXT]...", shell_complete=names("tables"))
@click.option("--rows", metavar="NAMES", help="Inputs, values, a view, or policies.")
@click.option("--cols", metavar="NAMES", default="", help="The same, for the columns.")
@click.option("--cell", metavar="EXPR", help="What a cell shows.")
@click.option("--for", "stated", multiple=True, metavar="VALUE", help="As in a claim: for data.")
@click.option("--given", multiple=True, metavar="EXPR", help="What is assumed.")
@click.option("--under", default="", metavar="POLICY", help="The policy or system.")
@click.option("--full", is_flag=True, help="Merge no rows and columns.")
@click.option("--engine", type=click.Choice(["both", "exact"]), default="both",
              show_default=True, help="Who proves the merged table.")  # fmt: skip
@click.option("--against", type=click.Path(path_type=Path), metavar="FILE",
              help="Compare a table that somebody wrote, whole or in part.")  # fmt: skip
@click.option("--complete", is_flag=True,
              help="With --against: every row and column must be there.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
@rules_option
@format_option(*PAGES, *TABLES, "json")
@style_options
def command(
    words: tuple[str, ...],
    rows: str | None,
    cols: str,
    cell: str | None,
    stated: tuple[str, ...],
    given: tuple[str, ...],
    under: str,
    full: bool,
    engine: str,
    against: Path | None,
    complete: bool,
    out: Path | None,
    paths: tuple[Path, ...],
    form: Format,
    style: Style,
) -> None:
    """A table, with equal rows and columns merged and proved equal to the table in full.

    NAME is a declared table; or say what it is. Each TEXT (a .attr file, a folder, or REV:FILE) is
    added to the shipped rules.

    \b
      memattr table --rows NAMES --cols NAMES --cell EXPR [--for VALUE] [--given EXPR]
    """
    options = TableOptions(form, style, full, engine == "both", out, against, complete)

    def action() -> int:
        if complete and against is None:
            raise Unusable("--complete is for --against", "Say --against FILE")
        arguments = separated(words, paths)
        typed = (rows, cols, cell, stated, given, under)
        return show_table(requested_table(arguments, *typed), options)

    raise SystemExit(guarded(action))


def requested_table(
    arguments: Arguments,
    rows: str | None,
    cols: str,
    cell: str | None,
    stated: tuple[str, ...],
    given: tuple[str, ...],
    under: str,
) -> RequestedTable:
    """The declared table that the words name, or the one that is typed. Raises Unusable for both
    at once, and for neither."""
    from memattr.documents.table_maker import TypedTable, declared_table, typed_table

    if arguments.words:
        name = one_word(arguments.words, "table", "Write: memattr table NAME [TEXT]...")
        if any((rows, cols, cell, stated, given, under)):
            raise Unusable(
                f"the table '{name}' is declared: what it shows and assumes is not typed",
                "Leave out the name, or --rows, --cols, --cell, --for, --given and --under",
            )
        return declared_table(arguments.given, name)
    if rows is None or cell is None:
        way = "Write: memattr table NAME, or --rows, --cell and perhaps --cols"
        raise Unusable("say which table", way)
    return typed_table(arguments.given, TypedTable(rows, cols, cell, stated, given, under))


def show_table(requested: RequestedTable, options: TableOptions) -> int:
    """Makes the table, prints it or compares it, and returns the exit status."""
    from memattr.documents.table_maker import Maker
    from memattr.pages.table_page import idle_in_table, table_output

    maker = Maker(requested.model, [requested.table], options.solver)
    drawn = maker.made(requested.table, options.full)
    statuses, idle = left_out(requested.problems), maker.idle(drawn)
    if options.against is not None:
        output, worst_status = compare(drawn, options.against, options)
        statuses = [*statuses, worst_status]
    else:
        output = table_output(requested.model, drawn.table, idle)
    if options.style.verbosity >= 0 and (options.against or options.form in TABLES):
        for text in idle_in_table(requested.model, idle):
            say(f"note: {text}")
    if options.out is None:
        show(output, options.form, options.style)
    else:
        from memattr.atomic_file import replaced_text

        replaced_text(options.out, rendered(options.form, output, options.style))
    return worst(statuses)


def compare(drawn: DrawnTable, path: Path, options: TableOptions) -> tuple[Output, int]:
    """Refutes a hand-written table cell by cell; the exit status too. What it does not say is no
    fault unless it is to be complete."""
    from memattr.documents.handwritten_check import compared
    from memattr.documents.handwritten_page import handwritten_data, handwritten_page
    from memattr.pages.output import output

    if options.form in TABLES:
        raise Unusable(f"--against has no {options.form}: it is a list of findings, and no table")
    result = compared(drawn, path)
    data = handwritten_data(result)
    written = output(drawn.merged.grid.model, "against", (handwritten_page(result),), data)
    failed = bool(result.wrong) or (options.complete and bool(result.missing))
    return written, status.UNEXPECTED if failed else status.EXPECTED
