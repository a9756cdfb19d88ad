"""Code as a reading asks it: files of one language as a program, whatever the language is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from memattr.sources.code_types import CodeType
from memattr.sources.store import Value
from memattr.sources.unread import CodePlace

if TYPE_CHECKING:
    from tree_sitter import Node

    from memattr.sources.paths import Paths

NOWHERE = CodePlace("", 0)


class CodeText(Protocol):
    """A text that was parsed."""

    def place(self, node: Node) -> CodePlace:
        """Where the node begins."""

    def text(self, node: Node) -> str:
        """The node's tokens with single blanks."""


@dataclass(frozen=True)
class Stated:
    """What a system states about its code.

    `defined` are names with what they stand for, `NAME` or `NAME(a, b)`, `undefined` names that
    stand for nothing, and `passed` calls that change nothing that is read."""

    defined: tuple[tuple[str, str], ...] = ()
    undefined: tuple[str, ...] = ()
    passed: frozenset[str] = frozenset()
    place: CodePlace = NOWHERE


@dataclass(frozen=True)
class FunctionCode:
    """A function that is read: its parameters by name, its body, and the type that it returns."""

    name: str
    text: CodeText
    body: Node
    parameters: tuple[tuple[str, CodeType], ...]
    result: CodeType
    place: CodePlace


class Program(Protocol):
    """Files of one tree, read in order, under what is stated about them."""

    stated: Stated

    def add(self, files: Mapping[str, str]) -> None:
        """Reads more files, by name. Raises NotRead."""

    def with_files(self, files: Mapping[str, str]) -> Program:
        """A program of these files after those read so far. Raises NotRead."""

    def seen_from(self, file: str) -> Program:
        """The program as a reading of one of its files sees it."""

    def function(self, name: str) -> FunctionCode | None:
        """A function's code; None if no file read defines it. Raises NotRead."""

    def written(self, expression: str, place: CodePlace) -> tuple[CodeText, Node]:
        """An expression that a reading holds. Raises NotRead."""

    def paths(self, facts: dict[str, Value]) -> Paths:
        """The paths on which these expressions, by their text, have these values."""

    def defined_at(self, name: str) -> CodePlace | None:
        """Where the code defines a constant of that name."""

    def names_used(self, place: CodePlace) -> tuple[tuple[str, CodePlace], ...]:
        """The macros and constants that tell what the line says, and where they are defined."""

    def forget_names(self, place: CodePlace) -> None:
        """Nothing is used any more by the line."""


def inside(node: Node) -> Iterator[Node]:
    """The node and all nodes below it."""
    yield node
    for child in node.named_children:
        yield from inside(child)


def child_of(node: Node, name: str) -> Node:
    """The child that the grammar has for every node of this type."""
    child = node.child_by_field_name(name)
    assert child is not None
    return child
