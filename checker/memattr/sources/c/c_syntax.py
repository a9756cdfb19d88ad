"""Text of C -> lines without comments -> tokens, each with its place -> the tree of tree-sitter.

tree-sitter never fails: what it does not understand it marks, and so a tree with such a mark is
refused here. Blanks of the parsed text are single, so that the text of a node spells its tokens."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from memattr.sources.unread import CodePlace, refuse

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

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

    def blank(comment: re.Match[str]) -> str:
        matched = comment.group()
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
    for matched in TOKEN.finditer(text):
        line += text.count("\n", start, matched.start())
        start = matched.start()
        made.append(Token(matched.lastgroup or "mark", matched.group(), CodePlace(file, line)))
    return tuple(made)


def spelled(some: Iterable[Token]) -> str:
    """The tokens as text, with one blank between them."""
    return " ".join(token.text for token in some)


def without_fallthrough(some: Sequence[Token]) -> list[Token]:
    """The tokens without the statement that says that a case goes on in the next one."""
    texts = [token.text.strip("_") for token in some]
    kept: list[Token] = []
    position = 0
    while position < len(some):
        if texts[position : position + len(FALLTHROUGH)] == FALLTHROUGH:
            position += len(FALLTHROUGH)
        else:
            kept.append(some[position])
            position += 1
    return kept


# ---- Trees

FALLTHROUGH = ["attribute", "(", "(", "fallthrough", ")", ")", ";"]
TYPEDEF = "__typedef_"
"""Begins the tag that stands for a typedef in brackets: a cast is then no call."""


@cache
def parser() -> Parser:
    """The parser for C. Raises ImportError if the extra is not installed."""
    import tree_sitter
    import tree_sitter_c

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_c.language()))


@dataclass(frozen=True)
class ParsedText:
    """A parsed text: which token begins where."""

    source: bytes
    starts: tuple[int, ...]
    tokens: tuple[Token, ...]

    def place(self, node: Node) -> CodePlace:
        """Where the node begins."""
        return self.tokens[max(bisect_right(self.starts, node.start_byte) - 1, 0)].place

    def text(self, node: Node) -> str:
        """The node's tokens with single blanks."""
        return self.source[node.start_byte : node.end_byte].decode()


def parsed(
    some: Sequence[Token], is_type: Callable[[str], bool], before: str = "", after: str = ""
) -> tuple[ParsedText, Node]:
    """The tokens as a tree, between texts that make them a whole. Raises NotRead."""
    pieces, starts, size = [before], [], len(before.encode())
    for position, token in enumerate(some):
        cast = position > 0 and some[position - 1].text == "(" and is_type(token.text)
        cast = cast and _closes(some, position + 1)
        text = f"struct {TYPEDEF}{token.text} " if cast else f"{token.text} "
        starts.append(size)
        pieces.append(text)
        size += len(text.encode())
    whole = "".join([*pieces, after]).encode()
    text_of = ParsedText(whole, tuple(starts), tuple(some))
    root = parser().parse(whole).root_node
    if root.has_error:
        wrong = next(broken(root), root)
        where = text_of.place(wrong)
        spelled = " ".join(text_of.text(wrong).split()[:8])
        raise refuse(where, f"the code at '{spelled}' is not understood", NAME_ITS_MACROS)
    return text_of, root


NAME_ITS_MACROS = "If a macro stands there, name the header that defines it, or define it."


def _closes(some: Sequence[Token], position: int) -> bool:
    """Whether nothing but stars follows up to the closing bracket."""
    while position < len(some) and some[position].text in ("*", "const", "volatile"):
        position += 1
    return position < len(some) and some[position].text == ")"


def broken(node: Node) -> Iterator[Node]:
    """The nodes that the parser marks as not understood."""
    if node.is_error or node.is_missing:
        yield node
    for child in node.children:
        if child.has_error or child.is_missing:
            yield from broken(child)
