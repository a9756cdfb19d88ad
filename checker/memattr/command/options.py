"""Options that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
Color = Literal["auto", "always", "never"]


@dataclass(frozen=True)
class Look:
    """How text is laid out: columns, colour, and how much of it (-1 quiet, 0, 1 verbose)."""

    width: int
    color: bool
    verbosity: int


def look_options(function: F) -> F:
    """--width, --color, -q, -v"""
    options = [
        click.option("--width", default=76, show_default=True, help="Columns of text.",
                     type=click.IntRange(40, 400)),
        click.option("--color", default="auto", show_default=True,
                     type=click.Choice(["auto", "always", "never"]), help="Colour on a terminal."),
        click.option("-q", "--quiet", is_flag=True, help="Print only what is unexpected."),
        click.option("-v", "--verbose", is_flag=True, help="Print every report in full."),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def look(width: int, color: Color, quiet: bool, verbose: bool, out: str = "-") -> Look:
    """The look that the options ask for, for output to standard output or to a file."""
    plain = out != "-" or not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))
    wanted = color == "always" or (color == "auto" and not plain)
    return Look(width, wanted, -1 if quiet else int(verbose))
