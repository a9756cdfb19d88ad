"""Text of C -> lines without comments -> tokens, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from memattr.sources.c.unread import CodePlace

COMMENT = re.compile(
    r"""//(?:[^\n\\]|\\\n|\\.)*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL
)
TOKEN = re.compile(
    r"""(?P<name>[A-Za-z_$][\w$]*)
    |(?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
    |(?P<text>L?"(?:\\.|[^"\\])*"|L?'(?:\\.|[^'\\])*')
    |(?P<mark>\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\#\#|[^\s\w])""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """`hidden` are the macros that are not expanded in it again."""

    kind: str
    text: str
    place: CodePlace
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LogicalLine:
    """A line with its continuations joined by line ends; `line` is the first one's number."""

    line: int
    text: str


def without_comments(text: str) -> str:
    """The text with a blank for each comment, and its line ends kept."""

    def blank(found: re.Match[str]) -> str:
        matched = found.group()
        return " " + "\n" * matched.count("\n") if matched.startswith("/") else matched

    return COMMENT.sub(blank, text)


def logical_lines(text: str) -> Iterator[LogicalLine]:
    """The lines of a text without comments; those that end in a backslash go on."""
    held: list[str] = []
    first = 1
    for number, line in enumerate(without_comments(text).splitlines(), 1):
        if not held:
            first = number
        held.append(line.removesuffix("\\") if line.endswith("\\") else line)
        if not line.endswith("\\"):
            yield LogicalLine(first, "\n".join(held))
            held = []
    if held:
        yield LogicalLine(first, "\n".join(held))


@lru_cache(maxsize=4096)
def tokens(text: str, file: str, line: int) -> tuple[Token, ...]:
    """The tokens of a text that begins in this line of the file."""
    made, start = [], 0
    for found in TOKEN.finditer(text):
        line += text.count("\n", start, found.start())
        start = found.start()
        made.append(Token(found.lastgroup or "mark", found.group(), CodePlace(file, line)))
    return tuple(made)


def spelled(some: Iterable[Token]) -> str:
    """The tokens as text, with one blank between them."""
    return " ".join(token.text for token in some)
