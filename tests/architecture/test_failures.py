"""Failures are an author's or a user's mistake, or a promise of ours that is broken."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .tree import python_files, tree

KINDS = {"SpecError", "AssertionError"}
# What is raised otherwise is caught inside the package, and is the failure of nobody.
CAUGHT = {
    "GaveUp": "a bound was reached: the verdict is unknown",
    "NotRead": "the reader of code does not understand: the value is unknown, with its cause",
    "NoLongerWanted": "who waited for results has gone",
    "Told": "a signal says that the process is to end",
    "_OfTheRows": "rows of answers have a problem, which is one of their verdict",
    "_NothingAdmitted": "no situation is left for a row, which is a verdict",
}


def exceptions() -> Iterator[tuple[str, set[str]]]:
    """Every class that can be raised, with the classes that it derives from, however far."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
    }
    for name in bases:
        above, waiting = set[str](), [name]
        while waiting:
            more = bases.get(waiting.pop(), set()) - above
            above |= more
            waiting += more
        if above & {"Exception", "BaseException", "SpecError", "AssertionError"}:
            yield name, above


def test_failures_are_of_two_kinds() -> None:
    others = {
        name
        for name, above in exceptions()
        if not (above | {name}) & KINDS or name == "BaseException"
    }
    assert others == CAUGHT.keys()


def test_what_is_caught_is_caught() -> None:
    """Each of the others has a handler somewhere."""
    handled = {
        name.id
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and node.type is not None
        for name in ast.walk(node.type)
        if isinstance(name, ast.Name)
    }
    assert CAUGHT.keys() <= handled
