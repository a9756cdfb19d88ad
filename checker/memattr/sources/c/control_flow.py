"""The ways in which statements of C go on, and what stands inside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memattr.sources.c.store import Location, Store, Value
from memattr.sources.c.unread import Cause

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True)
class Return:
    """One way in which a function ends: its value, its memory and the names in scope."""

    value: Value
    state: Store
    scopes: tuple[dict[str, Location], ...]
    cause: Cause


@dataclass(frozen=True)
class CallMade:
    """A call on the path, with the values of its arguments."""

    name: str
    arguments: tuple[Value, ...]
    cause: Cause


@dataclass
class Exits:
    """The stores with which a loop or a switch is left, and those with which it goes on."""

    breaks: list[Store] = field(default_factory=list)
    continues: list[Store] = field(default_factory=list)


def statements_of(case: Node) -> list[Node]:
    """What stands after the label."""
    label = case.child_by_field_name("value")
    return [child for child in case.named_children if child != label]


def inside(node: Node) -> Iterator[Node]:
    """The node and all nodes below it."""
    yield node
    for child in node.named_children:
        yield from inside(child)
