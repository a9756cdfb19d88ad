"""What the commands that ask questions share: the texts to load, and how answers are printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from memattr.command import status
from memattr.place import Problem, SpecError

F = TypeVar("F", bound=Callable[..., Any])


def rules_option(function: F) -> F:
    """--rules"""
    return click.option(
        "--rules",
        "paths",
        multiple=True,
        metavar="PATH",
        type=click.Path(path_type=Path),
        help="Rules to load instead of the shipped ones; may be repeated.",
    )(function)


def format_option(*forms: str) -> Callable[[F], F]:
    """--format"""
    return click.option(
        "--format", "form", type=click.Choice(forms), default=forms[0], show_default=True
    )


def left_out(problems: tuple[Problem, ...]) -> list[int]:
    """Prints the problems of files that were left out; the statuses that they give."""
    if not problems:
        return []
    status.report_problems(SpecError(list(problems)))
    return [status.UNUSABLE]
