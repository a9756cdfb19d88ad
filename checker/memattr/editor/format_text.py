"""The bytes of a file -> its text in the one layout, which says the same."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from memattr.editor.text_layout import laid_out
from memattr.editor.tokens import tokens_of
from memattr.language.parse import parse
from memattr.place import Place


def formatted(path: str, data: bytes) -> str:
    """The text in its layout. Raises SpecError if it cannot be parsed; AssertionError if the layout
    would say something else, or lose a comment."""
    before = parse(path, data)
    text = laid_out(before.lines)
    after = parse(path, text.encode())
    assert _placeless(before.items) == _placeless(after.items), "a layout changes no item"
    assert _words(before.lines) == _words(after.lines), "a layout keeps every token and comment"
    return text


def _words(lines: tuple[str, ...]) -> list[str]:
    return [token.text for token in tokens_of(lines)]


def _placeless(node: Any) -> Any:
    """The node without the places in it."""
    if isinstance(node, tuple):
        return tuple(map(_placeless, node))
    if isinstance(node, Place):
        return None
    if is_dataclass(node) and not isinstance(node, type):
        parts = (getattr(node, field.name) for field in fields(node))
        return (type(node).__name__, *map(_placeless, parts))
    return node
