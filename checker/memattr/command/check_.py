"""`memattr check`: decides claims and compares them with what the text expects."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext, redirect_stdout
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

import click

from memattr.answers.check import Checkable, Checked
from memattr.answers.checker import Checker, Depth
from memattr.answers.code import CodeAnswer
from memattr.command import status
from memattr.command.check_outcome import Outcome, Stream, Whole
from memattr.command.code_trees import by_code, code_of
from memattr.command.interruption import Interruption
from memattr.command.options import (
    MEMORY,
    MEMORY_HELP,
    SECONDS,
    bound_memory,
    bound_seconds,
    format_option,
    is_bound,
    only_texts,
    style_options,
    time_is_up_to_items,
)
from memattr.command.outside_evidence import OutsideEvidence
from memattr.command.processes import in_processes, processes_for
from memattr.command.status import counted, guarded
from memattr.engines.decide import Engine
from memattr.formats.render import FINDINGS, PAGES, Format
from memattr.formats.text import page_lines
from memattr.formats.whole import STANDARD, whole
from memattr.model.machine import SafetyClaim
from memattr.model.model import Claim, Model
from memattr.pages.code_page import difference_page, failure_pages, nothing_decided
from memattr.pages.output import Style
from memattr.place import Place, Problem, SpecError, Unusable
from memattr.processes.bounds import MIB, Bounds, default_memory
from memattr.project.candidates import way_out
from memattr.session import Session, open_what_can_be

# Nothing shipped needs a tenth of it.
SECONDS_FOR_A_CLAIM = 300.0


@dataclass(frozen=True)
class CheckOptions:
    """What is to be decided, by whom, and what of it is shown where. `seconds` bound each item,
    `memory` bounds all processes together, in bytes."""

    only: tuple[str, ...]
    engine: Engine
    seconds: float
    memory: int | None
    explain: bool
    form: Format
    out: str
    folder: Path | None
    second: bool
    jobs: int | None
    remember: bool
    style: Style
    trees: tuple[str, ...] = ()

    @property
    def streams(self) -> bool:
        """True iff verdicts are shown as they come."""
        return self.form == "text" and self.out == STANDARD

    @property
    def depth(self) -> Depth:
        """As text, refutations are reported too, and what is to be explained; data need nothing."""
        if self.form in ("json", "gcc"):
            return Depth(unexpected=False)
        if self.form != "text" or self.detail < 1:
            return Depth()
        return Depth(refuted=True, every=self.detail > 1 or self.explain, explain=self.explain)

    @property
    def detail(self) -> int:
        """How much is said as text: what is asked for by name, or is to be explained, is said in
        more detail than all."""
        by_name = self.style.verbosity >= 0 and bool(self.only or self.explain)
        return self.style.verbosity + by_name


@click.command("check")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option("--only", multiple=True, metavar="GLOB", help="Decide only claims named like this.")
@click.option("--engine", type=click.Choice(["both", "z3", "exact", "horn"]), default="both",
              show_default=True,
              help="Who decides; horn: z3, and its engine for Horn clauses on runs.")  # fmt: skip
@click.option("--timeout", type=SECONDS, default=SECONDS_FOR_A_CLAIM, show_default=True,
              callback=bound_seconds,
              help="Seconds to read the texts, and for each claim with its report.")  # fmt: skip
@click.option("--max-memory", "memory", type=MEMORY, metavar="MIB", callback=bound_memory,
              help=MEMORY_HELP)  # fmt: skip
@click.option("--explain", is_flag=True, help="Say what each proof needs.")
@format_option(*PAGES, "csv", "json", *FINDINGS, help="Text, or a format of other tools.")
@click.option("--out", metavar="FILE", default=STANDARD, help="Where to write; default stdout.")
@click.option("--emit-smt2", "folder", metavar="DIR", type=click.Path(path_type=Path),
              help="Write each claim for other solvers.")  # fmt: skip
@click.option("--second-solver", "second", is_flag=True, help="Have another solver decide too.")
@click.option("--jobs", metavar="N", type=click.IntRange(1),
              help="Processes that decide; by default as many as pay, at most 8.")  # fmt: skip
@click.option("--tree", "trees", multiple=True, metavar="NAME=DIR[@REV]",
              help="Let the code decide: as it lies in DIR, or as git has it at REV.")  # fmt: skip
@click.option("--no-cache", is_flag=True, help="Decide everything, whatever was decided before.")
@style_options
def command(
    texts: tuple[str, ...],
    only: tuple[str, ...],
    engine: Engine,
    timeout: float,
    memory: int | None,
    explain: bool,
    form: Format,
    out: str,
    folder: Path | None,
    second: bool,
    jobs: int | None,
    trees: tuple[str, ...],
    no_cache: bool,
    style: Style,
) -> None:
    """Decide the claims of the texts: .attr files, folders, or REV:FILE for what git has. Without
    any, those of the project's texts, or of the shipped rules.

    Prints in full what is not as expected, and a line for each file. -v prints every verdict, and
    the reports of refutations; -vv prints every report. What --only names is printed as by -v."""
    remember = not (no_cache or folder is not None or second)
    most = default_memory() if memory is None else memory * MIB
    options = CheckOptions(
        only, engine, timeout, most, explain, form, out, folder, second, jobs, remember, style,
        trees,
    )  # fmt: skip
    raise SystemExit(guarded(lambda: check(texts, options)))


def check(texts: tuple[str, ...], options: CheckOptions) -> int:
    """Decides, prints, and returns the exit status."""
    session, items = opened(texts, options)
    code = code_of(session.model, options.trees) if options.trees else None
    if code is not None:
        if code.failures and options.streams:
            return refused(code, options.style)
        session = by_code(session, code)
        items = selection(session, options.only)
    outcome: Outcome
    if options.form == "text":
        outcome = Stream(session, items, options.style, options.detail, code)
    else:
        outcome = Whole(session, items, options.style, options.form, code)
    outcome.oversights = passed_over(session, options)
    with (
        nullcontext(sys.stdout) if options.streams else whole(options.out) as stream,
        redirect_stdout(stream),
    ):
        outcome.begin()
        time_is_up_to_items(click.get_current_context())
        if code is None or not code.failures:
            decide_all(session, items, options, outcome)
        outcome.finish()
        if options.form == "text" and not options.streams:
            click.echo("".join(f"{problem}\n" for problem in session.problems), nl=False)
    if session.problems:
        status.report_problems(SpecError(list(session.problems)))
    return outcome.run().status


def passed_over(session: Session, options: CheckOptions) -> tuple[Problem, ...]:
    """What nothing is decided of, or something else than it seems, among what is asked for."""
    from memattr.lint.oversights import oversights

    every = oversights(session.model, session.asked)
    globs = options.only
    return tuple(
        oversight.problem
        for oversight in every
        if not globs or any(fnmatchcase(oversight.name, glob) for glob in globs)
    )


def refused(code: CodeAnswer, style: Style) -> int:
    """Says what of the code was not understood, after where it differs: nothing is decided."""
    pages = [difference_page(code.written, difference) for difference in code.differences]
    for page in (*pages, *failure_pages(code.failures)):
        click.echo("\n".join(page_lines(page, style)), err=True, color=style.color)
    click.echo(nothing_decided(code), err=True)
    return status.UNUSABLE


def opened(texts: tuple[str, ...], options: CheckOptions) -> tuple[Session, list[Checkable]]:
    """The texts, and what is to be decided. What cannot be used is reported in every format, so
    that no file of an earlier run stays behind; on standard output, text says it as it is."""
    try:
        session = open_what_can_be(only_texts(texts), options.remember)
        return session, selection(session, options.only)
    except SpecError as error:
        if options.streams:
            raise
        problems = error.problems
    return Session(Model({}, {}, {}, {}), frozenset(), tuple(problems)), []


def decide_all(
    session: Session, items: list[Checkable], options: CheckOptions, outcome: Outcome
) -> None:
    """Every claim, then every stated answer, until someone interrupts. What was decided before is
    recalled; what was not is remembered."""
    if session.key is None or not options.remember:
        return decide(session.model, items, options, outcome, iter)
    from memattr.command.recall import Recall

    recall = Recall(session.model, options.engine, options.depth, session.key)
    digests = recall.digests(items)
    known = [recall.recalled(*pair) for pair in zip(items, digests, strict=True)]

    def among_known(fresh: Iterator[Checked]) -> Iterator[Checked]:
        for digest, checked in zip(digests, known, strict=True):
            if checked is None:
                checked = next(fresh)
                recall.keep(digest, checked)
            yield checked

    new = [item for item, checked in zip(items, known, strict=True) if checked is None]
    decide(session.model, new, options, outcome, among_known)
    return recall.write()


def decide(
    model: Model,
    items: Sequence[Checkable],
    options: CheckOptions,
    outcome: Outcome,
    every: Callable[[Iterator[Checked]], Iterator[Checked]],
) -> None:
    """Decides the items; `every` tells what comes of all from what comes of these."""
    count = processes_for(options.jobs, len(items))
    milliseconds = int(options.seconds * 1000)
    outside = OutsideEvidence(model, options.folder, options.second, milliseconds)

    beside = (outside.beside, outside.beside_runs)
    new_checker = partial(Checker, model, options.engine, options.seconds, options.depth, *beside)
    here = count == 1 and not is_bound(click.get_current_context())
    bounds = Bounds(options.seconds, options.memory)
    interruption = Interruption()
    try:
        checker = new_checker() if items and here else None
        with interruption.heard(), checker.decider.interruptible() if checker else nullcontext():
            fresh = (
                map(checker.checked, items)
                if checker
                else in_processes(count, new_checker, items, bounds)
            )
            checked = every(fresh)
            for one in counted(checked, "claims", len(outcome.items)):
                with interruption.held():
                    outcome.add(one)
    except Exception:
        # A solver that is stopped may complain in any way.
        if not interruption.arrived:
            raise
    except KeyboardInterrupt:
        outcome.interrupted = True
    outcome.interrupted = outcome.interrupted or interruption.arrived


def selection(session: Session, only: Sequence[str]) -> list[Checkable]:
    """The claims, those about runs, and then the questions with stated answers. A text of policies
    alone has none of these.

    What cannot be selected from is unusable, and so is a pattern like which nothing is named: the
    problems of files that were left out may be why."""
    every: list[Checkable] = list(session.decided())
    unmet = [glob for glob in only if not any(_is_like(item, glob) for item in every)]
    if unmet:
        _refuse(session, every, unmet)
    if every or _declares_scopes(session):
        return [item for item in every if not only or any(_is_like(item, glob) for glob in only)]
    if session.problems:
        raise SpecError(list(session.problems))
    raise Unusable("there is no claim to decide", "Write one: prove NAME for ... : ...")


def names_of(item: Checkable) -> Iterator[str]:
    """How `--only` may call it: by its name, its family, or either without the text's name."""
    names = [item.name]
    if isinstance(item, Claim | SafetyClaim):
        names.append(item.family)
    for name in filter(None, names):
        yield name
        if ":" in name:
            yield name.partition(":")[2]


def _is_like(item: Checkable, glob: str) -> bool:
    return any(name == glob or fnmatchcase(name, glob) for name in names_of(item))


def _declares_scopes(session: Session) -> bool:
    scopes = session.model.scopes.values()
    return any(scope.note.place.file in session.asked for scope in scopes)


def _refuse(session: Session, every: Sequence[Checkable], unmet: Sequence[str]) -> None:
    way = way_out(unmet[0], [name for item in every for name in names_of(item)], "claims")
    if session.problems:
        way = "It may be declared in a text that cannot be used."
    message = f"no claim is named like {' or '.join(unmet)}"
    if session.problems:
        place = Place("arguments", 1, 1)
        raise SpecError([*session.problems, Problem(place, "unusable", message, "", way)])
    raise Unusable(message, way)
