"""Text of Rust -> the tree of tree-sitter, and what annotations say of the configuration.

tree-sitter never fails: what it does not understand it marks, and a tree with such a mark is
refused where it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from memattr.sources.code_types import CodeType
from memattr.sources.unread import Cause, CodePlace, refuse

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

Doubt: TypeAlias = Cause | Literal[False] | None
"""Why something may not be compiled; None if it is, False if it is not."""
COMMENTS = ("line_comment", "block_comment")
NEVER = frozenset({"test", "doc", "doctest"})
"""Configurations in which nobody builds what is run."""


@cache
def parser() -> Parser:
    """The parser for Rust. Raises ImportError if the extra is not installed."""
    import tree_sitter
    import tree_sitter_rust

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))


@dataclass(frozen=True)
class RustText:
    """Where a piece of code stands: its file, the path of its module, the type that `Self` is, the
    names of type parameters, and the type of numbers of which the code says none."""

    file: str
    module: tuple[str, ...]
    owner: CodeType | None = None
    generics: frozenset[str] = frozenset()
    default: CodeType | None = None

    def place(self, node: Node) -> CodePlace:
        """Where the node begins."""
        return CodePlace(self.file, node.start_point[0] + 1)

    def text(self, node: Node) -> str:
        """The node's tokens with single blanks."""
        return " ".join(leaves(node))

    def of(self, owner: CodeType | None, generics: frozenset[str]) -> RustText:
        """The same place inside an `impl`."""
        return replace(self, owner=owner, generics=self.generics | generics)


def leaves(node: Node) -> Iterator[str]:
    """The tokens of a node."""
    if node.type in COMMENTS:
        return
    if not node.children or node.type in ("string_literal", "char_literal"):
        yield source(node)
    for child in node.children if node.type not in ("string_literal", "char_literal") else ():
        yield from leaves(child)


def source(node: Node) -> str:
    """The node as it is written."""
    text = node.text
    return text.decode("utf-8", errors="replace") if text is not None else ""


def parsed(text: str, file: str, line: int = 1) -> Node:
    """The text, which begins in this line of the file, as a tree. Raises NotRead."""
    root = parser().parse(("\n" * (line - 1) + text).encode()).root_node
    if root.has_error:
        wrong = next(_broken(root), root)
        spelled = " ".join(list(leaves(wrong))[:8])
        place = CodePlace(file, wrong.start_point[0] + 1)
        raise refuse(place, f"the code at '{spelled}' is not understood", "Read another file.")
    return root


def _broken(node: Node) -> Iterator[Node]:
    if node.is_error or node.is_missing:
        yield node
    for child in node.children:
        if child.has_error or child.is_missing:
            yield from _broken(child)


def expression(text: str, file: str, line: int) -> Node:
    """The text as one expression. Raises NotRead."""
    root = parsed(f"const X: X = {text};", file, line)
    value = root.named_children[0].child_by_field_name("value") if root.named_children else None
    if value is None or root.named_child_count != 1:
        raise refuse(CodePlace(file, line), "this is no expression", "Write one expression.")
    return value


# ---- Annotations


@dataclass(frozen=True)
class CfgOptions:
    """The options of `cfg` that are stated to be set, and those that are stated not to be."""

    on: frozenset[str]
    off: frozenset[str]

    def doubt(self, annotations: Sequence[Node], text: RustText) -> Cause | bool | None:
        """Whether what the annotations stand before is compiled: None if it is, False if it is not,
        and the cause if that is not known."""
        doubtful: Cause | None = None
        for annotation in annotations:
            tokens = list(leaves(annotation))
            inner = tokens[tokens.index("[") + 1 : -1]
            if inner[:2] != ["cfg", "("]:
                continue
            holds = self.holds(inner[2:-1])
            if holds is False:
                return False
            if holds is None:
                written = " ".join(inner).replace(" (", "(").replace("( ", "(")
                written = written.replace(" )", ")")
                way = 'State what it asks: defining "feature = NAME" as "1", or undefining it.'
                doubtful = Cause(text.place(annotation), f"'#[{written}]' is not determined", way)
        return doubtful

    def holds(self, predicate: Sequence[str]) -> bool | None:
        """Whether a predicate of `cfg` holds, if that is known."""
        if len(predicate) > 1 and predicate[0] in ("all", "any", "not") and predicate[1] == "(":
            every = [self.holds(part) for part in _parted(predicate[2:-1])]
            if predicate[0] == "not":
                return None if every[0] is None else not every[0]
            decided = predicate[0] == "any"
            if decided in every:
                return decided
            return None if None in every else not decided
        name = " ".join(token.strip('"') for token in predicate)
        if name in self.on:
            return True
        return False if name in self.off or name in NEVER else None


def _parted(tokens: Sequence[str]) -> Iterator[list[str]]:
    """The parts between commas."""
    depth, held = 0, list[str]()
    for token in tokens:
        depth += (token == "(") - (token == ")")
        if token == "," and not depth:
            yield held
            held = []
        else:
            held.append(token)
    if held:
        yield held
