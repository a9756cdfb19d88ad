"""A text -> its tokens, comments and line ends included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal["comment", "string", "number", "name", "keyword", "symbol"]

TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<string>"[^"\n]*")
      | (?P<section>[A-Z][0-9]+(?:\.[0-9]+)+)
      | (?P<number>[0-9][0-9A-Za-z_.]*)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<symbol>->|=>|[=:;,.|()\[\]@])""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class SemanticToken:
    """A word of the language where it stands; lines and columns count from 0."""

    kind: Kind
    text: str
    line: int
    column: int


def tokens_of(lines: tuple[str, ...]) -> list[SemanticToken]:
    """The tokens of the lines. What is no token is left out: parsing refuses it."""
    return [
        SemanticToken(_kind(match), match[0].rstrip(), number, match.start())
        for number, line in enumerate(lines)
        for match in TOKEN.finditer(line)
    ]


def _kind(match: re.Match[str]) -> Kind:
    match match.lastgroup:
        case "comment" | "string" | "number" | "symbol":
            return match.lastgroup
        case "section":
            return "name"
        case _:
            return "keyword" if match[0] in keywords() else "name"


@cache
def grammar() -> str:
    """The grammar of the language."""
    return files("memattr.language").joinpath("grammar.lark").read_text(encoding="utf-8")


@cache
def keywords() -> frozenset[str]:
    r"""Every word of the grammar: the terminals that are written /word\b/."""
    return frozenset(re.findall(r"^_?[A-Z]+(?:\.\d+)?: /([a-z]+)\\b/$", grammar(), re.MULTILINE))
