"""`memattr rows`: the situations to ask an implementation about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from memattr.command.eval_ import read_given
from memattr.command.options import style_options
from memattr.command.status import EXPECTED, guarded, say
from memattr.pages.output import Style
from memattr.place import Unusable

if TYPE_CHECKING:
    from memattr.conformance.mutation_adequacy import AdequateSet
    from memattr.conformance.row_grid import RowGrid
    from memattr.conformance.row_tables import RowFormat


@click.command("rows")
@click.argument("names", metavar="INPUT,...")
@click.argument("words", nargs=-1, metavar="[POLICY] [SETTING]... [NAME=VALUE]... [TEXT]...")
@click.option("--given", multiple=True, metavar="WORD",
              help="A word as after the inputs, or an expression that is assumed.")  # fmt: skip
@click.option("--adequate", is_flag=True,
              help="Few rows that tell every mutant of the specification.")  # fmt: skip
@click.option("--answers", "parts", default="", metavar="NAME,...",
              help="What will be answered, for --adequate; default every column.")  # fmt: skip
@click.option("--format", "form", default="csv", show_default=True,
              type=click.Choice(["csv", "json", "c", "rust"]))  # fmt: skip
@click.option("--out", metavar="FILE", default="-", help="Where to write; default stdout.")
@style_options
def command(
    names: str,
    words: tuple[str, ...],
    given: tuple[str, ...],
    adequate: bool,
    parts: str,
    form: RowFormat,
    out: str,
    style: Style,
) -> None:
    """The situations to ask an implementation about, one a row.

    A row for each combination of values of the inputs; others are as given, or as by default. With
    --adequate, as few as will do: every mutant of the specification that answers otherwise in some
    row of the full grid answers otherwise in one of these."""

    def action() -> int:
        if parts and not adequate:
            raise Unusable("--answers is for --adequate: a full grid does not depend on it")
        return _written(names, words, given, adequate, parts, form, out, style.verbosity >= 0)

    raise SystemExit(guarded(action))


def _written(
    names: str,
    words: tuple[str, ...],
    given: tuple[str, ...],
    adequate: bool,
    parts: str,
    form: RowFormat,
    out: str,
    with_notes: bool,
) -> int:
    """Writes the rows, and says on standard error how many there are, and what is given in vain."""
    from memattr.answers.data import provenance_of
    from memattr.answers.idle_inputs import idle_inputs
    from memattr.conformance.row_grid import RowGrid
    from memattr.conformance.row_tables import RowTable
    from memattr.formats.whole import whole
    from memattr.pages.eval_page import idle_text

    evaluator, situation = read_given(words, given)
    grid = RowGrid(evaluator, situation, _listed(names))
    about = [f"rows of {', '.join(grid.names)}", str(provenance_of(evaluator.model))]
    about += [f"given {', '.join((*words, *given))}"] if words or given else []
    region = None
    if adequate:
        adequate_set = _adequate(grid, _listed(parts))
        region, said = adequate_set.region, _said(adequate_set)
        about.append(said)
    with whole(out) as stream:
        for piece in RowTable(grid, grid.rows(region), about).text(form):
            stream.write(piece)
    if adequate:
        click.echo(said, err=True)
    for idle in idle_inputs(grid.diagram, situation, grid.names) if with_notes else ():
        say(f"note: {idle_text(evaluator.model, idle, 'in any row')}")
    return EXPECTED


def _adequate(grid: RowGrid, parts: Sequence[str]) -> AdequateSet:
    from memattr.command.status import counted
    from memattr.conformance.column_survey import joint_of
    from memattr.conformance.mutation_adequacy import Adequacy

    def progress(mutants: Iterator[Any]) -> Iterator[Any]:
        return counted(mutants, "mutants")

    return Adequacy(grid, joint_of(grid.diagram.model, parts)).adequate(progress)


def _said(adequate_set: AdequateSet) -> str:
    size = (
        "the smallest number"
        if adequate_set.is_smallest
        else f"at least {adequate_set.at_least} are needed"
    )
    total = adequate_set.told + adequate_set.untold + adequate_set.refused
    return (
        f"{adequate_set.rows} rows ({size}, none can be left out) tell {adequate_set.told} of "
        f"{total} mutants, proved; {adequate_set.untold} answer in every row as is "
        f"permitted, or may by choice, {adequate_set.refused} have no meaning"
    )


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
