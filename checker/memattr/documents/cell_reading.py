"""Texts in a hand-written table understood as sets of values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from memattr.documents.wording import ANY, Wording, value_words
from memattr.model.model import Model
from memattr.model.parse_value import NotAValue, parse_value
from memattr.model.show import show, source_text
from memattr.model.types import Bits, Enum, Type, Value, plain

NEVER = ("-", "n/a", "never")
# Words of emphasis: "forces X", in a cell, is X and nothing else.
ONLY = re.compile(r"^(?:always|only|forces?|enforces?)\s+", re.IGNORECASE)


class Understanding:
    """Reads texts as values of one model: numbers in any radix, bit patterns, names, words."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._wording = Wording(model)
        self._known: dict[tuple[Type, str], dict[str, frozenset[Value]]] = {}

    def values(self, kind: Type, text: str, name: str = "") -> frozenset[Value] | None:
        """The set that the text means; None if it means none."""
        if simplified(text) == simplified(ANY):
            return frozenset(self._wording.domain(kind))
        if text.strip().lower() in NEVER:
            return frozenset()
        whole = self._one(kind, text, name) or self._one(kind, ONLY.sub("", text.strip()), name)
        if whole is not None:
            return whole
        parts = re.split(r"\s+or\s+|\s*[,;/|]\s*(?:or\s+)?", text.strip())
        found: set[Value] = set()
        for part in parts:
            values = self._one(kind, part, name)
            if values is None:
                return None
            found |= values
        return frozenset(found)

    def _one(self, kind: Type, text: str, name: str) -> frozenset[Value] | None:
        text = text.strip()
        but = re.fullmatch(r"any (?:but|except) (.*)", text)
        if but is not None:
            without = self.values(kind, but[1], name)
            return None if without is None else frozenset(self._wording.domain(kind)) - without
        bare = plain(kind)
        if isinstance(bare, Bits):
            found = _pattern(bare.width, text)
            if found is not None:
                return found & frozenset(self._wording.domain(kind))
        if isinstance(bare, Bits | Enum):
            try:
                return frozenset({parse_value(kind, text)})
            except NotAValue:
                pass
        return self._vocabulary(kind, name).get(simplified(text))

    def _vocabulary(self, kind: Type, name: str) -> dict[str, frozenset[Value]]:
        """Every way that a value, or a whole shape, is written."""
        key = (kind, name)
        if key not in self._known:
            words: dict[str, set[Value]] = {}
            for value in self._wording.domain(kind):
                for text in self._spellings(kind, value, name):
                    words.setdefault(simplified(text), set()).add(value)
            self._known[key] = {text: frozenset(values) for text, values in words.items()}
        return self._known[key]

    def _spellings(self, kind: Type, value: Value, name: str) -> Sequence[str]:
        shown = [
            value_words(self._model, kind, value, name),
            show(self._model, kind, value, name),
            source_text(kind, value),
        ]
        single = self._wording.words(kind, frozenset({value}), name, total=-1).text
        bare = plain(kind)
        if isinstance(value, tuple) and not isinstance(bare, Bits | Enum):
            tag = value[0]
            variants = getattr(bare, "variants", ())
            shown += [variants[tag].name] if variants and isinstance(tag, int) else []
        return [*shown, single]


def simplified(text: str) -> str:
    """Letters and digits alone: hyphens, case and spaces tell nothing apart."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _pattern(width: int, text: str) -> frozenset[Value] | None:
    """0b00xx, or just that many digits 0, 1 and x."""
    digits = text.lower().removeprefix("0b").replace("_", "")
    explicit = text.lower().startswith("0b")
    if not re.fullmatch(r"[01x]+", digits) or len(digits) != width or (width == 1 and not explicit):
        return None
    found: set[Value] = set()
    for value in range(1 << width):
        bits = f"{value:0{width}b}"
        if all(d in ("x", b) for d, b in zip(digits, bits, strict=True)):
            found.add(value)
    return frozenset(found)
