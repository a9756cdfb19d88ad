"""Sets of values in words: few of them one by one, whole shapes by name, bits as patterns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from memattr.answers.value_text import products
from memattr.model.model import Model
from memattr.model.show import show
from memattr.model.types import Bits, Enum, Member, Record, Sum, Type, Value, plain
from memattr.model.value_patterns import cubes
from memattr.readings.evaluate import Evaluator

FEW = 4
ANY = "any"


@dataclass(frozen=True)
class SetWords:
    """Alternatives in words; `every` if the set is all there is."""

    alternatives: tuple[str, ...]
    every: bool = False

    @property
    def text(self) -> str:
        """The alternatives as one text."""
        return ANY if self.every else " or ".join(self.alternatives)


class Wording:
    """Words for sets of values of one model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._evaluator = Evaluator(model)
        self._domains: dict[Type, tuple[Value, ...]] = {}

    def domain(self, type_: Type) -> tuple[Value, ...]:
        """Every value of the type."""
        if type_ not in self._domains:
            self._domains[type_] = tuple(self._evaluator.values_of(type_))
        return self._domains[type_]

    def words(
        self, type_: Type, values: frozenset[Value], name: str = "", total: int = 0
    ) -> SetWords:
        """The set in words; it is all there is if it has `total` values, or the type no others."""
        if len(values) == (total or len(self.domain(type_))) and len(values) > 1:
            return SetWords((), True)
        return SetWords(tuple(self._alternatives(type_, values, name)))

    def _alternatives(self, type_: Type, values: frozenset[Value], name: str) -> Sequence[str]:
        bare = plain(type_)
        match bare:
            case Bits():
                return self._numbers(bare, values, name)
            case Enum():
                return self._names(bare, values)
            case Sum():
                return self._shapes(bare, self.domain(type_), values)
            case Record():
                return self._products(bare.fields, values, labelled)

    def _numbers(self, bits: Bits, values: frozenset[Value], name: str) -> Sequence[str]:
        numbers = sorted(value for value in values if isinstance(value, int))
        if len(numbers) > FEW:
            patterns = cubes(bits.width, frozenset(numbers))
            if len(patterns) < len(numbers):
                return patterns
        return [value_words(self._model, bits, value, name) for value in numbers]

    def _names(self, enum: Enum, values: frozenset[Value]) -> Sequence[str]:
        codes = range(len(enum.values))
        others = [code for code in codes if code not in values]
        if len(values) > FEW and len(others) <= 2:
            missing = (value_words(self._model, enum, code) for code in others)
            return [f"any but {' or '.join(missing)}"]
        shown = (value_words(self._model, enum, code) for code in codes if code in values)
        return list(dict.fromkeys(shown))

    def _shapes(
        self, sum_: Sum, domain: Sequence[Value], values: frozenset[Value]
    ) -> Sequence[str]:
        texts: list[str] = []
        for tag, variant in enumerate(sum_.variants):
            inside = frozenset(v[1] for v in values if isinstance(v, tuple) and v[0] == tag)
            total = sum(1 for v in domain if isinstance(v, tuple) and v[0] == tag)
            if len(inside) == total > 1:
                texts.append(variant.name)
            elif inside:
                texts += self._products(variant.fields, inside, self._shaped(variant.name))
        return texts

    def _shaped(self, name: str) -> Callable[[Mapping[str, str]], str]:
        """The words of a shape, its fields in words put in."""
        words = self._model.words.get(name)
        if words is not None:
            return words.format_map
        return lambda texts: f"{name}({labelled(texts)})" if texts else name

    def _products(
        self,
        fields: tuple[Member, ...],
        values: frozenset[Value],
        together: Callable[[Mapping[str, str]], str],
    ) -> list[str]:
        """One text for each product of sets that the fields run over."""
        if not fields:
            return [together({})]
        tuples = sorted(value for value in values if isinstance(value, tuple))
        texts = []
        for box in products(tuples):
            sides = zip(fields, box, strict=True)
            texts.append(together({m.name: self._inner(m, inside) for m, inside in sides}))
        return texts

    def _inner(self, member: Member, values: frozenset[Value]) -> str:
        words = self.words(member.type, values, member.name)
        several = not words.every and len(words.alternatives) > 1
        return f"({words.text})" if several else words.text


def value_words(model: Model, type_: Type, value: Value, name: str = "") -> str:
    """One value in words; a name without words of its own is read with spaces."""
    bare = plain(type_)
    text = show(model, type_, value, name)
    if isinstance(bare, Enum) and isinstance(value, int) and text == bare.values[value]:
        return text.replace("_", " ")
    return text


def labelled(texts: Mapping[str, str]) -> str:
    """NAME: words, for each field."""
    return ", ".join(f"{label}: {text}" for label, text in texts.items())
