"""An engine's example, read again by the evaluator before anyone sees it."""

from __future__ import annotations

from itertools import islice

from memattr.engines.admission import admission, variables_of
from memattr.engines.verdict import Covered, Decided, Example, Refuted
from memattr.model.expressions import And, Expression
from memattr.model.model import Claim
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.permitted import Given, runs

# A reserved encoding may have thousands of results; past this many, the taken choices must do.
MANY = 2_000


def objection(evaluator: Evaluator, claim: Claim, decided: Decided) -> str | None:
    """What is wrong with the example of the verdict; None if nothing is."""
    match decided:
        case Refuted(by_choice, example):
            return (
                _ill_typed(evaluator, claim, example)
                or _taken(evaluator, claim, example, wanted=False)
                or (None if by_choice else _passes(evaluator, claim, example))
            )
        case Covered(example):
            return _ill_typed(evaluator, claim, example) or _taken(
                evaluator, claim, example, wanted=True
            )
        case _:
            return None


def _ill_typed(evaluator: Evaluator, claim: Claim, example: Example) -> str | None:
    kinds = variables_of(evaluator.model, claim)
    for name, value in (*example.inputs, *example.variables):
        if not evaluator.is_value(kinds[name], value):
            return f"{name} has no value {value}"
    return None


def _taken(evaluator: Evaluator, claim: Claim, example: Example, wanted: bool) -> str | None:
    """Under the taken choices the example is admitted, and the body is as it should be."""
    chooser = Given({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
    situation = Situation(dict(example.inputs), dict(example.variables), chooser)
    adm, body = evaluator.values(_sides(evaluator, claim), situation)
    if chooser.astray:
        return f"{chooser.astray[0].choice} may not be {chooser.astray[0].value}"
    if not adm:
        return "the example is not admitted"
    if bool(body) != wanted:
        return "the example passes" if body else "the example fails"
    return None


def _passes(evaluator: Evaluator, claim: Claim, example: Example) -> str | None:
    """No permitted choice lets an admitted example pass."""
    inputs, variables = dict(example.inputs), dict(example.variables)
    every = runs(evaluator, _sides(evaluator, claim), inputs, variables)
    for (adm, body), choices in islice(every, MANY):
        if adm and body:
            return f"the example passes for {', '.join(f'{t.choice}={t.value}' for t in choices)}"
    return None


def _sides(evaluator: Evaluator, claim: Claim) -> tuple[Expression, Expression]:
    return And(admission(evaluator.model, claim)), claim.body
