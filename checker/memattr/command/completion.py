"""What a shell completes: names of policies, claims, tables and the others, and texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

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
    found = [f"{path}/" if path.is_dir() else str(path) for path in inside]
    return [text for text in found if text.startswith(incomplete) and text.endswith((".attr", "/"))]
