"""What was decoded as data for JSON."""

from __future__ import annotations

from memattr.answers.data import value_data
from memattr.model.model import Model
from memattr.questions.decode import Decoded
from memattr.questions.decode_text import DecodedText
from memattr.questions.meanings import Meaning, Row


def decoded_data(model: Model, of: Decoded) -> dict[str, object]:
    """Everything, for JSON."""
    text = DecodedText(model, 76)
    return {
        "fields": [
            {
                "input": part.input,
                "value": value_data(model.inputs[part.input].type, part.value),
                "layout": part.layout or None,
                "bits": [part.high, part.low] if part.layout else None,
                "words": model.inputs[part.input].note.words,
            }
            for one in of.typed
            for part in one.parts
        ],
        "other_bits": {one.layout.name: one.rest for one in of.typed if one.layout},
        "meanings": [
            {
                "of": None if reading.part is None else [reading.part.high, reading.part.low],
                "name": meaning.name,
                "words": meaning.note.words,
                "rows": [_row(text, meaning, found) for found in meaning.rows],
            }
            for reading in of.readings
            for meaning in reading.meanings
        ],
        "policies": [{"name": m.scope.name, "kind": m.scope.kind, "always": m.always}
                     for m in of.matches],
    }  # fmt: skip


def _row(text: DecodedText, of: Meaning, found: Row) -> dict[str, object]:
    return {
        "conditions": [
            {
                name: [value_data(kind, value) for value in sorted(values, key=str)]
                for (name, kind), values in zip(of.atoms, box, strict=True)
            }
            for box in found.conditions
        ],
        "values": [value_data(of.type, value) for value in found.values],
        "cases": [text.case(*name) for name in found.cases],
        "choices": list(found.choices),
        "idle": found.idle,
    }
