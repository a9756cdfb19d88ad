"""The part of a claim that is false in an example, and the values that it speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from memattr.engines.verdict import Example
from memattr.explain.report import Got
from memattr.model.expressions import Expression, Field
from memattr.model.model import Claim, Part
from memattr.model.show import show
from memattr.readings.evaluate import Evaluator, Situation, Taken
from memattr.readings.permitted import Given


@dataclass(frozen=True)
class Spoken:
    """The first false part, what it speaks of, and the choices that it asked for."""

    part: Part
    got: tuple[Got, ...]
    choices: tuple[Taken, ...]


def false_part(evaluator: Evaluator, claim: Claim, example: Example) -> Spoken:
    """The example, in which the claim is false, is read again by the evaluator."""
    chooser = Given({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
    situation = Situation(dict(example.inputs), dict(example.variables), chooser)
    parts = claim.parts or (Part("", claim.body, ()),)
    false = [p for p in parts if not evaluator.value(p.expression, situation)]
    assert false, "an engine promises that the example fails"
    asked = tuple(Taken(*question, value) for question, value in chooser.asked.items())
    got = []
    for text, subject in false[0].subjects:
        whole = _present(evaluator, subject, situation)
        value = show(evaluator.model, whole.type, evaluator.value(whole, situation))
        got.append(Got(_path(text, subject, whole), value))
    return Spoken(false[0], tuple(dict.fromkeys(got)), asked)


def _present(evaluator: Evaluator, subject: Expression, situation: Situation) -> Expression:
    """The longest beginning of a path that exists here."""
    if not isinstance(subject, Field):
        return subject
    operand = _present(evaluator, subject.operand, situation)
    if operand is not subject.operand:
        return operand
    if subject.variants is not None:
        value = evaluator.value(operand, situation)
        assert isinstance(value, tuple)
        if value[0] not in subject.variants:
            return operand
    return subject


def _path(text: str, subject: Expression, whole: Expression) -> str:
    """The text of the beginning of the path."""
    while subject is not whole and isinstance(subject, Field):
        text, subject = text.rpartition(".")[0], subject.operand
    return text
