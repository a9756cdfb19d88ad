"""What `written` writes for an expression is read back as the same expression."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from memattr.language import syntax
from memattr.language.parse import parse
from memattr.language.unparse import written
from memattr.place import Place

from .mutate import ROOT

NOWHERE = Place("", 0, 0)


def expressions(node: object) -> Iterator[syntax.Expression]:
    """The outermost expressions below a node."""
    if isinstance(node, syntax.Name | syntax.Number):
        return
    if isinstance(node, syntax.Expression):
        yield node
    elif isinstance(node, tuple):
        for part in node:
            yield from expressions(part)
    elif dataclasses.is_dataclass(node):
        for field in dataclasses.fields(node):
            yield from expressions(getattr(node, field.name))


def placeless(node: object) -> object:
    if isinstance(node, Place):
        return NOWHERE
    if isinstance(node, tuple):
        return tuple(map(placeless, node))
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        parts = {f.name: placeless(getattr(node, f.name)) for f in dataclasses.fields(node)}
        return dataclasses.replace(node, **parts)
    return node


@pytest.mark.parametrize(
    "path", sorted((ROOT / "spec").glob("*.attr")) + sorted((ROOT / "rules").rglob("*.attr"))[:6],
    ids=lambda path: path.stem,
)  # fmt: skip
def test_written_expressions_are_read_back(path: Path) -> None:
    data = path.read_bytes()
    found = [e for item in parse("a.attr", data).items for e in expressions(item)]
    lines = "".join(f"effective e{n} = {written(e)}\n" for n, e in enumerate(found))
    if not found:
        return
    again = parse("b.attr", lines.encode()).items
    for expression, item in zip(found, again, strict=True):
        assert isinstance(item, syntax.DerivedItem)
        assert placeless(item.expression) == placeless(expression), written(expression)
