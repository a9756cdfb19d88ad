"""What the parser met and what it would accept -> a problem in the author's words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from memattr.language.near import near

FRIENDLY = {
    "NAME": "a name",
    "NUMBER": "a number",
    "COUNT": "a decimal number",
    "STRING": 'a "sentence"',
    "SECTION": "a section number",
    "VERSION": "a version like 1.0",
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

# What hands write out of habit, and how it is said here. The first that matches counts.
HABITS = (
    (r"={2,}", "Equality is one '='."),
    (r"!=|<>|/=|≠", "Write 'x is not VALUE', or 'not (a = b)'."),
    (r"&&?|∧", "Write 'and'."),
    (r"\|\|?|∨", "Write 'or'."),
    (r"[!~¬]", "Write 'not'."),
    (r"[<>]=?|[≤≥]", "Strength is compared by 'a at least as strong as b'."),
    (r"//|/\*|--", "A comment begins with #."),
    (r"['`‘’“”]", 'A sentence stands in straight double quotes, "like this"; a name in none.'),
    (r";", "Nothing ends an item: the next one begins in the first column."),
    (r"(if|then|when)\b", "Write a case for each condition: case NAME : CONDITION => RESULT"),
    (r"else\b", "The last case may have the condition 'otherwise'."),
    (r"(forall|exists|all|any)\b|[∀∃]", "Write: for every NAME in TYPE"),
)
# The same for tokens of the language in a wrong place: (token, what could stand there, what to say).
MISPLACED = (
    ("=>", "_IMPLIES", "That one follows from the other is written 'implies'."),
    ("->", "_IMPLY", "The result of a case follows '=>'."),
    (",", "_AND", "Conditions of a claim are joined by 'and'."),
    (":", "_ARROW", "The result type follows '->'."),
)
REQUIREMENT = 'It is: requires memattr VERSION, manual "ISSUE"'
SHOWN = 8


@dataclass(frozen=True)
class Found:
    """A word or a character, "" for the end of the item; lines and columns count from 1; the words
    with which items begin."""

    text: str
    lines: list[str]
    line: int
    column: int
    starters: frozenset[str]

    @property
    def rest(self) -> str:
        """The line from here on."""
        return self.lines[self.line - 1][self.column - 1 :]

    @property
    def before(self) -> str:
        """The line up to here."""
        return self.lines[self.line - 1][: self.column - 1]

    @property
    def begins_line(self) -> bool:
        return not self.before.strip()


def complaint(found: Found, accepted: frozenset[str]) -> tuple[str, str]:
    """What is wrong, and a way out."""
    if found.line == 1 and found.begins_line:
        return _no_item(found, accepted)
    if not found.text:
        message = "the item ends too early"
    elif found.text == '"':
        return "the sentence that begins here does not end on this line", 'End it with ".'
    elif re.fullmatch(r"[a-z]+", found.text) and accepted == {"NAME"}:
        message = f"'{found.text}' is a word of the language, where a name is wanted"
    elif found.text.startswith('"'):
        message = "a sentence cannot stand here"
    else:
        message = f"'{found.text}' cannot stand here"
    return message, "\n".join(filter(None, [_habit(found, accepted), _expected(found, accepted)]))


def _no_item(found: Found, accepted: frozenset[str]) -> tuple[str, str]:
    words = sorted(name.strip("_").lower() for name in accepted)
    ways = [near(found.text, words) or f"One of: {', '.join(words)}."]
    if found.text in ("case", "grid", "when", "otherwise", "for", "given", "from"):
        ways = ["A line that continues an item is indented."]
    return f"no item begins with '{found.text}'", "\n".join(ways)


def _habit(found: Found, accepted: frozenset[str]) -> str:
    for token, instead, way in MISPLACED:
        if found.text == token and instead in accepted and token not in _words(accepted):
            return way
    if found.text == "=" and found.before.endswith("="):
        return HABITS[0][1]
    for pattern, way in HABITS:
        if re.match(pattern, found.rest):
            return way
    return ""


def _expected(found: Found, accepted: frozenset[str]) -> str:
    """What could stand there."""
    words = _words(accepted)
    if not words:
        return ""
    if found.lines[0].startswith("requires"):
        return REQUIREMENT
    if found.begins_line and found.text in found.starters:
        return "An item begins in the first column."
    close = near(found.text, [w.strip("'") for w in words if w[1:-1].isalpha()])
    if close:
        return close
    shown = words[:SHOWN]
    more = ["..."] if len(words) > SHOWN else []
    return f"Expected {', '.join([*shown, *more])}" + ("" if more else ".")


def _words(accepted: Iterable[str]) -> list[str]:
    """The terminals as an author knows them, those of most use first."""
    known = {name: FRIENDLY.get(name, f"'{name.strip('_').lower()}'") for name in accepted}
    return sorted(known.values(), key=lambda word: (word[0] == "'", word.strip("'")))

