"""memattr: a specification language and model checker for memory attributes.

The names below are those of `memattr.api`, imported when they are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memattr.api import (
        Checked,
        Found,
        FoundProcedures,
        InputInfo,
        Texts,
        check,
        compare,
        conform,
        describe,
        describe_text,
        evaluate,
        find,
        find_procedures,
        load,
        rows,
    )
    from memattr.place import SpecError

__all__ = [
    "Checked",
    "Found",
    "FoundProcedures",
    "InputInfo",
    "SpecError",
    "Texts",
    "check",
    "compare",
    "conform",
    "describe",
    "describe_text",
    "evaluate",
    "find",
    "find_procedures",
    "load",
    "rows",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'memattr' has no attribute '{name}'")
    from memattr import api

    return getattr(api, name)
