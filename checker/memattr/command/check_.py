"""`memattr check`: decides claims and compares them with what the text expects."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import click

from memattr.command import answers, status
from memattr.command.options import Color, Look, look, look_options
from memattr.command.status import Unusable, guarded, worst
from memattr.engines.decide import Decider, Engine
from memattr.engines.verdict import Disagreement, Refuted, Unknown, Verdict, as_expected
from memattr.model.model import Claim
from memattr.place import SpecError
from memattr.questions.answer import Compared
from memattr.reports.text import Reporter, headline
from memattr.session import Session, open_what_can_be


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--only", multiple=True, metavar="GLOB", help="Decide only claims named like this.")
@click.option("--engine", type=click.Choice(["both", "z3", "exact"]), default="both",
              show_default=True, help="Who decides.")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(0), help="Seconds for each claim in the solver.")
@click.option("--explain", is_flag=True, help="Say what each proof needs.")
@look_options
def command(
    paths: tuple[Path, ...],
    only: tuple[str, ...],
    engine: Engine,
    timeout: float | None,
    explain: bool,
    width: int,
    color: Color,
    quiet: bool,
    verbose: bool,
) -> None:
    """Decide the claims of the shipped rules, or of the .attr files and folders PATHS."""
    appearance = look(width, color, quiet, verbose)
    milliseconds = None if timeout is None else max(1, int(timeout * 1000))
    action = lambda: check(paths, only, engine, milliseconds, explain, appearance)  # noqa: E731
    raise SystemExit(guarded(action))


def check(
    paths: tuple[Path, ...],
    only: tuple[str, ...],
    engine: Engine,
    timeout_ms: int | None,
    explain: bool,
    appearance: Look,
) -> int:
    """Decides, prints, and returns the exit status."""
    session = open_what_can_be(paths)
    questions = answers.stated(session, only)
    claims = selected(session, only, bool(questions))
    verdicts: list[Verdict] = []
    found: list[Compared] = []
    interrupted = False
    try:
        decider = Decider(session.model, engine, timeout_ms)
        reporter = Reporter(session.model, appearance.width, decider.exact, decider.evaluator)
        for claim in claims:
            verdict = decider.decide(claim)
            verdicts.append(verdict)
            show_verdict(verdict, reporter, explain, appearance)
        found += answers.checked(decider, questions, timeout_ms, appearance)
    except KeyboardInterrupt:
        interrupted = True
    click.echo(summary(verdicts, found, len(claims) + len(questions)))
    if session.problems:
        status.report_problems(SpecError(list(session.problems)))
    statuses = [status_of(verdict) for verdict in verdicts] + list(map(answers.status_of, found))
    statuses += [status.UNUSABLE] * bool(session.problems)
    statuses += [status.INTERRUPTED] * interrupted
    return worst(statuses)


def selected(session: Session, only: tuple[str, ...], others: bool) -> list[Claim]:
    """The claims asked for; none at all, and nothing else either, is unusable input."""
    claims = [
        claim
        for claim in session.claims()
        if not only or any(fnmatchcase(claim.name, glob) for glob in only)
    ]
    if claims or others:
        return claims
    if only:
        from memattr.language.elaborate.work import near

        names = [claim.name for claim in session.claims()]
        names += [question.name for question in session.questions()]
        raise Unusable(f"no claim is named like {' or '.join(only)}", near(only[0], names))
    if session.problems:
        raise SpecError(list(session.problems))
    raise Unusable("there is no claim to decide", "Write one: prove NAME for ... : ...")


def show_verdict(verdict: Verdict, reporter: Reporter, explain: bool, appearance: Look) -> None:
    """In full if it is unexpected, a refutation or to be explained, else on one line."""
    expected = as_expected(verdict)
    if expected and (appearance.verbosity < 0 or verdict.claim.form == "example"):
        return
    full = not expected or isinstance(verdict.outcome, Refuted) or appearance.verbosity > 0
    if full or explain:
        click.echo("\n".join(reporter.report(verdict, explain)))
    else:
        click.echo(headline(verdict, appearance.width))


def status_of(verdict: Verdict) -> int:
    """The exit status that the verdict alone would give."""
    match verdict.outcome:
        case Disagreement():
            return status.BROKEN
        case Unknown():
            return status.UNDECIDED
        case _:
            return status.EXPECTED if as_expected(verdict) else status.UNEXPECTED


def summary(verdicts: list[Verdict], found: list[Compared], wanted: int) -> str:
    """How many came out as expected."""
    expected = sum(map(as_expected, verdicts)) + sum(one.word == "PROVED" for one in found)
    text = f"{expected} of {wanted} claims as expected"
    undecided = wanted - len(verdicts) - len(found)
    return f"{text}, {undecided} not decided" if undecided else text
