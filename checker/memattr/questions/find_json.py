"""An answer as data for JSON."""

from __future__ import annotations

from memattr.engines.verdict import Example
from memattr.formats.head import narrowing_data
from memattr.formats.values import value_data
from memattr.model.model import Model
from memattr.questions.answer import Answer
from memattr.questions.boxes import Box, boxes, set_text
from memattr.questions.output import shown_values


def answer_data(model: Model, answer: Answer) -> dict[str, object]:
    """Everything that the text says, and every value one by one."""
    question = answer.question
    return {
        "question": question.note.words,
        "wanted": [part.written for part in question.parts],
        "found": list(question.found),
        "under": question.scope,
        "stated": {
            name: [value_data(model.inputs[name].type, value) for value in values]
            for name, values in question.stated
        },
        "given": list(question.assumed),
        "free": list(answer.free),
        "relevant": list(answer.relevant),
        "candidates": answer.candidates,
        "solutions": [
            {
                "values": [shown_values(model, question.found, v) for v in group.values],
                "patterns": [_pattern(model, question.found, box) for box in boxes(group.values)],
                "results": group.results,
                "less_than": list(group.less_than),
                "not_comparable_with": list(group.unlike),
            }
            for group in answer.solutions
        ],
        "failing": [
            {
                "values": [shown_values(model, question.found, v) for v in group.values],
                "by_choice": group.by_choice,
                "example": _example(model, group.example),
            }
            for group in answer.failures
        ],
        "not_admitted": [shown_values(model, question.found, v) for v in answer.not_admitted],
        "vacuous": answer.vacuous,
        "rests_on": list(answer.rests_on),
        "trouble": answer.trouble,
        "undecided": answer.undecided,
        "narrowed": list(map(narrowing_data, answer.narrowed)),
    }


def _pattern(model: Model, names: tuple[str, ...], box: Box) -> dict[str, str]:
    return {
        name: set_text(model, model.inputs[name].type, values, name)
        for name, values in zip(names, box, strict=True)
    }


def _example(model: Model, example: Example) -> dict[str, object]:
    names, values = zip(*example.inputs, strict=True)
    return shown_values(model, names, values)
