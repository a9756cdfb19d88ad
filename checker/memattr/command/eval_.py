"""`memattr eval`: what one situation comes to, or each row of a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import click

from memattr.answers.typed_situation import TypedSituation, typed_situation
from memattr.command.options import format_option, names, separated, style_options
from memattr.command.status import EXPECTED, guarded, say
from memattr.formats.render import PAGES, Format, rendered
from memattr.language.attr_files import Given
from memattr.model.model import Model
from memattr.pages.output import Style
from memattr.place import SpecError, Unusable
from memattr.readings.evaluate import Evaluator
from memattr.session import open_session, shipped_specification

# What is typed as an expression has this name in the text.
GIVEN = "typed_given"


@click.command("eval")
@click.argument(
    "words",
    nargs=-1,
    metavar="[POLICY] [SETTING]... [NAME=VALUE]... [TEXT]...",
    shell_complete=names("policies", "systems", "settings", "inputs"),
)
@click.option("--in", "rows", metavar="F.csv", help="Evaluate each row of a file; - is stdin.")
@click.option("--out", metavar="FILE", default="-", help="Where to write; default stdout.")
@click.option("--keep", multiple=True, metavar="NAME", help="A column to repeat, not an input.")
@click.option("--all-results", is_flag=True, help="A line for each permitted joint result.")
@click.option("--explain", is_flag=True, help="Show the cases that gave the result.")
@format_option(*PAGES, "json", help="Text, or data for scripts.")
@style_options
def command(
    words: tuple[str, ...],
    rows: str | None,
    out: str,
    keep: tuple[str, ...],
    all_results: bool,
    explain: bool,
    form: Format,
    style: Style,
) -> None:
    """What the hardware does in one situation, or in each row of a CSV file.

    Inputs are taken from NAME=VALUE (0b, 0x, decimal or words), from settings, from a policy or
    SYSTEM:POLICY (POLICY@NAME=VALUE,... changes it), then from defaults. A choice may be given
    like an input. Each TEXT (a .attr file, a folder, or REV:FILE) is added to the shipped
    rules, for its policies."""

    def action() -> int:
        if rows is None:
            if keep or all_results:
                raise Unusable("--keep and --all-results need rows", "Say --in F.csv")
            return one(words, explain, form, out, style)
        if explain or form != "text":
            raise Unusable("--explain and --format are for one situation, not for a file")
        return many(words, rows, out, keep, all_results, style.verbosity >= 0)

    raise SystemExit(guarded(action))


def one(words: tuple[str, ...], explain: bool, form: Format, out: str, style: Style) -> int:
    """Evaluates one situation."""
    from memattr.answers.data import provenance_of
    from memattr.answers.evaluation import evaluation, evaluation_data
    from memattr.formats.whole import whole
    from memattr.pages.eval_page import eval_page
    from memattr.pages.output import Output

    evaluator, situation = read_words(words)
    answer = evaluation(evaluator, situation, explain)
    page = eval_page(answer, with_situation=style.verbosity >= 0)
    output = Output((page,), evaluation_data(answer), provenance_of(answer.model))
    with whole(out) as stream:
        stream.write(rendered(form, output, style))
    return EXPECTED


def many(
    words: tuple[str, ...],
    rows: str,
    out: str,
    keep: tuple[str, ...],
    all_results: bool,
    with_notes: bool,
) -> int:
    """Evaluates each row of a file. What makes no difference in any of them is said beside it."""
    from memattr.batch.batch_evaluation import Answering
    from memattr.batch.row_file import open_table
    from memattr.command.status import counted
    from memattr.formats.whole import whole
    from memattr.pages.eval_page import idle_text

    evaluator, situation = read_words(words)
    with open_table(rows) as table, whole(out) as stream:
        answering = Answering(evaluator, situation, all_results)
        idle = answering.write(table, keep, stream, lambda lines: counted(lines, "rows"))
    for each in idle if with_notes else ():
        say(f"note: {idle_text(evaluator.model, each, 'in any row')}")
    return EXPECTED


def read_words(words: tuple[str, ...]) -> tuple[Evaluator, TypedSituation]:
    """The model with the .attr files among the words, and what the other words say."""
    arguments = separated(words)
    evaluator = Evaluator(_model(arguments.given, arguments.words))
    if not evaluator.model.outputs():
        raise Unusable("the specification declares no output: there is nothing to evaluate")
    situation = typed_situation(evaluator, arguments.words)
    return Evaluator(situation.bound(evaluator.model)), situation


def read_given(words: tuple[str, ...], given: tuple[str, ...]) -> tuple[Evaluator, TypedSituation]:
    """The same of words and of what `--given` says: one word more, or an expression."""
    from memattr.language.elaborated import TypedItem, with_typed_item

    written = tuple(text for text in given if is_expression(text))
    plain = (*words, *(text for text in given if text not in written))
    if not written:
        return read_words(plain)
    arguments = separated(plain)
    body = written[0] if len(written) == 1 else " and ".join(f"({text})" for text in written)
    item = TypedItem("--given", GIVEN, f"impossible {GIVEN} : ", body)
    model, problems = with_typed_item(arguments.given, item)
    if problems:
        raise SpecError([*problems])
    (assumed,) = (one.expression for one in model.impossible if one.name == GIVEN)
    others = tuple(one for one in model.impossible if one.name != GIVEN)
    model = replace(model, impossible=others)
    evaluator = Evaluator(model)
    situation = replace(
        typed_situation(evaluator, arguments.words), assumed=assumed, written=written
    )
    return Evaluator(situation.bound(model)), situation


def is_expression(text: str) -> bool:
    """True iff the text is no word that may stand after a file."""
    return re.search(r"[\s()<>]", text.strip()) is not None


def _model(texts: Given, words: Sequence[str]) -> Model:
    """The shipped rules are read only where a policy of theirs may be meant."""
    if texts.paths or any("=" not in word.partition("@")[0] for word in words):
        return open_session(texts).model
    return shipped_specification()
