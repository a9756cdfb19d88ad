"""What was decoded, as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memattr.answers.decode import Decoded, DecodedReading, Match, Typed, TypedPart, case_text
from memattr.answers.meanings import DecidedValue, MeaningRow
from memattr.answers.value_text import Product, set_text
from memattr.model.model import Model
from memattr.model.show import show
from memattr.model.types import Type
from memattr.pages.page import (
    Block,
    Columns,
    Heading,
    Outline,
    OutlineItem,
    Page,
    Paragraph,
    Rows,
    row,
)
from memattr.readings.evaluate import Evaluator

MOST_VALUES = 4


def decode_page(model: Model, decoded: Decoded) -> Page:
    """Fields, meanings, policies."""
    blocks: list[Block] = []
    for one in decoded.typed:
        blocks += _typed(model, one)
    for reading in decoded.readings:
        blocks += _reading(model, reading)
    return Page((*blocks, *_matches(decoded.matches)))


def _typed(model: Model, one: Typed) -> Iterator[Block]:
    if one.layout is not None:
        text = f"{one.layout.name} = {one.text.partition('=')[2].strip()}"
        words = one.layout.note.words
        yield Heading(text, (words,) if words else ())
    yield Columns(tuple(_part(model, part) for part in one.parts))
    if one.rest:
        yield Paragraph(f"other bits that are set: {_bits(one.rest)}", 1)


def _part(model: Model, part: TypedPart) -> tuple[str, ...]:
    declared = model.inputs[part.input]
    bits = f"[{part.high}]" if part.high == part.low else f"[{part.high}:{part.low}]"
    value = show(model, declared.type, part.value, part.input)
    cells = (part.input, value, declared.note.words)
    return (bits, *cells) if part.layout else cells


def _reading(model: Model, reading: DecodedReading) -> Iterator[Block]:
    part = reading.part
    if part is not None:
        type_ = model.inputs[part.input].type
        value = show(model, type_, part.value, part.input)
        yield Paragraph(f"{part.layout}[{part.high}:{part.low}] = {value}")
    yield Outline(tuple(item for m in reading.meanings for item in _meaning(model, m)))


def _meaning(model: Model, meaning: DecidedValue) -> Iterator[OutlineItem]:
    yield OutlineItem(f"{meaning.name}: {meaning.note.words}")
    for case in meaning.rows:
        where = "; ".join(_condition(model, meaning, product) for product in case.conditions)
        yield OutlineItem(f"{where}: {values_text(model, meaning, case)}", 2)
        cases = [case_text(model, *name) for name in case.cases]
        if meaning.kind != "view" and cases:
            yield OutlineItem("; ".join(cases), 3)


def values_text(model: Model, meaning: DecidedValue, case: MeaningRow) -> str:
    """The value; or that it is left open, between how many."""
    if case.idle:
        return "does not matter"
    texts = [show(model, meaning.type, value, meaning.name) for value in case.values]
    if len(texts) == 1:
        return texts[0]
    choices = f" ({', '.join(case.choices)})" if case.choices else ""
    few = len(texts) <= MOST_VALUES
    return f"one of {len(texts)}{choices}{': ' + ', '.join(texts) if few else ''}"


def _condition(model: Model, meaning: DecidedValue, product: Product) -> str:
    texts = []
    for (name, type_), values in zip(meaning.atoms, product, strict=True):
        text = set_text(model, type_, values, name)
        if text != "any" and len(values) < _size(model, type_):
            texts.append(f"{name} = {text}")
    return ", ".join(texts) or "always"


def _matches(matches: Sequence[Match]) -> Iterator[Block]:
    """Policies that write these values; systems that set them."""
    by_kind: dict[str, list[str]] = {}
    for match in matches:
        text = match.scope.name + ("" if match.always else " (on some cpus)")
        by_kind.setdefault(match.scope.kind, []).append(text)
    labels = {"policy": "policies", "system": "systems"}
    rows = (row(labels.get(kind, kind), ", ".join(names)) for kind, names in by_kind.items())
    yield Rows(tuple(rows))


def _size(model: Model, type_: Type) -> int:
    return sum(1 for _ in Evaluator(model).values_of(type_))


def _bits(word: int) -> str:
    """The positions of the set bits, runs together."""
    parts: list[str] = []
    high = word.bit_length() - 1
    while word:
        low = high
        while low and word >> low - 1 & 1:
            low -= 1
        parts.append(f"[{high}]" if high == low else f"[{high}:{low}]")
        word &= (1 << low) - 1
        high = word.bit_length() - 1
    return " ".join(parts)
