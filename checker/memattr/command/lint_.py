"""`memattr lint`: what a careful reader would complain of; with --mutants, what nobody notices."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, assert_never

import click

from memattr.command import status
from memattr.command.options import format_option, no_cache_option, only_texts, show, style_options
from memattr.command.processes import processors
from memattr.command.status import guarded
from memattr.formats.render import FINDINGS, PAGES, Format
from memattr.pages.output import Style
from memattr.place import Unusable
from memattr.session import Session, open_session

if TYPE_CHECKING:
    from memattr.lint.detection import Fate
    from memattr.lint.mutants import Mutant


@click.command("lint")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--mutants", is_flag=True, help="Break each case on purpose: who notices?")
@click.option("--sample", type=click.IntRange(1), metavar="N", default=1,
              help="Only every N-th mutant, from the first.")  # fmt: skip
@click.option("--function", "only", multiple=True, metavar="NAME",
              help="Only mutants of this function.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), metavar="N",
              help="Processes that break cases; by default as many as pay, at most 8.")  # fmt: skip
@no_cache_option
@format_option(*PAGES, "json", *FINDINGS)
@style_options
def command(
    texts: tuple[str, ...],
    mutants: bool,
    sample: int,
    only: tuple[str, ...],
    jobs: int | None,
    no_cache: bool,
    form: Format,
    style: Style,
) -> None:
    """List what the shipped texts leave open, or the texts: .attr files, folders, or REV:FILE.

    Broken promises, what names no source or reference, identifiers that nothing cites, functions
    that nothing uses, and cases that are in the core of no claim. With --mutants instead: each
    change of a case that no claim and no example notices, unless it is proved to change no output
    and no view; UNSEEN are those of functions on which none depends."""

    def action() -> int:
        if not mutants:
            return read(texts, form, style, not no_cache)
        if form != "text":
            raise Unusable("mutants are shown as text alone", "Leave out --format or --mutants.")
        return broken(texts, sample, only, jobs, style)

    raise SystemExit(guarded(action))


def read(texts: tuple[str, ...], form: Format, style: Style, remember: bool) -> int:
    """Prints the findings, and returns the exit status."""
    from memattr.command.earlier_answers import EarlierAnswers
    from memattr.lint.text_findings import findings
    from memattr.pages.lint_page import lint_output

    given = only_texts(texts)
    session = open_session(given, remember)
    files = frozenset(session.asked) if given.paths else None
    remembered = EarlierAnswers("lint", session.key is not None)
    digest = remembered.digest((), session.key or "", str(files is None))
    known = remembered.recalled(digest)
    problems = known
    if problems is None:
        problems = tuple(findings(session.model, session.claims(), files))
        remembered.keep(digest, problems)
        remembered.write()
    exit_status = status.UNEXPECTED if problems else status.EXPECTED
    show(lint_output(session.model, problems, exit_status, known is not None), form, style)
    if known is not None:
        status.say_recalled("the findings are")
    return exit_status


def broken(
    texts: tuple[str, ...], sample: int, only: tuple[str, ...], jobs: int | None, style: Style
) -> int:
    """Prints the mutants that survive, and returns the exit status."""
    from memattr.lint.mutant_processes import fates
    from memattr.lint.mutants import mutants
    from memattr.place import near

    session: Session = open_session(only_texts(texts))
    for name in only:
        if name not in session.model.functions:
            raise Unusable(f"no function is called '{name}'", near(name, session.model.functions))
    every = [m for m in mutants(session.model) if not only or m.function in only]
    counts: Counter[str] = Counter()
    for mutant, fate in fates(
        session.model, session.claims(), every[::sample], jobs or processors()
    ):
        counts[type(fate).__name__] += 1
        line = told(mutant, fate, style.verbosity)
        if line:
            click.echo(line)
    click.echo(
        f"{counts.total()} of {len(every)} mutants: {counts['Noticed']} noticed, "
        f"{counts['Refused']} refused, {counts['Equivalent']} proved equivalent, "
        f"{counts['Unseen']} unseen by outputs and views, {counts['Survivor']} survive"
        + (f", {counts['Undecided']} undecided" if counts["Undecided"] else "")
    )
    survive = [status.UNEXPECTED] if counts["Survivor"] else []
    return status.worst([*survive, *([status.UNDECIDED] if counts["Undecided"] else [])])


def told(mutant: Mutant, fate: Fate, verbosity: int) -> str:
    """What is printed of a mutant: survivors always, the others if so much is wanted."""
    from memattr.lint.detection import Equivalent, Noticed, Refused, Survivor, Undecided, Unseen

    what = f"{mutant.place.short}  {mutant.title}"
    match fate:
        case Survivor():
            return f"SURVIVES    {what}"
        case Equivalent():
            return f"EQUIVALENT  {what}" if verbosity >= 0 else ""
        case Unseen():
            return f"UNSEEN      {what}" if verbosity >= 0 else ""
        case Noticed(claim):
            return f"NOTICED     {what}  by {claim}" if verbosity > 0 else ""
        case Refused():
            return ""
        case Undecided(reason):
            return f"UNDECIDED   {what}  {reason}"
        case _:
            assert_never(fate)
