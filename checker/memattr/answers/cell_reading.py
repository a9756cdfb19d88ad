"""Texts in a hand-written table understood as sets of values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product

from memattr.answers.wording import ANY, Wording, value_words
from memattr.model.model import Model
from memattr.model.show import parse_value, show, source_text
from memattr.model.spellings import Spellings, folded
from memattr.model.types import Bits, Enum, Sum, Type, Value, plain
from memattr.place import Unusable

NEVER = ("-", "n/a", "never")
# Words of emphasis: "forces X", in a cell, is X and nothing else.
ONLY = re.compile(r"^(?:always|only|forces?|enforces?)\s+", re.IGNORECASE)
FIELD = re.compile(r"\{(\w+)\}")
# So many names are shown to somebody whose text is none of them.
NEAREST = 3

Values = frozenset[Value]


@dataclass(frozen=True)
class Meant:
    """What texts of one kind may say: values of the type, shown under a name, among those that
    there are (all if none are told). A text may begin with a heading that it stands under."""

    type: Type
    name: str
    among: Values | None = None
    heading: str = ""


class Ambiguous(Unusable):
    """A text that may mean several things; the candidates are in the words that are shown."""

    def __init__(self, candidates: Sequence[str]) -> None:
        super().__init__(" or ".join(candidates))
        self.candidates = tuple(candidates)


class Understanding:
    """Reads texts as values of one model: numbers in any radix, bit patterns, names, words, and
    what the text declares to be written in place of words."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._wording = Wording(model)
        self.spellings = Spellings(model.spellings)
        self._known: dict[Meant, dict[str, Values]] = {}

    def values(self, meant: Meant, text: str) -> Values | None:
        """The set that the text means; None if it means none. Raises Ambiguous."""
        if simplified(text) == simplified(ANY):
            return self._domain(meant)
        if text.strip().lower() in NEVER:
            return frozenset()
        whole = self._one(meant, text) or self._one(meant, ONLY.sub("", text.strip()))
        if whole is not None:
            return whole
        alternatives: set[Value] = set()
        for part in re.split(r"\s+or\s+|\s*[,;/|]\s*(?:or\s+)?", text.strip()):
            values = self._one(meant, part)
            if values is None:
                return None
            alternatives |= values
        return frozenset(alternatives)

    def value(self, meant: Meant, text: str) -> Value | None:
        """The only value that the text means; None if it means none. Raises Unusable."""
        values = self.values_or_complaint(meant, text)
        if len(values) > 1:
            said = f"{meant.name}={text}: this is {len(values)} values, and a cell says one"
            raise Unusable(said, "Write it as a number")
        return next(iter(values), None)

    def values_or_complaint(self, meant: Meant, text: str) -> Values:
        """The set that the text means, empty if it means nothing; raises Unusable."""
        try:
            return self.values(meant, text) or frozenset()
        except Ambiguous as several:
            raise Unusable(f"{meant.name}={text}: this may be {several.message}") from None

    def nearest(self, meant: Meant, text: str) -> tuple[str, ...]:
        """The names that are most like the text, the nearest first."""
        readings = [*self._readings(meant, text)]
        values = sorted_values(self._domain(meant))
        names = dict.fromkeys(self._shown(meant, value) for value in values)

        def likeness(name: str) -> float:
            return max(SequenceMatcher(None, folded(name), one).ratio() for one in readings)

        ranked = sorted(names, key=likeness, reverse=True)
        least = 0.75 * likeness(ranked[0]) if ranked else 0.0
        return tuple(name for name in ranked[:NEAREST] if likeness(name) >= least)

    def _domain(self, meant: Meant) -> Values:
        return frozenset(self._wording.domain(meant.type)) if meant.among is None else meant.among

    def _shown(self, meant: Meant, value: Value) -> str:
        return self._wording.words(meant.type, frozenset({value}), meant.name, total=-1).text

    def _one(self, meant: Meant, text: str) -> Values | None:
        """As the text stands, or by what it may stand for where that is one thing."""
        text = text.strip()
        but = re.fullmatch(r"any (?:but|except) (.*)", text)
        if but is not None:
            without = self.values(meant, but[1])
            return None if without is None else self._domain(meant) - without
        exact = self._exactly(meant, text)
        if exact:
            return exact
        others = (self._exactly(meant, one) for one in self._readings(meant, text))
        different = [*dict.fromkeys(values for values in others if values)]
        if len(different) > 1:
            raise Ambiguous([self._text(meant, values) for values in different])
        return different[0] if different else None

    def _text(self, meant: Meant, values: Values) -> str:
        return self._wording.words(meant.type, values, meant.name, total=-1).text

    def _readings(self, meant: Meant, text: str) -> Iterator[str]:
        """What the text may stand for, without the heading that it stands under."""
        heading = folded(meant.heading)
        for one in self.spellings.readings(text):
            yield one
            if heading and one.startswith(f"{heading} "):
                yield one[len(heading) + 1 :]

    def _exactly(self, meant: Meant, text: str) -> Values | None:
        """The values of that name, pattern or shape; none that there are not."""
        bare, domain = plain(meant.type), self._domain(meant)
        if isinstance(bare, Bits):
            values = _pattern(bare.width, text)
            if values is not None:
                return values & domain
        if isinstance(bare, Bits | Enum):
            try:
                return frozenset({parse_value(meant.type, text)}) & domain
            except Unusable:
                pass
        known = self._vocabulary(meant).get(simplified(text))
        if isinstance(bare, Enum) and known is not None and len(known) > 1:
            raise Ambiguous([source_text(bare, value) for value in sorted_values(known)])
        if known is None and isinstance(bare, Sum):
            return self._composed(bare, folded(text)) & domain or None
        return known

    def _composed(self, sum_: Sum, text: str) -> Values:
        """The values of a shape whose words have the words of fields in them."""
        values: set[Value] = set()
        for tag, variant in enumerate(sum_.variants):
            words = self._model.words.get(variant.name, "")
            match = re.fullmatch(_template(words), text) if FIELD.search(words) else None
            if match is not None:
                sides = [
                    self._exactly(Meant(member.type, member.name), match[member.name]) or ()
                    for member in variant.fields
                    if member.name in match.groupdict()
                ]
                if len(sides) == len(variant.fields):
                    values.update((tag, fields) for fields in product(*sides))
        return frozenset(values)

    def _vocabulary(self, meant: Meant) -> dict[str, Values]:
        """Every way that a value, or a whole shape, is shown."""
        if meant not in self._known:
            words: dict[str, set[Value]] = {}
            for value in sorted_values(self._domain(meant)):
                for text in self._texts(meant, value):
                    words.setdefault(simplified(text), set()).add(value)
            self._known[meant] = {text: frozenset(values) for text, values in words.items()}
        return self._known[meant]

    def _texts(self, meant: Meant, value: Value) -> Iterable[str]:
        type_, bare = meant.type, plain(meant.type)
        yield value_words(self._model, type_, value, meant.name)
        yield show(self._model, type_, value, meant.name)
        yield source_text(type_, value)
        yield self._shown(meant, value)
        if isinstance(bare, Sum) and isinstance(value, tuple) and isinstance(value[0], int):
            yield bare.variants[value[0]].name


def is_worded(text: str) -> bool:
    """True iff the text is made of words; a number that is wrong is no pattern of bits."""
    return text.strip()[:1].isalpha()


def simplified(text: str) -> str:
    """Letters and digits alone: hyphens, case and spaces tell nothing apart."""
    return folded(text).replace(" ", "")


def sorted_values(values: Values) -> list[Value]:
    """In one order; values of one type can be compared."""
    return sorted(values)


def _template(words: str) -> str:
    """A pattern for folded texts in which each field is a group."""
    pieces = FIELD.split(words)
    texts, names = map(folded, pieces[::2]), [*pieces[1::2], ""]
    parts = []
    for text, name in zip(texts, names, strict=True):
        parts += [re.escape(text)] if text else []
        parts += [f"(?P<{name}>.+?)"] if name else []
    return " ".join(parts)


def _pattern(width: int, text: str) -> Values | None:
    """0b00xx, or just that many digits 0, 1 and x."""
    digits = text.lower().removeprefix("0b").replace("_", "")
    explicit = text.lower().startswith("0b")
    if not re.fullmatch(r"[01x]+", digits) or len(digits) != width or (width == 1 and not explicit):
        return None
    values: set[Value] = set()
    for value in range(1 << width):
        bits = f"{value:0{width}b}"
        if all(d in ("x", b) for d, b in zip(digits, bits, strict=True)):
            values.add(value)
    return frozenset(values)
