"""The arguments of a command -> the texts among them, and the other words.

A text is a file `NAME.attr`, a folder that is written with a slash, or `REV:FILE`, what git has at
a revision. `FILE:POLICY` is both: the text, and a word that names the policy in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from memattr.language.attr_files import SUFFIX, Given, exists, unit_name
from memattr.project.configuration import project_of
from memattr.project.revision import checked_out, is_revision


@dataclass(frozen=True)
class Arguments:
    """`given` is what to load, and `texts` how many of it the arguments named."""

    given: Given
    words: tuple[str, ...]
    texts: int


@contextmanager
def separated(words: Sequence[str], instead: Sequence[Path] = ()) -> Iterator[Arguments]:
    """The texts among the words are added to the shipped rules, or to those that are loaded
    `instead` of them. If there are none of either, the project's texts are added.

    What git has is there until the context ends. Raises SpecError if git has no such thing."""
    paths: list[Path] = []
    others: list[str] = []
    named = 0
    revisions: list[tuple[Path, str]] = []
    with ExitStack() as stack:
        for word in words:
            text, word_left = _split(word)
            if text is None:
                others.append(word)
                continue
            named += 1
            if is_revision(text):
                given = stack.enter_context(checked_out(text))
                paths += given.paths
                revisions += given.revisions
            else:
                paths.append(Path(text))
            if word_left is not None:
                others.append(f"{unit_name(paths[-1])}:{word_left}")
        if not paths and not instead:
            project = project_of(Path.cwd())
            paths += project.texts if project else ()
        texts = Given((*instead, *paths), not instead, tuple(revisions))
        yield Arguments(texts, tuple(others), named)


@contextmanager
def texts_of(words: Sequence[str], with_rules: bool = False) -> Iterator[Given]:
    """The texts that the words are, every one; if there are none, the project's.

    What git has is there until the context ends. Raises SpecError if git has no such thing."""
    with ExitStack() as stack:
        given = [
            stack.enter_context(checked_out(word)) if is_revision(word) else Given((Path(word),))
            for word in words
        ]
        paths = [path for one in given for path in one.paths]
        project = None if paths else project_of(Path.cwd())
        paths += project.texts if project else ()
        yield Given(
            tuple(paths), with_rules, tuple(pair for one in given for pair in one.revisions)
        )


def is_text(word: str) -> bool:
    """True iff the word is a text, and no word beside."""
    text, left = _split(word)
    return text is not None and left is None


def _split(word: str) -> tuple[str | None, str | None]:
    """The text that a word names, and the word that is left of it."""
    if word.endswith(SUFFIX) or word in (".", ".."):
        return word, None
    if "/" in word and exists(Path(word)) and Path(word).is_dir():
        return word, None
    before, name, after = word.partition(f"{SUFFIX}:")
    if name and after and " " not in before:
        return f"{before}{SUFFIX}", after
    return None, None
