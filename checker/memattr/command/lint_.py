"""`memattr lint`: what a careful reader would complain of; with --mutants, what nobody notices."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from memattr.command import status
from memattr.command.options import Color, Look, look, look_options
from memattr.command.status import guarded
from memattr.session import Session, open_session


@click.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--mutants", is_flag=True, help="Break each case on purpose: who notices?")
@click.option("--sample", type=click.IntRange(1), metavar="N", default=1,
              help="Only every N-th mutant, from the first.")  # fmt: skip
@click.option("--function", "only", multiple=True, metavar="NAME",
              help="Only mutants of this function.")  # fmt: skip
@look_options
def command(
    paths: tuple[Path, ...],
    mutants: bool,
    sample: int,
    only: tuple[str, ...],
    width: int,
    color: Color,
    quiet: bool,
    verbose: bool,
) -> None:
    """List what the shipped texts, or the files and folders PATHS, leave open.

    Broken promises, what names no source or reference, identifiers that nothing cites and functions
    that nothing uses. With --mutants instead: each change of a case that no claim and no example
    notices, unless it is proved to change no output and no view; UNSEEN are those of functions on
    which none depends."""
    appearance = look(width, color, quiet, verbose)
    asked = (lambda: broken(paths, sample, only, appearance)) if mutants else lambda: read(paths)
    raise SystemExit(guarded(asked))


def read(paths: tuple[Path, ...]) -> int:
    """Prints the findings, and returns the exit status."""
    from memattr.lint.findings import findings

    session = open_session(paths)
    found = findings(session.model, session.claims())
    if paths:
        found = [problem for problem in found if problem.place.file in session.asked]
    for problem in found:
        click.echo(str(problem))
    click.echo(f"{len(found)} finding{'' if len(found) == 1 else 's'}")
    return status.UNEXPECTED if found else status.EXPECTED


def broken(paths: tuple[Path, ...], sample: int, only: tuple[str, ...], appearance: Look) -> int:
    """Prints the mutants that survive, and returns the exit status."""
    from memattr.command.status import Unusable
    from memattr.language.elaborate.work import near
    from memattr.lint.mutants import mutants
    from memattr.lint.notice import Equivalent, Judge, Noticed, Survivor, Unseen

    session: Session = open_session(paths)
    for name in only:
        if name not in session.model.functions:
            raise Unusable(f"no function is called '{name}'", near(name, session.model.functions))
    every = [m for m in mutants(session.model) if not only or m.function in only]
    judge = Judge(session.model, session.claims())
    fates: Counter[str] = Counter()
    for mutant in every[::sample]:
        fate = judge.fate(mutant)
        fates[type(fate).__name__] += 1
        if isinstance(fate, Survivor):
            click.echo(f"SURVIVES    {mutant.place.short}  {mutant.title}")
        elif isinstance(fate, Equivalent) and appearance.verbosity >= 0:
            click.echo(f"EQUIVALENT  {mutant.place.short}  {mutant.title}")
        elif isinstance(fate, Unseen) and appearance.verbosity >= 0:
            click.echo(f"UNSEEN      {mutant.place.short}  {mutant.title}")
        elif isinstance(fate, Noticed) and appearance.verbosity > 0:
            click.echo(f"NOTICED     {mutant.place.short}  {mutant.title}  by {fate.claim}")
    click.echo(
        f"{fates.total()} of {len(every)} mutants: {fates['Noticed']} noticed, "
        f"{fates['Refused']} refused, {fates['Equivalent']} proved equivalent, "
        f"{fates['Unseen']} unseen by outputs and views, {fates['Survivor']} survive"
    )
    return status.UNEXPECTED if fates["Survivor"] else status.EXPECTED
