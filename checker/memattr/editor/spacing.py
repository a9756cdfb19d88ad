"""Two tokens that follow one another on a line -> how many spaces stand between them."""

from __future__ import annotations

from dataclasses import dataclass, field

from memattr.editor.tokens import SemanticToken

# In these items a colon ends a label; elsewhere it begins what is claimed.
LABELLED = frozenset((
    "enum", "order", "guest", "hypervisor", "cpu", "output", "encoding", "layout", "prefer",
    "constant", "state",
))  # fmt: skip
# Items whose parts are all set off by one space.
EVEN = frozenset((
    "table", "find", "manual", "identifier", "out", "requires", "import", "action", "axiom", "step",
    "invariant",
))  # fmt: skip
SCOPES = frozenset(("system", "policy", "setting"))
ATTACHED = frozenset((",", ";", ")", "]", ".", "@"))


@dataclass
class Context:
    """Where in an item the tokens stand: its first word, the tokens before, open brackets."""

    head: str = ""
    before: list[SemanticToken] = field(default_factory=list)
    depth: int = 0
    in_brackets: bool = False
    in_label: bool = False

    def enter(self, token: SemanticToken) -> None:
        """The token is the next one."""
        if not self.before:
            self.head = token.text
        self.before.append(token)
        self.depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "symbol" else 0
        self.in_brackets = token.text == "[" or (self.in_brackets and token.text != "]")
        if token.text in ("when", "any"):
            self.in_label = True
        elif token.text == ":" and self.depth == 0:
            self.in_label = False


def gap(context: Context, token: SemanticToken) -> int:
    """The spaces before the token, where it is not the first of its line."""
    last = context.before[-1]
    if token.kind == "comment":
        return 2
    if token.kind == "string" or token.text in ("ref", "source"):
        return _before_meta(context)
    if token.text in ("unpredictable", "implementation"):
        return 2
    if last.kind == "string" and token.kind == "name" and context.head in SCOPES:
        return 2
    if context.in_brackets or token.text in ATTACHED or last.text in ("(", "[", ".", "@"):
        return 0
    if token.text == "(":
        return 0 if last.kind == "name" else 1
    if token.text == ":":
        return 0 if _ends_label(context) else 1
    return 1


def _ends_label(context: Context) -> bool:
    """True iff a colon here ends a label, or a condition under which values hold."""
    if context.depth > 0 or context.head in LABELLED or context.in_label:
        return True
    return context.head == "policy" and context.before[-1].text == "otherwise"


def _before_meta(context: Context) -> int:
    """Sentences and references stand apart from what is not a name and not a sentence itself.

    A string that a keyword asks for (`from "..."`, `given "..." is "..."`) is no sentence."""
    last = context.before[-1]
    if last.kind in ("string", "keyword") or last.text == "," or context.head in EVEN:
        return 1
    words = [token.text for token in context.before]
    names_the_item = len(words) == 2 or (len(words) == 4 and words[2] == "of")
    return 1 if names_the_item or _in_reference_list(context) else 2


def _in_reference_list(context: Context) -> bool:
    """True iff what comes follows the references of a `ref`."""
    for earlier in reversed(context.before):
        if earlier.text in ("ref", "source"):
            return True
        if earlier.kind not in ("name", "string") and earlier.text != ",":
            return False
    return False
