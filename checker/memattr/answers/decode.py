"""`decode`: what fields, registers and descriptors say, and which policies write just that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from memattr.answers.data import Data, value_data
from memattr.answers.meanings import DecidedValue, MeaningRow, meanings
from memattr.model.expressions import Const
from memattr.model.model import Layout, Model, Scope
from memattr.model.show import parse_value
from memattr.model.types import Bits, Type, Value
from memattr.place import Place, Problem, SpecError, Unusable, near
from memattr.readings.evaluate import Evaluator

NOUN = "argument"
MOST_REFERENCES = 2


@dataclass(frozen=True)
class TypedPart:
    """An input with its value; `layout` and the bits [high:low] say where it was read from."""

    input: str
    value: Value
    layout: str = ""
    high: int = 0
    low: int = 0


@dataclass(frozen=True)
class Typed:
    """What was typed: its parts, and set bits of a layout that no part holds."""

    text: str
    parts: tuple[TypedPart, ...]
    layout: Layout | None = None
    rest: int = 0


@dataclass(frozen=True)
class DecodedReading:
    """Inputs with values, and what they mean. `part` is set if the reading is about one of several
    values that a register holds for the same input."""

    part: TypedPart | None
    meanings: tuple[DecidedValue, ...]


@dataclass(frozen=True)
class Match:
    """A policy or system that gives the typed inputs the typed values; `always` or only on some
    cpus."""

    scope: Scope
    always: bool


@dataclass(frozen=True)
class Decoded:
    """What was typed, what it means, and who writes it."""

    typed: tuple[Typed, ...]
    readings: tuple[DecodedReading, ...]
    matches: tuple[Match, ...]


def decode(model: Model, texts: Sequence[str]) -> Decoded:
    """What `NAME=VALUE` texts say together. Raises SpecError for what cannot be read."""
    parts = typed(model, texts)
    single = {
        part.input: part.value
        for one in parts
        for part in one.parts
        if not is_repeated(one, part.input)
    }
    evaluator = Evaluator(model)
    readings = [DecodedReading(None, tuple(meanings(evaluator, single)))] if single else []
    for one in parts:
        for part in one.parts:
            if is_repeated(one, part.input):
                readings.append(_repeated(evaluator, single, part))
    return Decoded(parts, tuple(readings), tuple(_matches(model, single)))


def _repeated(evaluator: Evaluator, single: dict[str, Value], part: TypedPart) -> DecodedReading:
    everything = meanings(evaluator, {**single, part.input: part.value})
    without = meanings(evaluator, single) if single else []
    return DecodedReading(part, tuple(meaning for meaning in everything if meaning not in without))


def _matches(model: Model, given: dict[str, Value]) -> Iterator[Match]:
    """Policies by their fields, systems by their controls."""
    for scope in model.scopes.values():
        role = {"policy": "field", "system": "control"}.get(scope.kind)
        own = [
            a
            for a in scope.assignments
            if a.values and a.input in given and model.inputs[a.input].role == role
        ]
        if not own:
            continue
        hits = [[_is(value, given[a.input]) for _, value in a.values] for a in own]
        if all(any(hit) for hit in hits):
            yield Match(scope, all(all(hit) for hit in hits))


def _is(expression: object, value: Value) -> bool:
    return isinstance(expression, Const) and expression.value == value


# ---- What is typed


def typed(model: Model, texts: Sequence[str]) -> tuple[Typed, ...]:
    """Each text read. Raises SpecError, with the position of the text and the column in it."""
    readings = tuple(_typed(model, number, text) for number, text in enumerate(texts, 1))
    seen: dict[str, Value] = {}
    for number, one in enumerate(readings, 1):
        for part in one.parts:
            known = seen.setdefault(part.input, part.value)
            if known != part.value and not is_repeated(one, part.input):
                raise _problem(number, one.text, 0, "given-twice",
                               f"{part.input} has another value before this", "")  # fmt: skip
    return readings


def is_repeated(situation: Typed, name: str) -> bool:
    """True iff the layout holds several values of the input, one for each index."""
    return sum(part.input == name for part in situation.parts) > 1


def _typed(model: Model, number: int, text: str) -> Typed:
    name, equals, value = (piece.strip() for piece in text.partition("="))
    if not equals:
        raise _problem(number, text, 0, "syntax", f"'{text}' is no NAME=VALUE", "")
    kinds = {**model.inputs, **model.layouts}
    key = _key(kinds, name)
    column = text.index("=") + 2
    if key is None:
        message = f"no input, register or descriptor is called '{name}'"
        raise _problem(
            number, text, 0, "unknown-name", message, model.left_out(name) or near(name, kinds)
        )
    if key in model.inputs:
        read = _value(number, text, column, model.inputs[key].type, value)
        return Typed(text, (TypedPart(key, read),))
    layout = model.layouts[key]
    word = _value(number, text, column, Bits(layout.width), value)
    assert isinstance(word, int)
    return _in_layout(text, layout, word)


def _key(kinds: Mapping[str, object], name: str) -> str | None:
    """The declared name; spaces and capitals do not matter if that leaves no doubt."""
    folded = name.replace(" ", "_").lower()
    same = [kind for kind in kinds if kind.lower() == folded]
    return name if name in kinds else same[0] if len(same) == 1 else None


def _value(number: int, text: str, column: int, type_: Type, value: str) -> Value:
    try:
        return parse_value(type_, value)
    except Unusable as why:
        raise _problem(number, text, column - 1, "not-a-value", why.message, "") from None


def _in_layout(text: str, layout: Layout, word: int) -> Typed:
    parts, rest = [], word
    for name, high, low in layout.parts:
        mask = (1 << high - low + 1) - 1
        parts.append(TypedPart(name, word >> low & mask, layout.name, high, low))
        rest &= ~(mask << low)
    return Typed(text, tuple(parts), layout, rest)


def _problem(number: int, text: str, column: int, code: str, message: str, way: str) -> SpecError:
    return SpecError([Problem(Place(NOUN, number, column + 1), code, message, text, way)])


# ---- Data


def decoded_data(model: Model, decoded: Decoded) -> Data:
    """Everything, for JSON."""
    return {
        "fields": [
            {
                "input": part.input,
                "value": value_data(model.inputs[part.input].type, part.value),
                "layout": part.layout or None,
                "bits": [part.high, part.low] if part.layout else None,
                "words": model.inputs[part.input].note.words,
            }
            for one in decoded.typed
            for part in one.parts
        ],
        "other_bits": {one.layout.name: one.rest for one in decoded.typed if one.layout},
        "meanings": [
            {
                "of": None if reading.part is None else [reading.part.high, reading.part.low],
                "name": meaning.name,
                "words": meaning.note.words,
                "rows": [_row_data(model, meaning, row) for row in meaning.rows],
            }
            for reading in decoded.readings
            for meaning in reading.meanings
        ],
        "policies": [{"name": m.scope.name, "kind": m.scope.kind, "always": m.always}
                     for m in decoded.matches],
    }  # fmt: skip


def _row_data(model: Model, decided: DecidedValue, row: MeaningRow) -> Data:
    return {
        "conditions": [
            {
                name: [value_data(type_, value) for value in sorted(values, key=str)]
                for (name, type_), values in zip(decided.atoms, box, strict=True)
            }
            for box in row.conditions
        ],
        "values": [value_data(decided.type, value) for value in row.values],
        "cases": [case_text(model, *name) for name in row.cases],
        "choices": list(row.choices),
        "idle": row.idle,
    }


def case_text(model: Model, function: str, case: str) -> str:
    """function.case with its references."""
    declared = model.functions[function]
    note = next(c.note for c in declared.cases if c.name == case)
    refs = note.refs or declared.note.refs
    more = f" and {len(refs) - MOST_REFERENCES} more" if len(refs) > MOST_REFERENCES else ""
    cited = ", ".join(refs[:MOST_REFERENCES]) + more
    return f"{function}.{case} [{cited}]" if refs else f"{function}.{case}"
