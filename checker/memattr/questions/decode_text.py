"""What was decoded -> lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from memattr.answers.value_text import Product, set_text
from memattr.model.model import Model
from memattr.model.show import show
from memattr.model.types import Type
from memattr.questions.decode import Decoded, Match, Reading
from memattr.questions.lines import aligned, headed, listed, row, rows, wrapped
from memattr.questions.meanings import Meaning, Row
from memattr.questions.typed import Part, Typed

MOST_VALUES = 4


class DecodedText:
    """Writes decoded values of one model."""

    def __init__(self, model: Model, width: int) -> None:
        self.model, self.width = model, width

    def lines(self, of: Decoded) -> list[str]:
        """Fields, meanings, policies."""
        lines: list[str] = []
        for one in of.typed:
            lines += self._typed(one)
        for reading in of.readings:
            lines += self._reading(reading)
        return [*lines, *self._matches(of.matches)]

    def _typed(self, one: Typed) -> Iterator[str]:
        if one.layout is not None:
            text = f"{one.layout.name} = {one.text.partition('=')[2].strip()}"
            yield headed(text, one.layout.note.words, self.width)
        cells = [self._part(part) for part in one.parts]
        indent = sum(2 + max(map(len, column)) for column in list(zip(*cells, strict=True))[:-1])
        for line in aligned(cells):
            for piece in wrapped(line[indent:], self.width - 2 - indent):
                yield f"  {line[:indent]}{piece}".rstrip()
                line = " " * len(line)
        if one.rest:
            yield from row("", f"other bits that are set: {_bits(one.rest)}", self.width, 0)

    def _part(self, part: Part) -> list[str]:
        declared = self.model.inputs[part.input]
        bits = f"[{part.high}]" if part.high == part.low else f"[{part.high}:{part.low}]"
        value = show(self.model, declared.type, part.value, part.input)
        cells = [part.input, value, declared.note.words]
        return [bits, *cells] if part.layout else cells

    def _reading(self, of: Reading) -> Iterator[str]:
        if of.part is not None:
            bits = f"{of.part.layout}[{of.part.high}:{of.part.low}]"
            kind = self.model.inputs[of.part.input].type
            yield f"{bits} = {show(self.model, kind, of.part.value, of.part.input)}"
        for meaning in of.meanings:
            yield from self._meaning(meaning)

    def _meaning(self, of: Meaning) -> Iterator[str]:
        yield from row("", f"{of.name}: {of.note.words}", self.width, 0)
        for found in of.rows:
            where = "; ".join(self._condition(of, box) for box in found.conditions)
            text = f"{where}: {self.values(of, found)}"
            first, *rest = wrapped(text, self.width - 4, "  ")
            yield from (f"    {line}" for line in (first, *rest))
            cases = [self.case(*name) for name in found.cases]
            if of.kind != "view" and cases:
                yield from (f"      {line}" for line in wrapped("; ".join(cases), self.width - 6))

    def values(self, of: Meaning, found: Row) -> str:
        """The value; or that it is left open, between how many."""
        if found.idle:
            return "does not matter"
        texts = [show(self.model, of.type, value, of.name) for value in found.values]
        if len(texts) == 1:
            return texts[0]
        choices = f" ({', '.join(found.choices)})" if found.choices else ""
        few = len(texts) <= MOST_VALUES
        return f"one of {len(texts)}{choices}{': ' + ', '.join(texts) if few else ''}"

    def _condition(self, of: Meaning, box: Product) -> str:
        texts = []
        for (name, kind), values in zip(of.atoms, box, strict=True):
            text = set_text(self.model, kind, values, name)
            if text != "any" and len(values) < _size(self.model, kind):
                texts.append(f"{name} = {text}")
        return ", ".join(texts) or "always"

    def case(self, function: str, case: str) -> str:
        """function.case with its references."""
        found = self.model.functions[function]
        note = next(c.note for c in found.cases if c.name == case)
        refs = listed(note.refs or found.note.refs, 2)
        return f"{function}.{case} [{refs}]" if refs else f"{function}.{case}"

    def _matches(self, matches: Iterable[Match]) -> Iterator[str]:
        """Policies that write these values; systems that set them."""
        by_kind: dict[str, list[str]] = {}
        for match in matches:
            text = match.scope.name + ("" if match.always else " (on some cpus)")
            by_kind.setdefault(match.scope.kind, []).append(text)
        for kind, names in by_kind.items():
            label = {"policy": "policies", "system": "systems"}.get(kind, kind)
            yield from rows(label, [", ".join(names)], self.width)


def _size(model: Model, kind: Type) -> int:
    from memattr.readings.evaluate import Evaluator

    return sum(1 for _ in Evaluator(model).values_of(kind))


def _bits(word: int) -> str:
    """The positions of the set bits, runs together."""
    found: list[str] = []
    high = word.bit_length() - 1
    while word:
        low = high
        while low and word >> low - 1 & 1:
            low -= 1
        found.append(f"[{high}]" if high == low else f"[{high}:{low}]")
        word &= (1 << low) - 1
        high = word.bit_length() - 1
    return " ".join(found)
