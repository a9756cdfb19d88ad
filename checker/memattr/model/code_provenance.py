"""Where a value comes from: a line of source, or what code computes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from memattr.model.expressions import Expression
from memattr.place import Place


@dataclass(frozen=True)
class Origin:
    """The line of source that a value comes from."""

    file: str
    line: str
    after: str
    place: Place


@dataclass(frozen=True)
class Reading:
    """Where code computes an input's value, in the situations of a condition over features.

    `form` says what is read of the file: the `value` of the text, an expression; what `function`
    `returns`; what it `sets` the lvalue `text` to; or `argument`, counted from 1, that it `passes`
    to the function `text`. `layout` says where the input lies in that word, `mask` which bits of it
    count; without a layout the word is the value. `facts` say what expressions of the code are."""

    input: str
    condition: Expression
    file: str
    form: Literal["value", "returns", "sets", "passes"]
    function: str
    text: str
    argument: int
    layout: str
    mask: str
    facts: tuple[tuple[str, str], ...]
    place: Place


@dataclass(frozen=True)
class CodeContext:
    """The terms on which the code of a system's tree is read: files that are read first, macros as
    (`NAME` or `NAME(a, b)`, body), names that are no macros, and calls that change nothing. Those
    of a policy come after those of its system."""

    headers: tuple[str, ...] = ()
    defined: tuple[tuple[str, str], ...] = ()
    undefined: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


NO_CODE = CodeContext()
