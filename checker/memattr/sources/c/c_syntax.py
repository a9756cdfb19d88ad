"""Tokens -> the syntax tree of tree-sitter, whose nodes keep the places of their tokens.

tree-sitter never fails: what it does not understand it marks, and so a tree with such a mark is
refused here. Blanks of the parsed text are single, so that the text of a node spells its tokens."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from memattr.sources.c.c_tokens import Token
from memattr.sources.c.unread import CodePlace, refuse

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

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
