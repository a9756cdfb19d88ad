"""Text -> syntax tree. The one file that knows lark.

An item starts in column 0 and is parsed on its own, so every item's syntax error is found."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from memattr.language import syntax
from memattr.language.build import Builder
from memattr.place import Place, Problem, SpecError

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

MAX_BYTES = 1 << 20
MAX_DEPTH = 100

TOO_DEEP = f"nested more than {MAX_DEPTH} deep"
NAME_PARTS = "Give the inner parts names of their own."

FRIENDLY = {
    "NAME": "a name",
    "NUMBER": "a number",
    "STRING": 'a "sentence"',
    "SECTION": "a section number",
    "VERSION": "a version",
    "$END": "the end of the item",
    "_ARROW": "'->'",
    "_IMPLY": "'=>'",
    "_EQUAL": "'='",
    "_COLON": "':'",
    "_SEMICOLON": "';'",
    "_COMMA": "','",
    "_DOT": "'.'",
    "_BAR": "'|'",
    "_LPAR": "'('",
    "_RPAR": "')'",
    "_LSQUARE": "'['",
    "_RSQUARE": "']'",
}


def parse(path: str, data: bytes) -> syntax.File:
    """The file's items. Raises SpecError with all its syntax errors, one per item."""
    lines = _decode(path, data)
    items: list[syntax.Item] = []
    problems: list[Problem] = []
    for first, text in _split(lines):
        try:
            items.append(_parse_item(path, first, text, lines))
        except SpecError as error:
            problems += error.problems
    if not items and not problems:
        problems.append(_problem(path, 1, 1, lines, "empty-file", "nothing is declared here"))
    if problems:
        raise SpecError(problems)
    return syntax.File(path, tuple(items), lines)


def _decode(path: str, data: bytes) -> tuple[str, ...]:
    def refuse(code: str, message: str) -> SpecError:
        return SpecError([Problem(Place(path, 1, 1), code, message)])

    if len(data) > MAX_BYTES:
        raise refuse("too-large", f"the file has {len(data)} bytes; {MAX_BYTES} is the limit")
    if b"\0" in data:
        raise refuse("binary-file", "the file has a NUL byte: it is not text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        place = Place(path, line, error.start - data.rfind(b"\n", 0, error.start))
        raise SpecError([Problem(place, "not-utf-8", "the text is not UTF-8")]) from None
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _split(lines: tuple[str, ...]) -> list[tuple[int, str]]:
    """(first line number, text) of each item."""
    items: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines, 1):
        starts = bool(line) and not line[0].isspace() and line[0] != "#"
        if starts:
            items.append((number, [line]))
        elif items:
            items[-1][1].append(line)
        elif line.strip() and not line.lstrip().startswith("#"):
            items.append((number, [line]))
    return [(number, "\n".join(body)) for number, body in items]


@cache
def _lark() -> Lark:
    from lark import Lark

    grammar = files("memattr.language").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=False)


def _parse_item(path: str, first: int, text: str, lines: tuple[str, ...]) -> syntax.Item:
    from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

    _refuse_nesting(path, first, text, lines)
    try:
        tree = _lark().parse(text)
    except UnexpectedToken as error:
        if error.token.type == "$END":
            line, column, found = first + text.rstrip().count("\n"), 1, "the end of the item"
            column = len(lines[line - 1].rstrip()) + 1
        else:
            line, column = first + (error.line or 1) - 1, error.column or 1
            found = f"'{error.token}'"
        wanted = _wanted(error.accepts or error.expected)
        raise SpecError(
            [_problem(path, line, column, lines, "syntax", f"{found} cannot stand here", wanted)]
        ) from None
    except UnexpectedCharacters as error:
        line, column = first + error.line - 1, error.column
        found = lines[line - 1][column - 1 : column] or "the end of the line"
        message = f"'{found}' cannot stand here"
        if found == '"':
            message = "the sentence that begins here does not end on this line"
        raise SpecError(
            [_problem(path, line, column, lines, "syntax", message, _wanted(error.allowed or ()))]
        ) from None
    except UnexpectedInput as error:
        raise AssertionError("every lark error is a token's or a character's") from error
    _refuse_depth(path, first, tree, lines)
    return Builder(path, first).item(tree)


def _refuse_nesting(path: str, first: int, text: str, lines: tuple[str, ...]) -> None:
    depth = 0
    for offset, line in enumerate(text.split("\n")):
        for match in re.finditer(r'"[^"]*"|#.*|[()]', line):
            depth += {"(": 1, ")": -1}.get(match[0], 0)
            if depth > MAX_DEPTH:
                place = (path, first + offset, match.start() + 1)
                raise SpecError([_problem(*place, lines, "too-deep", TOO_DEEP, NAME_PARTS)])


def _refuse_depth(path: str, first: int, tree: Tree[Token], lines: tuple[str, ...]) -> None:
    level: list[Tree[Token]] = [tree]
    for _ in range(MAX_DEPTH + 10):
        level = [c for node in level for c in node.children if not isinstance(c, str)]
        if not level:
            return
    raise SpecError([_problem(path, first, 1, lines, "too-deep", TOO_DEEP, NAME_PARTS)])


def _wanted(expected: object) -> str:
    assert isinstance(expected, set | frozenset | list | tuple)
    words = sorted({FRIENDLY.get(name, f"'{name.strip('_').lower()}'") for name in expected})
    if not words:
        return ""
    shown = words if len(words) <= 8 else [*words[:8], "..."]
    return "Expected " + ", ".join(shown) + "."


def _problem(
    path: str,
    line: int,
    column: int,
    lines: tuple[str, ...],
    code: str,
    message: str,
    way: str = "",
) -> Problem:
    source = lines[line - 1] if line <= len(lines) else ""
    return Problem(Place(path, line, column), code, message, source, way)
