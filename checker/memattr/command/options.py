"""Options that several commands share, and how answers are printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Literal, TypeVar

import click

from memattr.formats.render import FORMATS, Format, rendered
from memattr.formats.style import Style
from memattr.pages.output import Output

F = TypeVar("F", bound=Callable[..., Any])
Color = Literal["auto", "always", "never"]


def style_options(function: Callable[..., None]) -> Callable[..., None]:
    """--width, --color, -q, -v: the function is given the `style` that they ask for."""

    @wraps(function)
    def with_style(*, width: int, color: Color, quiet: bool, verbose: bool, **others: Any) -> None:
        style = Style(width, _is_coloured(color, others.get("out")), -1 if quiet else int(verbose))
        function(style=style, **others)

    options = [
        click.option("--width", default=76, show_default=True, help="Columns of text.",
                     type=click.IntRange(40, 400)),
        click.option("--color", default="auto", show_default=True,
                     type=click.Choice(["auto", "always", "never"]), help="Colour on a terminal."),
        click.option("-q", "--quiet", is_flag=True, help="Print only what is unexpected."),
        click.option("-v", "--verbose", is_flag=True, help="Print every report in full."),
    ]  # fmt: skip
    for option in reversed(options):
        with_style = option(with_style)
    return with_style


def _is_coloured(color: Color, out: object) -> bool:
    """Unless told, only on a terminal whose user has nothing against it."""
    to_file = out is not None and str(out) != "-"
    plain = to_file or not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))
    return color == "always" or (color == "auto" and not plain)


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
