"""`memattr check`: decides claims and compares them with what the text expects."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext, redirect_stdout
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

import click

from memattr.command import answers, status
from memattr.command.asking import only_texts
from memattr.command.evidence import Evidence
from memattr.command.found import Found, Item
from memattr.command.interruption import Interruption
from memattr.command.judge import Judge, Wish, in_processes, processes_for
from memattr.command.options import Color, Look, look, look_options
from memattr.command.outcome import Document, Outcome, Text
from memattr.command.progress import counted
from memattr.command.status import Unusable, guarded
from memattr.engines.decide import Engine
from memattr.formats.render import FORMATS, Format
from memattr.formats.whole import STANDARD, NotWritten, whole
from memattr.model.model import Claim, Model
from memattr.place import SpecError
from memattr.session import Session, open_what_can_be


@click.command("check")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--only", multiple=True, metavar="GLOB", help="Decide only claims named like this.")
@click.option("--engine", type=click.Choice(["both", "z3", "exact"]), default="both",
              show_default=True, help="Who decides.")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(0), help="Seconds for each claim in the solver.")
@click.option("--explain", is_flag=True, help="Say what each proof needs.")
@click.option("--format", "form", type=click.Choice(["text", *FORMATS]), default="text",
              show_default=True, help="Text, or a format of other tools.")  # fmt: skip
@click.option("--out", metavar="FILE", default=STANDARD, help="Where to write; default stdout.")
@click.option("--emit-smt2", "folder", metavar="DIR", type=click.Path(path_type=Path),
              help="Write each claim for other solvers.")  # fmt: skip
@click.option("--second-solver", "second", is_flag=True, help="Have another solver decide too.")
@click.option("--jobs", metavar="N", type=click.IntRange(1),
              help="Processes that decide; by default as many as pay, at most 8.")  # fmt: skip
@click.option("--no-cache", is_flag=True, help="Decide everything, whatever was decided before.")
@look_options
def command(
    texts: tuple[str, ...],
    only: tuple[str, ...],
    engine: Engine,
    timeout: float | None,
    explain: bool,
    form: Format | Literal["text"],
    out: str,
    folder: Path | None,
    second: bool,
    jobs: int | None,
    no_cache: bool,
    width: int,
    color: Color,
    quiet: bool,
    verbose: bool,
) -> None:
    """Decide the claims of the texts: .attr files, folders, or REV:FILE for what git has. Without
    any, those of the project's texts, or of the shipped rules."""
    appearance = look(width, color, quiet, verbose, out)
    milliseconds = None if timeout is None else max(1, int(timeout * 1000))
    beside = folder is not None or second or timeout is not None
    remember = not (no_cache or beside)
    wish = Wish(only, engine, milliseconds, explain, form, out, folder, second, jobs, remember)
    raise SystemExit(guarded(lambda: check(texts, wish, appearance)))


def check(texts: tuple[str, ...], wish: Wish, appearance: Look) -> int:
    """Decides, prints, and returns the exit status."""
    session = open_what_can_be(only_texts(texts), wish.remember)
    questions = answers.stated(session, wish.only)
    claims = selected(session, wish.only, bool(questions))
    total = len(claims) + len(questions)
    outcome: Outcome
    if wish.form == "text":
        outcome = Text(session, total, appearance)
    else:
        outcome = Document(session, total, appearance, wish.form)
    try:
        with (
            nullcontext(sys.stdout) if streams(wish) else whole(wish.out) as stream,
            redirect_stdout(stream),
        ):
            decide_all(session, [*claims, *questions], wish, outcome)
            outcome.finish()
    except NotWritten as problem:
        raise Unusable(str(problem)) from None
    if session.problems:
        status.report_problems(SpecError(list(session.problems)))
    return outcome.status()


def streams(wish: Wish) -> bool:
    """True iff verdicts are shown as they come."""
    return wish.form == "text" and wish.out == STANDARD


def decide_all(session: Session, items: list[Item], wish: Wish, outcome: Outcome) -> None:
    """Every claim, then every stated answer, until someone interrupts. What was decided before is
    recalled; what was not is remembered."""
    if session.key is None or not wish.remember:
        return decide(session.model, items, wish, outcome, iter)
    from memattr.command.recall import Recall

    recall = Recall(session.model, wish, outcome.look, session.key)
    digests = recall.digests(items)
    known = [recall.recalled(*pair) for pair in zip(items, digests, strict=True)]

    def among_known(fresh: Iterator[Found]) -> Iterator[Found]:
        for digest, found in zip(digests, known, strict=True):
            if found is None:
                found = next(fresh)
                recall.keep(digest, found)
            yield found

    pairs = list(zip(items, known, strict=True))
    new = [item for item, found in pairs if found is None]
    old = [item for item, found in pairs if found is not None]
    outcome.recalled = frozenset((item.note.place, item.name) for item in old)
    decide(session.model, new, wish, outcome, among_known)
    return recall.write()


def decide(
    model: Model,
    items: Sequence[Item],
    wish: Wish,
    outcome: Outcome,
    every: Callable[[Iterator[Found]], Iterator[Found]],
) -> None:
    """Decides the items; `every` tells what comes of all from what comes of these."""
    count = processes_for(wish, len(items))
    evidence = Evidence(model, wish.folder, wish.second, wish.timeout_ms)
    shown = streams(wish) and sys.stdout.isatty()
    interruption = Interruption()
    try:
        judge = None if count > 1 or not items else Judge(model, wish, outcome.look, evidence)
        with interruption.heard(), judge.decider.interruptible() if judge else nullcontext():
            fresh = (
                map(judge.found, items)
                if judge
                else in_processes(count, model, wish, outcome.look, evidence, items)
            )
            found = every(fresh)
            for one in found if shown else counted(found, "claims", outcome.wanted):
                with interruption.held():
                    outcome.add(one)
    except Exception:
        # A solver that is stopped may complain in any way.
        if not interruption.arrived:
            raise
    except KeyboardInterrupt:
        outcome.interrupted = True
    outcome.interrupted = outcome.interrupted or interruption.arrived


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
        from memattr.language.elaborate.symbol_table import near

        names = [claim.name for claim in session.claims()]
        names += [question.name for question in session.questions()]
        raise Unusable(f"no claim is named like {' or '.join(only)}", near(only[0], names))
    if session.problems:
        raise SpecError(list(session.problems))
    raise Unusable("there is no claim to decide", "Write one: prove NAME for ... : ...")
