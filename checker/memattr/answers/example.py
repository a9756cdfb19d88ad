"""An example read again by the evaluator: its situation in words, what is false there, and the
cases that fired."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from memattr.engines.verdict import Covered, Example, Refuted, Verdict
from memattr.model.expressions import Expression, Field
from memattr.model.model import Choice, Claim, Function, Input, Model
from memattr.model.show import show
from memattr.model.types import Value
from memattr.readings.compile_values import Fired
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import GivenChoices, Question


def chooser_of(example: Example) -> GivenChoices:
    """Makes the choices that the example made."""
    return GivenChoices({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})


def choices_of(model: Model) -> Mapping[str, tuple[Function, Choice]]:
    """The choices of the model by name, each with its function."""
    return {
        case.choice.name: (function, case.choice)
        for function in model.functions.values()
        for case in function.cases
        if case.choice is not None
    }


# ---- In words


def situation_text(
    evaluator: Evaluator, claim: Claim, example: Example, relevant: Collection[str]
) -> str:
    """The relevant inputs and variables, and the choices made there. Features are left out where
    they have their default."""
    model, kinds = evaluator.model, dict(claim.variables)
    texts = [
        f"{name}={show(model, model.inputs[name].type, value, name)}"
        for name, value in example.inputs
        if name in relevant and not _is_usual(model.inputs[name], value)
    ]
    texts += [f"{n}={show(model, kinds[n], v, n)}" for n, v in example.variables if n in relevant]
    choices = choices_of(model)
    for (_, name, _), value in _choices_made(evaluator, claim, example).items():
        texts.append(f"{name}={show(model, choices[name][1].type, value)}")
    return ", ".join(texts) or "any situation"


def _is_usual(declared: Input, value: Value) -> bool:
    return declared.player == "cpu" and declared.default == value


def _choices_made(evaluator: Evaluator, claim: Claim, example: Example) -> Mapping[Question, Value]:
    """The choices that the claim's body makes in the example."""
    chooser = chooser_of(example)
    evaluator.value(claim.body, Situation(dict(example.inputs), dict(example.variables), chooser))
    return chooser.asked


def observed_text(evaluator: Evaluator, claim: Claim, example: Example) -> str:
    """What the first false part of the claim speaks of, as it is in the example."""
    situation = _situation(example)
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


# ---- Cases


def fired_in(evaluator: Evaluator, verdict: Verdict) -> tuple[Fired, ...]:
    """Each case once, those first that others rest on: of the first false part of a refuted claim,
    or of all that a covered claim says."""
    match verdict.outcome:
        case Refuted(_, example):
            return _fired(evaluator, _first_false(evaluator, verdict.claim, example), example)
        case Covered(example):
            return _fired(evaluator, verdict.claim.body, example)
        case _:
            return ()


def _first_false(evaluator: Evaluator, claim: Claim, example: Example) -> Expression:
    parts = (part.expression for part in claim.parts)
    here = _situation(example)
    return next((part for part in parts if not evaluator.value(part, here)), claim.body)


def _fired(evaluator: Evaluator, expression: Expression, example: Example) -> tuple[Fired, ...]:
    trace: list[Fired] = []
    evaluator.value(expression, _situation(example, trace))
    by_case: dict[tuple[str, str], Fired] = {}
    for fired in _deepest_first(trace):
        by_case.setdefault((fired.function, fired.case), fired)
    return tuple(by_case.values())


def _deepest_first(trace: Iterable[Fired]) -> Iterator[Fired]:
    for fired in trace:
        yield from _deepest_first(fired.children)
        yield fired


def _situation(example: Example, trace: list[Fired] | None = None) -> Situation:
    inputs, variables = dict(example.inputs), dict(example.variables)
    return Situation(inputs, variables, chooser_of(example), None, trace)
