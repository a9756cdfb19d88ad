"""A file of C through its directives: the text that is compiled, and what it defines.

Whether a part is compiled may depend on what nobody stated. Then its text is left out, a mark
stands in its place, and each name that it defines is undetermined: reading any of that is refused.
Included files are not followed: a system names the files that it reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from memattr.sources.c.c_macros import Macro, Macros, Undefined, defined_by
from memattr.sources.c.c_syntax import LogicalLine, Token, logical_lines, tokens
from memattr.sources.unread import Cause, CodePlace, refuse

DIRECTIVE = re.compile(r"\s*#\s*(?P<name>[a-z_]+)?(?P<rest>.*)", re.DOTALL)
PACKED = "'#pragma"
LEFT_OUT = "@"
"""Stands for text of which it is not known whether it is compiled; no C has it."""

Evaluate = Callable[[Sequence[Token]], bool | None]
"""Whether an expression is true, if that is known."""


@dataclass(frozen=True)
class Compiled:
    """The lines that are compiled, (number, text), and why some were left out at a place."""

    file: str
    lines: tuple[tuple[int, str], ...]
    left_out: dict[CodePlace, Cause]


@dataclass
class IfGroup:
    """An `#if` with its branches: was one taken, and is this one compiled? None: not known."""

    taken: bool | None
    active: bool | None
    cause: Cause


@dataclass
class Directives:
    """Carries out the directives of files, in the order in which they are given."""

    macros: Macros
    evaluate: Evaluate
    groups: list[IfGroup] = field(default_factory=list)

    def compiled(self, file: str, text: str) -> Compiled:
        """The file's text. Raises NotRead for directives that make no sense."""
        lines = list(logical_lines(text))
        self.macros.files.setdefault(file, len(self.macros.files))
        guard = include_guard(lines)
        kept: list[tuple[int, str]] = []
        left_out: dict[CodePlace, Cause] = {}
        self.groups = []
        for line in lines:
            place = CodePlace(file, line.line)
            if (matched := DIRECTIVE.match(line.text)) is not None:
                self._directive(matched["name"] or "", matched["rest"].strip(), place, guard)
            elif self.active():
                kept.append((line.line, line.text))
            elif self.active() is None and line.text.strip():
                kept.append((line.line, LEFT_OUT))
                left_out[place] = self.doubt() or Cause(place, "", "")
        self.groups = [group for group in self.groups if not group.cause.message.startswith(PACKED)]
        if self.groups:
            raise refuse(CodePlace(file, len(lines)), "an #if has no #endif", "Correct the code.")
        return Compiled(file, tuple(kept), left_out)

    def active(self) -> bool | None:
        """Whether what follows is compiled."""
        states = [group.active for group in self.groups]
        return False if False in states else None if None in states else True

    def doubt(self) -> Cause | None:
        """Why it is not known whether what follows is compiled."""
        return next((group.cause for group in self.groups if group.active is None), None)

    def _directive(self, name: str, rest: str, place: CodePlace, guard: str) -> None:
        """One directive."""
        if name in ("if", "ifdef", "ifndef"):
            # In a part that may be left out, so may every branch.
            truth = self.active()
            truth = self._condition(name, rest, place, guard) if truth else truth
            self.groups.append(IfGroup(truth, truth, self._cause(name, rest, place)))
        elif name in ("elif", "else", "endif"):
            self._branch(name, rest, place)
        elif self.active() is False:
            return
        elif name == "define":
            self.macros.define(defined_by(rest, place.file, place.line), self.doubt())
        elif name == "undef":
            self.macros.undefine(rest, place, self.doubt())
        elif name == "pragma" and rest.startswith("pack"):
            self._pack(rest, place)
        elif name == "error" and self.active():
            raise refuse(place, f"#error {rest}", "State another configuration.")
        elif name not in ("include", "include_next", "pragma", "line", "warning", "error", ""):
            raise refuse(place, f"'#{name}' is no directive", "Correct the code.")

    def _pack(self, rest: str, place: CodePlace) -> None:
        """`#pragma pack`: how structures lie from here on is not told, until it is taken back."""
        ends = "".join(rest.split()) in ("pack()", "pack(pop)")
        if ends and self.groups and self.groups[-1].cause.message.startswith(PACKED):
            self.groups.pop()
        elif not ends:
            cause = Cause(place, f"{PACKED} {rest}' changes how structures lie", "Read another.")
            self.groups.append(IfGroup(None, None, cause))

    def _branch(self, name: str, rest: str, place: CodePlace) -> None:
        """`#elif`, `#else` and `#endif`."""
        if not self.groups:
            raise refuse(place, f"#{name} has no #if", "Correct the code.")
        group = self.groups.pop()
        if name == "endif":
            return
        if group.taken is True or self.active() is not True:
            truth: bool | None = False if self.active() is not None else None
        else:
            truth = self._condition("if", rest, place, "") if name == "elif" else True
            # After a branch that may have been taken, none is certain.
            if group.taken is None and truth is not False:
                truth = None
        taken = True if group.taken or truth is True else group.taken if truth is False else None
        self.groups.append(IfGroup(taken, truth, group.cause))

    def _condition(self, name: str, rest: str, place: CodePlace, guard: str) -> bool | None:
        """Whether the condition holds."""
        if name == "if":
            return self.evaluate(self._asked(tokens(rest, place.file, place.line)))
        if name == "ifndef" and rest == guard and not self.groups:
            return True
        defined = self._defined(rest)
        return defined if name == "ifdef" or defined is None else not defined

    def _defined(self, name: str) -> bool | None:
        """Whether the name is a macro, if that is known."""
        definition = self.macros.definitions.get(name)
        if isinstance(definition, Macro):
            return True
        return False if isinstance(definition, Undefined) else None

    def _asked(self, condition: Sequence[Token]) -> list[Token]:
        """The condition with `defined` carried out and macros expanded."""
        tokens: list[Token] = []
        position = 0
        while position < len(condition):
            token = condition[position]
            position += 1
            if token.text != "defined":
                tokens.append(token)
                continue
            bracket = position < len(condition) and condition[position].text == "("
            position += bracket
            name = condition[position].text if position < len(condition) else ""
            position += 1 + bracket
            truth = self._defined(name)
            text = f"not_stated_{name}" if truth is None else str(int(truth))
            tokens.append(Token("name" if truth is None else "number", text, token.place))
        return [self._zero(token) for token in self.macros.expanded(tokens)]

    def _zero(self, token: Token) -> Token:
        """A name that is known to be no macro counts as 0 in a condition."""
        known = isinstance(self.macros.definitions.get(token.text), Undefined)
        return Token("number", "0", token.place) if known and token.kind == "name" else token

    def _cause(self, name: str, rest: str, place: CodePlace) -> Cause:
        """Why it is not known whether a part is compiled."""
        written = f"#{name} {' '.join(rest.split())}"
        way = 'State what it asks: defining "NAME" as "1", or undefining "NAME".'
        return Cause(place, f"'{written}' is not determined", way)


def include_guard(lines: Sequence[LogicalLine]) -> str:
    """The name that keeps the file from being compiled twice, or nothing."""
    names: list[str] = []
    for line in lines:
        matched = DIRECTIVE.match(line.text)
        if matched is None and not line.text.strip():
            continue
        if matched is None or len(names) == 2:
            break
        expected = "ifndef" if not names else "define"
        if matched["name"] != expected:
            break
        names.append(matched["rest"].split()[0] if matched["rest"].split() else "")
    return names[0] if len(names) == 2 and names[0] == names[1] else ""
