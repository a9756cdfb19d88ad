"""Text -> syntax tree. Only this file knows lark, and builds
its parse tables or restores them as lark built them the last time.

An item starts in column 0 and is parsed on its own, so every item's syntax error is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache as once
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any

from memattr import cache
from memattr.language import syntax
from memattr.language.attr_files import MAX_BYTES
from memattr.language.cst_items import Builder
from memattr.language.syntax_errors import UnexpectedText, complaint, first_deceiving
from memattr.place import Place, Problem, SpecError

if TYPE_CHECKING:
    from lark import Lark, Token, Tree
    from lark.exceptions import UnexpectedInput
    from lark.parsers.lalr_interactive_parser import InteractiveParser


MAX_DEPTH = 100

TOO_DEEP = f"this is nested more than {MAX_DEPTH} deep"
NAME_PARTS = "Give the inner parts names of their own."


@dataclass(frozen=True)
class Chunk:
    """The text of one item, which begins in line `first` of a file with these lines."""

    path: str
    first: int
    text: str
    lines: tuple[str, ...]

    def problem(self, line: int, column: int, code: str, message: str, way: str = "") -> SpecError:
        """A problem at a line that is counted from the item's first, which is 1."""
        number = self.first + line - 1
        source = self.lines[number - 1]
        return SpecError([Problem(Place(self.path, number, column), code, message, source, way)])


def parse(path: str, data: bytes) -> syntax.File:
    """The file's items. Raises SpecError with all its syntax errors, one per item."""
    lines = _decode(path, data)
    items: list[syntax.Item] = []
    problems: list[Problem] = []
    for first, text in _split(lines):
        try:
            items.extend(_parse_item(Chunk(path, first, text, lines)))
        except SpecError as error:
            problems += error.problems
    if not items and not problems:
        way = "Begin with: requires memattr VERSION, manual ISSUE"
        problems.append(
            Problem(Place(path, 1, 1), "empty-file", "the file declares nothing", "", way)
        )
    if problems:
        raise SpecError(problems)
    return syntax.File(path, tuple(items), lines)


def _decode(path: str, data: bytes) -> tuple[str, ...]:
    def refuse(code: str, message: str, way: str, at: int = 0) -> SpecError:
        line = data[:at].count(b"\n") + 1
        start = data.rfind(b"\n", 0, at) + 1
        column = len(data[start:at].decode("utf-8", "replace").removeprefix("\ufeff")) + 1
        return SpecError([Problem(Place(path, line, column), code, message, "", way)])

    if len(data) > MAX_BYTES:
        raise refuse("too-large", f"the file has more than {MAX_BYTES} bytes", "Split it.")
    zero = data.find(b"\0")
    if zero >= 0:
        way = "Name a text file of the language."
        raise refuse("binary-file", "the file has a NUL byte: it is no text", way, zero)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start + len(data) - len(error.object)
        way = "Save the file as UTF-8."
        raise refuse("not-utf-8", "from here on the text is not UTF-8", way, start) from None
    text = text.replace("\r\n", "\n")
    hidden = first_deceiving(text)
    if hidden is not None:
        line, column = (
            text.count("\n", 0, hidden.at) + 1,
            hidden.at - text.rfind("\n", 0, hidden.at),
        )
        where = Place(path, line, column)
        source = text.split("\n")[line - 1]
        raise SpecError([Problem(where, hidden.code, hidden.message, source, hidden.way)])
    return tuple(text.split("\n"))


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


@once
def _lark() -> Lark:
    grammar = files("memattr.language").joinpath("grammar.lark").read_text(encoding="utf-8")
    return parser_of(grammar)


def _parse_item(chunk: Chunk) -> tuple[syntax.Item, ...]:
    from lark.exceptions import UnexpectedInput

    _refuse_nesting(chunk)
    try:
        tree = _lark().parse(chunk.text)
    except UnexpectedInput as error:
        unexpected = _found(chunk, error)
        message, way = complaint(unexpected, _accepted(chunk.text))
        raise chunk.problem(unexpected.line, unexpected.column, "syntax", message, way) from None
    _refuse_depth(chunk, tree)
    try:
        return Builder(chunk.path, chunk.first).items(tree)
    except SpecError as error:
        (problem,) = error.problems
        line, column = problem.place.line - chunk.first + 1, problem.place.column
        raise chunk.problem(line, column, problem.code, problem.message, problem.help) from None


def _found(chunk: Chunk, error: UnexpectedInput) -> UnexpectedText:
    """What the parser met, and where: a token, a character, or the end of the item."""
    from lark.exceptions import UnexpectedToken

    lines = chunk.text.split("\n")
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        bare = [re.sub(r'("[^"]*")|#.*', r"\1", line).rstrip() for line in lines]
        last = max(number for number, line in enumerate(bare) if line)
        return UnexpectedText("", lines, last + 1, len(bare[last]) + 1, _starters())
    line, column = error.line or 1, error.column or 1
    rest = lines[line - 1][column - 1 :]
    if isinstance(error, UnexpectedToken):
        return UnexpectedText(str(error.token), lines, line, column, _starters())
    word = re.match(r"\w+|.|$", rest)
    assert word is not None, "an end matches everywhere"
    return UnexpectedText(word[0], lines, line, column, _starters())


@once
def _starters() -> frozenset[str]:
    """The words with which items begin."""
    return frozenset(n.strip("_").lower() for n in _acceptable(_lark().parse_interactive("")))


def _acceptable(parser: InteractiveParser) -> frozenset[str]:
    """The terminals that the parser accepts next."""
    return frozenset(parser.accepts())  # type: ignore[no-untyped-call]  # lark has no types here


def _accepted(text: str) -> frozenset[str]:
    """The terminals that could stand where the parser stopped: asked before it read what it does
    not accept, since it may reduce first and then know less."""
    from lark.exceptions import UnexpectedInput

    tokens: list[Token] = []
    rejected = False
    try:
        for token in _lark().parse_interactive(text).iter_parse():
            tokens.append(token)
    except UnexpectedInput as error:
        rejected = bool(tokens) and getattr(error, "token", None) is tokens[-1]
    parser = _lark().parse_interactive(text)
    lexer, state = parser.lexer_thread, parser.parser_state
    lexed = lexer.lex(state)  # type: ignore[no-untyped-call]  # lark has no types here
    for token in islice(lexed, len(tokens) - rejected):
        parser.feed_token(token)
    return _acceptable(parser)


def words_after(text: str) -> tuple[frozenset[str], bool, bool]:
    """The keywords that may follow the beginning of an item, and whether a name or a string may; of
    a beginning that cannot be read, nothing."""
    from lark.exceptions import UnexpectedInput

    parser = _lark().parse_interactive(text)
    try:
        parser.exhaust_lexer()
    except UnexpectedInput:
        return frozenset(), False, False
    accepted = _acceptable(parser)
    keywords = {
        terminal.name: terminal.pattern.value.removesuffix(r"\b")
        for terminal in _lark().terminals
        if terminal.pattern.value.endswith(r"\b")
    }
    words = frozenset(keywords[name] for name in accepted & keywords.keys())
    return words, "NAME" in accepted, "STRING" in accepted


def _refuse_nesting(chunk: Chunk) -> None:
    """Before the parser sees the text: as many open parentheses."""
    depth = 0
    for number, line in enumerate(chunk.text.split("\n"), 1):
        for match in re.finditer(r'"[^"]*"|#.*|[()]', line):
            depth += {"(": 1, ")": -1}.get(match[0], 0)
            if depth > MAX_DEPTH:
                raise chunk.problem(number, match.start() + 1, "too-deep", TOO_DEEP, NAME_PARTS)


def _refuse_depth(chunk: Chunk, tree: Tree[Token]) -> None:
    """After it: any other nesting."""
    level: list[Tree[Token]] = [tree]
    for _ in range(MAX_DEPTH + 10):
        level = [c for node in level for c in node.children if not isinstance(c, str)]
        if not level:
            return
    raise chunk.problem(1, 1, "too-deep", TOO_DEEP, NAME_PARTS)


def parser_of(grammar: str) -> Lark:
    """The LALR(1) parser of a grammar; its tables are kept in the user's cache."""
    import lark

    key = cache.digest_of(lark.__version__, grammar)
    stored = cache.read("grammar", key)
    if stored is not None:
        try:
            return _restored(stored)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            pass
    parser = lark.Lark(grammar, parser="lalr", maybe_placeholders=False)
    cache.write("grammar", key, _stored(parser))
    return parser


def _stored(parser: Lark) -> dict[str, Any]:
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = parser.memo_serialize([TerminalDef, Rule])
    return {"data": data, "memo": memo}


def _restored(stored: dict[str, Any]) -> Lark:
    """JSON turns numbers that are keys into text; everything else survives."""
    from lark import Lark

    memo = {int(number): entry for number, entry in stored["memo"].items()}
    tables = stored["data"]["parser"]["parser"]
    tables["tokens"] = {int(number): token for number, token in tables["tokens"].items()}
    tables["states"] = {
        int(state): {int(token): tuple(action) for token, action in actions.items()}
        for state, actions in tables["states"].items()
    }
    load: Callable[[Any, Any], Lark] = Lark._load_from_dict  # lark's own, for stand-alone parsers
    return load(stored["data"], memo)
