"""`memattr table`: a declared table, or one that is typed, in any format; or a file refuted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memattr.command import status
from memattr.command.asking import format_option, left_out, one_word, rules_option, separated
from memattr.command.options import look_options
from memattr.command.status import Unusable, guarded, worst

if TYPE_CHECKING:
    from memattr.documents.asked import Found
    from memattr.documents.making import Made

FORMATS = ("text", "markdown", "rst", "latex", "html", "csv", "json", "svg")


@dataclass(frozen=True)
class Output:
    """How the table is written, or what it is compared with."""

    form: str
    width: int
    full: bool
    solver: bool
    out: Path | None
    against: Path | None


@click.command("table")
@click.argument("words", nargs=-1, metavar="[NAME] [TEXT]...")
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
              help="Compare a hand-written Markdown, RST or CSV table.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
@rules_option
@format_option(*FORMATS)
@look_options
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
    out: Path | None,
    paths: tuple[Path, ...],
    form: str,
    width: int,
    **_: object,
) -> None:
    """A table, with equal rows and columns merged and proved equal to the table in full.

    NAME is a declared table; or say what it is. Each TEXT (a .attr file, a folder, or REV:FILE) is
    added to the shipped rules.

    \b
      memattr table --rows NAMES --cols NAMES --cell EXPR [--for VALUE] [--given EXPR]
    """
    output = Output(form, width, full, engine == "both", out, against)

    def action() -> int:
        from memattr.documents.asked import Wanted, asked, declared

        arguments = separated(words, paths)
        if arguments.words:
            name = one_word(arguments.words, "table", "Write: memattr table NAME [TEXT]...")
            if any((rows, cols, cell, stated, given, under)):
                raise Unusable(
                    f"the table '{name}' is declared: what it shows and assumes is not typed",
                    "Leave out the name, or --rows, --cols, --cell, --for, --given and --under",
                )
            return show_table(declared(arguments.given, name), output)
        if rows is None or cell is None:
            raise Unusable(
                "say which table", "Write: memattr table NAME, or --rows, --cell and perhaps --cols"
            )
        wanted = Wanted(rows, cols, cell, stated, given, under)
        return show_table(asked(arguments.given, wanted), output)

    raise SystemExit(guarded(action))


def show_table(found: Found, output: Output) -> int:
    """Makes the table, prints it or compares it, and returns the exit status."""
    from memattr.documents.making import Maker

    maker = Maker(found.model, [found.table], output.solver)
    made = maker.made(found.table, output.full)
    statuses = left_out(found.problems)
    if output.against is not None:
        return worst([*statuses, compare(made, output.against, output.width)])
    text = text_of(made, found, output)
    if output.out is None:
        click.echo(text)
    else:
        from memattr.documents.files import replaced_text

        replaced_text(output.out, text + "\n")
    return worst(statuses)


def text_of(made: Made, found: Found, output: Output) -> str:
    """The table in its format, with what it was made from where there is room for that."""
    from memattr.documents.formats import written
    from memattr.documents.formats.data import as_json
    from memattr.documents.formats.text import as_text
    from memattr.documents.stamp import stamp, stamp_data

    if output.form == "text":
        return f"{as_text(made.sheet, output.width)}{stamp(found.model)}"
    if output.form == "json":
        return as_json(made.sheet, stamp_data(found.model)).rstrip("\n")
    return written(made.sheet, output.form)


def compare(made: Made, path: Path, width: int) -> int:
    """Refutes a hand-written table cell by cell."""
    from memattr.documents.against import compared
    from memattr.documents.against_text import lines

    result = compared(made, path)
    click.echo("\n".join(lines(result, width)))
    return status.UNEXPECTED if result.findings else status.EXPECTED
