"""What the parser met and what it would accept -> a problem in the author's words."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from memattr.place import near

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
    (r"iff\b|<=>|<->|⇔|↔", "That two conditions hold together is written '='."),
    (
        r"\[\s*\d+\s*(:\s*\d+\s*)?\]",
        "Bits are named by a pattern: x is 0bxxhh binds hh, the low two of four.",
    ),
    (r"==+", "Equality is one '='."),
    (r"!=|<>|/=|≠", "Write 'x is not VALUE', or 'not (a = b)'."),
    (r"&&?|∧", "Write 'and'."),
    (r"\|\|?|\u2228", "Write 'or'."),
    (r"[!~¬]", "Write 'not'."),
    (r"[<>]=?|[≤≥]", "Strength is compared by 'a at least as strong as b'."),
    (r"//|/\*|--", "A comment begins with #."),
    (
        r"['`\u2018\u2019\u201c\u201d]",
        'A sentence stands in straight quotes, "like this"; a name in none.',
    ),
    (r";", "Nothing ends an item: the next one begins in the first column."),
    (r"except\b", "A case that another one narrows says so: x is not PATTERN, or not y."),
    (r"(if|then)\b", "Write a case for each condition: case NAME : CONDITION => RESULT"),
    (r"else\b", "The last case may have the condition 'otherwise'."),
    (r"(forall|exists)\b|[∀∃]", "Write: for every NAME in TYPE"),
)
CONDITIONAL = "That something holds under a condition is written: CONDITION implies RESULT"
# The same for tokens of the language in a wrong place: token, what could stand there, what to say.
MISPLACED = (
    ("=>", "_IMPLIES", "That one follows from the other is written 'implies'."),
    ("->", "_IMPLY", "The result of a case follows '=>'."),
    (",", "_AND", "Conditions are joined by 'and' here."),
    (":", "_ARROW", "The result type follows '->'."),
)
# Words that only continue items.
CONTINUING = (
    "case",
    "grid",
    "when",
    "otherwise",
    "for",
    "given",
    "under",
    "from",
    "because",
    "ref",
)
REQUIREMENT = 'It is: requires memattr VERSION, manual "ISSUE"'
SHOWN = 8


@dataclass(frozen=True)
class UnexpectedText:
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


def complaint(error: UnexpectedText, accepted: frozenset[str]) -> tuple[str, str]:
    """What is wrong, and a way out."""
    if error.line == 1 and error.begins_line:
        return _no_item(error)
    if error.text == '"':
        return "the sentence that begins here does not end on this line", 'End it with ".'
    if not error.text:
        open_ = "_RPAR" in accepted and "_LPAR" in accepted and _open_parentheses(error) > 0
        message = "the item ends too early" + (": a '(' is still open" if open_ else "")
    elif error.text == ")" and _open_parentheses(error) == 0:
        return "this ')' closes nothing", "Remove it, or open it with '('."
    elif re.fullmatch(r"[a-z]+", error.text) and accepted == {"NAME"}:
        message = f"'{error.text}' is a word of the language, where a name is wanted"
    elif error.text.startswith('"'):
        message = "a sentence cannot stand here"
    else:
        message = f"'{error.text}' cannot stand here"
    return message, _habit(error, accepted) or _expected(error, accepted)


def _no_item(error: UnexpectedText) -> tuple[str, str]:
    if not re.fullmatch(r"\w+", error.text) or error.text[0].isdigit():
        message = "an item begins with a word of the language"
    else:
        message = f"no item begins with '{error.text}'"
    if error.text in CONTINUING:
        return message, "A line that continues an item is indented."
    words = f"One of: {', '.join(sorted(error.starters))}."
    return message, near(error.text, error.starters) or "\n".join(textwrap.wrap(words, 76))


def _open_parentheses(error: UnexpectedText) -> int:
    """How many stand open before this place."""
    text = "\n".join([*error.lines[: error.line - 1], error.before])
    bare = re.sub(r'"[^"\n]*"|#.*', "", text)
    return bare.count("(") - bare.count(")")


def _habit(error: UnexpectedText, accepted: frozenset[str]) -> str:
    for token, instead, way in MISPLACED:
        if error.text == token and instead in accepted:
            return way
    # The parser takes some of these for names, and stops behind them.
    behind = re.search(r"(=|\b(iff?|then|else|forall|exists)\s+)$", error.before)
    said = behind[0] + error.rest if behind else error.rest
    if re.match(r"(if|then)\b", said) and not error.lines[0].startswith("define"):
        return CONDITIONAL
    for pattern, way in HABITS:
        if re.match(pattern, said):
            return way
    return ""


def _expected(error: UnexpectedText, accepted: frozenset[str]) -> str:
    """What could stand there."""
    if error.lines[0].startswith("requires"):
        return REQUIREMENT
    if error.begins_line and error.text in error.starters:
        return "An item begins in the first column."
    words = _words(accepted)
    close = near(error.text, [word.strip("'") for word in words if word[1:-1].isalpha()])
    if close and len(error.text) > 2:
        return close
    shown = [*words[:SHOWN], *(["..."] if len(words) > SHOWN else [])]
    return f"Expected {', '.join(shown)}." if shown else ""


def _words(accepted: Iterable[str]) -> list[str]:
    """The terminals as an author knows them, those of most use first."""
    known = {FRIENDLY.get(name, f"'{name.strip('_').lower()}'") for name in accepted}
    return sorted(known, key=lambda word: (word[0] == "'", word.strip("'")))


# Controls but tab and line feed; what changes the direction of text; what ends lines elsewhere.
DECEIVING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


@dataclass(frozen=True)
class Deceiving:
    """Where such a character stands in a text, a code for its kind, what is wrong with it, and a
    way out."""

    at: int
    code: str
    message: str
    way: str


def first_deceiving(text: str) -> Deceiving | None:
    """The first such character of a text whose lines end with line feeds."""
    match = DECEIVING.search(text)
    if match is None:
        return None
    character = match[0]
    name = f"U+{ord(character):04X}"
    if character == "\r":
        message = "a carriage return alone ends a line for some tools, and none for others"
        return Deceiving(match.start(), "carriage-return", message, "End lines with line feeds.")
    if character in "\x0b\x0c\x85\u2028\u2029":
        message = f"{name} ends a line for some tools, and none for others"
        return Deceiving(match.start(), "line-end", message, "End lines with line feeds.")
    if unicodedata.category(character) == "Cc":
        message = f"{name} is a control character"
        return Deceiving(match.start(), "control-character", message, "Remove it.")
    message = f"{name} changes the order in which what follows is shown"
    return Deceiving(match.start(), "bidirectional", message, "Remove it.")
