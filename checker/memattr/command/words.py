"""The words of a command: the texts among them, and the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memattr.place import Unusable

if TYPE_CHECKING:
    from memattr.language.attr_files import Given
    from memattr.project.arguments import Arguments


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
