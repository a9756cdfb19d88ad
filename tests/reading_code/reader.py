"""Reads small files of C: a number, or the message with which the reader refuses."""

from __future__ import annotations

from memattr.sources.c.program import CProgram
from memattr.sources.code_program import Stated
from memattr.sources.code_reading import (
    Asked,
    Assigned,
    CodeValue,
    ConstantTarget,
    Passed,
    Returned,
    Target,
    read,
)
from memattr.sources.known_bits import Word
from memattr.sources.store import Unread
from memattr.sources.unread import CodePlace, NotRead

PLACE = CodePlace("rules.attr", 1)


def found(
    files: dict[str, str], target: Target, *facts: tuple[str, str], stated: Stated
) -> CodeValue:
    program = CProgram(stated)
    program.add(files)
    return read(program, Asked(target, facts, PLACE))


def outcome(
    text: str, target: Target, *facts: tuple[str, str], stated: Stated | None = None
) -> int | str:
    """The number that one file `a.c` gives, or why it gives none."""
    try:
        value = found({"a.c": text}, target, *facts, stated=stated or Stated()).value
    except NotRead as error:
        return str(error)
    if not isinstance(value, Word):
        return str(value.cause) if isinstance(value, Unread) else "an address"
    cause = value.cause_of(value.mask)
    if cause is not None:
        return str(cause)
    number = value.number
    assert number is not None
    return number


def constant(text: str, expression: str, stated: Stated | None = None) -> int | str:
    return outcome(text, ConstantTarget(expression), stated=stated)


def returned(text: str, *facts: tuple[str, str], stated: Stated | None = None) -> int | str:
    """What the function `f` returns."""
    return outcome(text, Returned("f"), *facts, stated=stated)


def assigned(
    text: str, lvalue: str, *facts: tuple[str, str], stated: Stated | None = None
) -> int | str:
    return outcome(text, Assigned("f", lvalue), *facts, stated=stated)


def passed(
    text: str, argument: int, callee: str, *facts: tuple[str, str], stated: Stated | None = None
) -> int | str:
    return outcome(text, Passed("f", argument, callee), *facts, stated=stated)
