"""What files declare, by name: functions, types, enumerators and variables, still as tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from memattr.sources.c.c_directives import LEFT_OUT, Compiled
from memattr.sources.c.c_syntax import Token, spelled, tokens
from memattr.sources.unread import Cause, CodePlace, NotRead, refuse

Kind = Literal["function", "typedef", "tag", "enumerator", "variable", "extern"]
OPENING, CLOSING = ("(", "[", "{"), (")", "]", "}")


@dataclass(frozen=True)
class Declared:
    """The tokens of one declaration, before macros are expanded."""

    tokens: tuple[Token, ...]

    @property
    def place(self) -> CodePlace:
        """Where it begins."""
        return self.tokens[0].place


@dataclass
class Declarations:
    """All declarations of the files that were added."""

    found: dict[tuple[Kind, str], list[Declared]] = field(default_factory=dict)
    left_out: dict[CodePlace, Cause] = field(default_factory=dict)

    def add(self, compiled: Compiled) -> None:
        """The declarations of a file."""
        self.left_out.update(compiled.left_out)
        some = [t for number, text in compiled.lines for t in tokens(text, compiled.file, number)]
        for chunk in chunks(some):
            for kind, name in names_of(chunk):
                self.found.setdefault((kind, name), []).append(Declared(tuple(chunk)))

    def has(self, kind: Kind, name: str) -> bool:
        """Whether one is declared."""
        return (kind, name) in self.found

    def get(self, kind: Kind, name: str, whole: bool = True) -> Declared | None:
        """The declaration of that name. Raises NotRead if there are two, or, where the `whole` of
        it is asked for, if some of it may be left out."""
        every = self.found.get((kind, name), [])
        if not every:
            return None
        first, *others = every
        for other in others:
            if spelled(other.tokens) != spelled(first.tokens):
                message = f"the {kind} '{name}' is declared twice, there and at {first.place}"
                raise refuse(other.place, message, "State the configuration that is meant.")
        for token in first.tokens:
            if whole and token.text == LEFT_OUT:
                raise NotRead(self.left_out[token.place])
        return first


def chunks(some: Sequence[Token]) -> Iterator[list[Token]]:
    """The declarations at the top level: up to a semicolon, or to the end of a function."""
    held: list[Token] = []
    depth = 0
    for token in some:
        held.append(token)
        depth += (token.text in OPENING) - (token.text in CLOSING)
        ends = token.text == ";" or (token.text == "}" and is_function(held))
        if depth <= 0 and ends:
            yield held
            held, depth = [], 0
    if any(token.text != LEFT_OUT for token in held):
        yield held


def is_function(chunk: Sequence[Token]) -> bool:
    """Whether a body follows on parameters."""
    for position, token in enumerate(chunk):
        if token.text in ("=", "typedef"):
            return False
        if token.text == "{":
            return any(before.text == ")" for before in chunk[:position])
    return False


def names_of(chunk: Sequence[Token]) -> Iterator[tuple[Kind, str]]:
    """What the declaration declares."""
    if is_function(chunk):
        if (position := function_name(chunk)) is not None:
            yield "function", chunk[position].text
        return
    texts = [token.text for token in chunk]
    for position, text in enumerate(texts):
        following = texts[position + 1 : position + 3]
        if text in ("struct", "union", "enum") and following[1:] == ["{"]:
            yield "tag", following[0]
        if text == "enum" and "{" in following:
            yield from (("enumerator", name) for name in enumerators(chunk, position))
    last = [token for token in outside(chunk) if token.kind == "name"]
    if texts[0] == "typedef" and last:
        yield "typedef", last[-1].text
    elif "=" in texts and "(" not in texts[: texts.index("=")] and texts.index("="):
        before = [t for t in outside(chunk[: texts.index("=")]) if t.kind == "name"]
        if before:
            yield "variable", before[-1].text
    elif last and "(" not in texts and texts[0] not in (LEFT_OUT, "typedef"):
        yield ("extern" if texts[0] == "extern" else "variable"), last[-1].text


def outside(chunk: Sequence[Token]) -> Iterator[Token]:
    """The tokens outside all brackets."""
    depth = 0
    for token in chunk:
        depth += token.text in OPENING
        if not depth:
            yield token
        depth -= token.text in CLOSING


def function_name(chunk: Sequence[Token]) -> int | None:
    """Where the name of the function stands: before the brackets that its body follows on."""
    body = next(i for i, token in enumerate(chunk) if token.text == "{")
    depth = 0
    for position, token in enumerate(chunk[:body]):
        named = position > 0 and chunk[position - 1].kind == "name"
        attribute = named and chunk[position - 1].text in ("__attribute__", "__attribute")
        if token.text == "(" and not depth and named and not attribute:
            return position - 1
        depth += (token.text in OPENING) - (token.text in CLOSING)
    return None


def enumerators(chunk: Sequence[Token], start: int) -> Iterator[str]:
    """The names in the braces that follow `enum`."""
    position = next(i for i in range(start, len(chunk)) if chunk[i].text == "{")
    depth, expecting = 0, False
    for token in chunk[position:]:
        depth += token.text in OPENING
        if depth == 1 and token.text in ("{", ",", LEFT_OUT):
            expecting = True
        elif depth == 1 and expecting and token.kind == "name":
            yield token.text
            expecting = False
        depth -= token.text in CLOSING
        if not depth:
            return
