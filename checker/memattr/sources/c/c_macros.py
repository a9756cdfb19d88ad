"""Macros: what a name is defined as, as far as the statements tell, and their expansion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from memattr.sources.c.c_syntax import TOKEN, Token, spelled, tokens
from memattr.sources.unread import Cause, CodePlace, refuse

UNDETERMINED = "__undetermined_"
"""Begins the name that stands for a macro of which nothing states how it is defined."""


@dataclass(frozen=True)
class Macro:
    """`parameters` is None for an object-like macro; the last may be named `...`."""

    name: str
    parameters: tuple[str, ...] | None
    body: tuple[Token, ...]
    place: CodePlace

    def same(self, other: Macro) -> bool:
        """Whether both say the same."""
        bodies = spelled(self.body) == spelled(other.body)
        return bodies and self.parameters == other.parameters


@dataclass(frozen=True)
class Undefined:
    """The name is known to be no macro."""


Definition: TypeAlias = Macro | Undefined | Cause
"""A cause where it is not determined how the name is defined."""


def defined_by(text: str, file: str, line: int) -> Macro:
    """The macro of `NAME body` or `NAME(a, b) body`. Raises NotRead."""
    place = CodePlace(file, line)
    name = TOKEN.match(text)
    if name is None or name.lastgroup != "name":
        raise refuse(place, f"'{text}' defines no macro", "Write a name, or a name and (a, b).")
    rest = text[name.end() :]
    parameters: tuple[str, ...] | None = None
    if rest.startswith("("):
        inside, closed, rest = rest[1:].partition(")")
        if not closed:
            raise refuse(place, f"'{name.group()}' has no ')'", "Write NAME(a, b).")
        parameters = tuple(" ".join(p.split()) for p in inside.split(",")) if inside.strip() else ()
    return Macro(name.group(), parameters, tokens(rest, file, line), place)


@dataclass
class Macros:
    """What is known of each name. Names that were stated keep what was stated of them.

    `definitions` are those after all that was read; `history` has every change of one with its
    place, in the order of reading, and `files` that order. `used` has the macros by the line that
    uses them."""

    definitions: dict[str, Definition] = field(default_factory=dict)
    history: dict[str, list[tuple[CodePlace, Definition]]] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    stated: frozenset[str] = frozenset()
    used: dict[CodePlace, dict[str, Macro]] = field(default_factory=dict)
    causes: list[Cause] = field(default_factory=list)

    def define(self, macro: Macro, doubt: Cause | None) -> None:
        """A definition was met; `doubt` says why it may not be there."""
        if macro.name in self.stated:
            return
        before = self.definitions.get(macro.name)
        if isinstance(before, Macro) and before.same(macro):
            return
        new: Definition = macro
        if doubt is not None:
            new = doubt
        elif isinstance(before, Macro):
            other = f"'{macro.name}' is defined twice, there and at {before.place}"
            way = f'State which is meant: defining "{macro.name}" as "...".'
            new = Cause(macro.place, other, way)
        self._changed(macro.name, macro.place, new)

    def _changed(self, name: str, place: CodePlace, definition: Definition) -> None:
        self.definitions[name] = definition
        self.history.setdefault(name, []).append((place, definition))

    def visible(self, name: str, place: CodePlace) -> Definition | None:
        """What a name is defined as at a place: by what stands before it. Where nothing does, files
        that are read later may be included before, and what they define counts."""
        changes = self.history.get(name)
        own = self.files.get(place.file)
        if changes is None or own is None:
            return self.definitions.get(name)
        before = [d for at, d in changes if (self.files[at.file], at.line) <= (own, place.line)]
        if before:
            return before[-1]
        elsewhere = any(at.file != place.file for at, _ in changes)
        return self.definitions.get(name) if elsewhere else None

    def copy(self) -> Macros:
        """For a program that goes on from here."""
        history = {name: [*changes] for name, changes in self.history.items()}
        return Macros(dict(self.definitions), history, dict(self.files), self.stated)

    def cause_of(self, name: str) -> Cause | None:
        """Why a name that expansion left is that of an undetermined macro; None if it is not."""
        if not name.startswith(UNDETERMINED):
            return None
        return self.causes[int(name.removeprefix(UNDETERMINED))]

    def undefine(self, name: str, place: CodePlace, doubt: Cause | None) -> None:
        """An `#undef` was met."""
        if name not in self.stated:
            self._changed(name, place, doubt or Undefined())

    def expanded(self, given: Iterable[Token]) -> list[Token]:
        """The tokens with every macro expanded; places are those of the uses."""
        rest = list(given)[::-1]
        done: list[Token] = []
        while rest:
            token = rest.pop()
            definition = self.visible(token.text, token.place) if token.kind == "name" else None
            if definition is None or isinstance(definition, Undefined):
                done.append(token)
            elif isinstance(definition, Cause):
                self.causes.append(definition)
                done.append(replace(token, text=f"{UNDETERMINED}{len(self.causes) - 1}"))
            elif token.text in token.hidden:
                done.append(token)
            else:
                self._one(definition, token, rest, done)
        return done

    def _one(self, macro: Macro, token: Token, rest: list[Token], done: list[Token]) -> None:
        """Expands one use, of which `rest` holds what follows, backwards."""
        if macro.parameters is None:
            self._note(macro, token)
            body = self._substituted(macro, {}, token.place)
            rest += hidden(body, token.hidden | {macro.name})[::-1]
            return
        if not rest or rest[-1].text != "(":
            done.append(token)
            return
        self._note(macro, token)
        arguments = taken_arguments(rest, token)
        bound = bind(macro, arguments, token.place)
        body = self._substituted(macro, bound, token.place)
        rest += hidden(body, token.hidden | {macro.name})[::-1]

    def _note(self, macro: Macro, token: Token) -> None:
        self.used.setdefault(token.place, {})[macro.name] = macro

    def _substituted(
        self, macro: Macro, bound: dict[str, list[Token]], place: CodePlace
    ) -> list[Token]:
        """The body with arguments in place of parameters, `#` and `##` carried out."""
        body, position = macro.body, 0
        replaced: list[Token] = []
        pasting = False
        while position < len(body):
            token = replace(body[position], place=place)
            position += 1
            if token.text == "##" and replaced:
                pasting = True
                continue
            following = body[position].text if position < len(body) else ""
            if token.text == "#" and following in bound and macro.parameters is not None:
                piece = [Token("text", f'"{spelled(bound[following])}"', place)]
                position += 1
            elif token.text in bound:
                plain = pasting or following == "##"
                own = bound[token.text]
                piece = list(own) if plain else self.expanded(own)
                piece = [replace(part, place=place) for part in piece]
            else:
                piece = [token]
            replaced = pasted(replaced, piece, place) if pasting else replaced + piece
            pasting = False
        return replaced


def hidden(some: Sequence[Token], names: frozenset[str]) -> list[Token]:
    """The tokens, in which these macros are not expanded again."""
    return [replace(token, hidden=token.hidden | names) for token in some]


def pasted(before: list[Token], after: list[Token], place: CodePlace) -> list[Token]:
    """`##`: the last token of one and the first of the other as one token."""
    if not after:
        # GNU C drops the comma before variable arguments that are none.
        return before[:-1] if before and before[-1].text == "," else before
    if not before or before[-1].text == ",":
        return before + after
    joint = tokens(before[-1].text + after[0].text, place.file, place.line)
    return [*before[:-1], *joint, *after[1:]]


def taken_arguments(rest: list[Token], token: Token) -> list[list[Token]]:
    """Takes `(a, b)` off the end of what follows."""
    rest.pop()
    depth, arguments = 0, [[]]  # type: tuple[int, list[list[Token]]]
    while rest:
        part = rest.pop()
        if part.text == ")" and not depth:
            return arguments
        if part.text == "," and not depth:
            arguments.append([])
            continue
        depth += (part.text in "([{") - (part.text in ")]}")
        arguments[-1].append(part)
    raise refuse(token.place, f"the arguments of '{token.text}' do not end", "Correct the code.")


def bind(macro: Macro, arguments: list[list[Token]], place: CodePlace) -> dict[str, list[Token]]:
    """The arguments by parameter."""
    assert macro.parameters is not None
    names = list(macro.parameters)
    if not names and arguments == [[]]:
        return {}
    if names and names[-1].endswith("..."):
        last = names[-1].removesuffix("...").strip() or "__VA_ARGS__"
        names[-1] = last
        fixed = len(names) - 1
        variable: list[Token] = []
        for number, argument in enumerate(arguments[fixed:]):
            variable += [*([Token("mark", ",", place)] if number else []), *argument]
        arguments = [*arguments[:fixed], variable]
    if len(arguments) != len(names):
        many = f"'{macro.name}' takes {len(names)} arguments, not {len(arguments)}"
        raise refuse(place, many, f"It is defined at {macro.place}.")
    return dict(zip(names, arguments, strict=True))
