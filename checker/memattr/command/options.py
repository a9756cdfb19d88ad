"""Options that several commands share, and how answers are printed."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click
from click.shell_completion import CompletionItem

from memattr.formats.render import FORMATS, Format, rendered
from memattr.pages.output import Output, Style
from memattr.place import Unusable
from memattr.processes.bounds import MIB
from memattr.processes.supervisor import Reins

if TYPE_CHECKING:
    from memattr.language.attr_files import Given
    from memattr.project.arguments import Arguments


F = TypeVar("F", bound=Callable[..., Any])
Color = Literal["auto", "always", "never"]


class _Seconds(click.ParamType[float]):
    """A number of seconds that clocks and solvers can count."""

    name = "SECONDS"
    least, most = 0.001, 1_000_000

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not self.least <= seconds <= self.most:
            range_ = f"between {self.least} and {self.most}"
            self.fail(f"'{value}' is no number of seconds {range_}.", param, ctx)
        return seconds


SECONDS = _Seconds()
# This part of the time is for what is said at its end.
LAST_WORDS = 0.05
MEMORY = click.IntRange(16, 1 << 30)
MEMORY_HELP = "MiB of memory for all processes; by default three quarters of the machine's."


def bounded(command: click.Command) -> click.Command:
    """The command with --timeout and --max-memory, which its supervisor looks after, unless it has
    options of these names itself."""
    known = {flag for parameter in command.params for flag in parameter.opts}

    def option(flag: str, **more: Any) -> None:
        if flag not in known:
            command.params.append(click.Option([flag], expose_value=False, **more))

    words = "Seconds after which all is given up."
    option("--timeout", type=SECONDS, callback=bound_seconds, help=words)
    option("--max-memory", type=MEMORY, metavar="MIB", callback=bound_memory, help=MEMORY_HELP)
    return command


def bound_seconds(ctx: click.Context, _: click.Parameter, value: float | None) -> float | None:
    """The supervisor hears of it; for a command that has a use of its own for it, too."""
    if value is not None:
        _reins(ctx).bound(seconds=value)
    return value


def bound_memory(ctx: click.Context, _: click.Parameter, value: int | None) -> int | None:
    """The supervisor hears of it too."""
    if value is not None:
        _reins(ctx).bound(memory=value * MIB)
    return value


def is_bound(ctx: click.Context) -> bool:
    """True iff a supervisor holds this process: what may last is done in others, which can be
    ended one by one."""
    return _reins(ctx).are_held


def seconds_left(ctx: click.Context, seconds: float) -> float:
    """What of the seconds that bind the whole process is left for a part of it, less what it takes
    to say what came of that part; all of it where nobody looks at the clock."""
    if not is_bound(ctx):
        return seconds
    left = seconds - _reins(ctx).seconds_gone
    return max(left - min(1.0, LAST_WORDS * seconds), _Seconds.least)


def time_is_up_to_items(ctx: click.Context) -> None:
    """From now on each item has a bound of its own, and the whole has none."""
    _reins(ctx).is_done_with_time()


def _reins(ctx: click.Context) -> Reins:
    """Loose ones where nobody supervises."""
    reins = ctx.find_root().obj
    return reins if isinstance(reins, Reins) else Reins()


def style_options(function: Callable[..., None]) -> Callable[..., None]:
    """--width, --color, -q, -v: the function is given the `style` that they ask for."""

    @wraps(function)
    def with_style(*, width: int, color: Color, quiet: bool, verbose: int, **others: Any) -> None:
        style = Style(width, _is_coloured(color, others.get("out")), -1 if quiet else verbose)
        function(style=style, **others)

    options = [
        click.option("--width", default=76, show_default=True, help="Columns of text.",
                     type=click.IntRange(40, 400)),
        click.option("--color", default="auto", show_default=True,
                     type=click.Choice(["auto", "always", "never"]), help="Colour on a terminal."),
        click.option("-q", "--quiet", is_flag=True, help="Print only what is unexpected."),
        click.option("-v", "--verbose", count=True, help="Print more; twice for all there is."),
    ]  # fmt: skip
    for option in reversed(options):
        with_style = option(with_style)
    return with_style


def _is_coloured(color: Color, out: object) -> bool:
    """Unless told, only on a terminal whose user has nothing against it."""
    to_file = out is not None and str(out) != "-"
    plain = to_file or not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))
    return color == "always" or (color == "auto" and not plain)


def no_cache_option(function: F) -> F:
    """--no-cache"""
    words = "Answer anew, whatever was answered before."
    return click.option("--no-cache", is_flag=True, help=words)(function)


def rules_option(function: F) -> F:
    """--rules"""
    return click.option(
        "--rules",
        "paths",
        multiple=True,
        metavar="PATH",
        type=click.Path(path_type=Path),
        help="Load these in place of the shipped rules; may be repeated.",
    )(function)


def format_option(*forms: Format, help: str | None = None) -> Callable[[F], F]:
    """--format, in the order of the formats, text first."""
    offered = click.Choice([form for form in FORMATS if form in forms])
    return click.option(
        "--format", "form", type=offered, default="text", show_default=True, help=help
    )


def show(output: Output, form: Format, style: Style) -> None:
    """Prints the answer in the format."""
    click.echo(rendered(form, output, style), nl=False, color=style.color)


Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def names(*kinds: str) -> Complete:
    """Names of these kinds of `memattr list`, of the shipped texts and the project's, and files. A
    text that cannot be used completes nothing."""

    def complete(
        _context: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [CompletionItem(name, help=words) for name, words in _known(kinds, incomplete)] + [
            CompletionItem(path) for path in _texts(incomplete)
        ]

    return complete


def _known(kinds: tuple[str, ...], incomplete: str) -> list[tuple[str, str]]:
    from memattr.answers.catalogue import catalogue
    from memattr.place import SpecError
    from memattr.project.arguments import separated
    from memattr.session import open_what_can_be

    try:
        with separated(()) as arguments:
            model = open_what_can_be(arguments.given).model
    except SpecError:
        return []
    return [
        (entry.name, entry.note.words)
        for kind in kinds
        for entry in catalogue(model, kind).entries
        if entry.name.startswith(incomplete)
    ]


def _texts(incomplete: str) -> list[str]:
    """Files of the language, and folders with a slash."""
    folder = Path(incomplete) if incomplete.endswith("/") else Path(incomplete).parent
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return []
    paths = [f"{path}/" if path.is_dir() else str(path) for path in inside]
    return [text for text in paths if text.startswith(incomplete) and text.endswith((".attr", "/"))]


def separated(words: Sequence[str], instead: Sequence[Path] = ()) -> Arguments:
    """The texts and the other words; what git has of texts is there until the command ends."""
    from memattr.project import arguments

    return click.get_current_context().with_resource(arguments.separated(words, instead))


def only_texts(words: Sequence[str], with_rules: bool = False) -> Given:
    """The texts that the words are; what git has of them is there until the command ends."""
    from memattr.project import arguments

    return click.get_current_context().with_resource(arguments.texts_of(words, with_rules))


def one_word(words: Sequence[str], what: str, way: str) -> str:
    """The only word that is no text."""
    if len(words) == 1:
        return words[0]
    if not words:
        raise Unusable(f"say which {what}", way)
    raise Unusable(f"only one {what} at a time: '{words[1]}' is one more", way)


def some_words(words: tuple[str, ...], what: str, way: str) -> tuple[str, ...]:
    """The words that are no texts: at least one."""
    if not words:
        raise Unusable(f"say which {what}", way)
    return words
