"""An example in words: the inputs that matter, and what came of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from memattr.engines.verdict import Example
from memattr.model.expressions import Expression, Field
from memattr.model.model import Choice, Claim, Input, Model
from memattr.model.show import show
from memattr.model.types import Value
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import Given, Question


def situation_text(
    evaluator: Evaluator, claim: Claim, example: Example, relevant: Collection[str]
) -> str:
    """The relevant inputs and variables, and the choices made there. Features are left out where
    they have their default."""
    model, kinds = evaluator.model, dict(claim.variables)
    texts = [
        f"{name}={show(model, model.inputs[name].type, value, name)}"
        for name, value in example.inputs
        if name in relevant and not _usual(model.inputs[name], value)
    ]
    texts += [f"{n}={show(model, kinds[n], v, n)}" for n, v in example.variables if n in relevant]
    choices = choices_of(model)
    for (_, name, _), value in _asked(evaluator, claim, example).items():
        texts.append(f"{name}={show(model, choices[name].type, value)}")
    return ", ".join(texts) or "any situation"


def _usual(declared: Input, value: Value) -> bool:
    return declared.player == "cpu" and declared.default == value


def _asked(evaluator: Evaluator, claim: Claim, example: Example) -> Mapping[Question, Value]:
    """The choices that the claim's body makes in the example."""
    chooser = _chooser(example)
    evaluator.value(claim.body, Situation(dict(example.inputs), dict(example.variables), chooser))
    return chooser.asked


def _chooser(example: Example) -> Given:
    return Given({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})


def choices_of(model: Model) -> Mapping[str, Choice]:
    """The choices of the model by name."""
    return {
        case.choice.name: case.choice
        for function in model.functions.values()
        for case in function.cases
        if case.choice is not None
    }


def got_text(evaluator: Evaluator, claim: Claim, example: Example) -> str:
    """What the first false part of the claim speaks of, as it is in the example."""
    situation = Situation(dict(example.inputs), dict(example.variables), _chooser(example))
    for part in claim.parts:
        if not evaluator.value(part.expression, situation):
            texts = []
            for written, subject in part.subjects:
                present = _present(evaluator, subject, situation)
                value = evaluator.value(present, situation)
                texts.append(f"{written} is {show(evaluator.model, present.type, value)}")
            return "; ".join(texts)
    return ""


def _present(evaluator: Evaluator, subject: Expression, situation: Situation) -> Expression:
    """The longest beginning of a path that exists here."""
    if not isinstance(subject, Field):
        return subject
    operand = _present(evaluator, subject.operand, situation)
    if operand is not subject.operand or subject.variants is None:
        return operand if operand is not subject.operand else subject
    value = evaluator.value(operand, situation)
    assert isinstance(value, tuple)
    return subject if value[0] in subject.variants else operand
