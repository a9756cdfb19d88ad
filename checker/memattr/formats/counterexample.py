"""The cases that fired in the example of a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from memattr.engines.verdict import Covered, Example, Refuted, Verdict
from memattr.model.expressions import Expression
from memattr.model.model import Claim
from memattr.readings.compile_values import Fired
from memattr.readings.evaluate import Evaluator, Situation
from memattr.readings.nondeterminism import Given


def fired_in(evaluator: Evaluator, verdict: Verdict) -> tuple[Fired, ...]:
    """Each case once, those first that others rest on: of the first false part of a refuted claim,
    or of all that a covered claim says."""
    match verdict.outcome:
        case Refuted(_, example):
            false = _first_false(evaluator, verdict.claim, example)
            return _evaluated(evaluator, false, example)
        case Covered(example):
            return _evaluated(evaluator, verdict.claim.body, example)
        case _:
            return ()


def _first_false(evaluator: Evaluator, claim: Claim, example: Example) -> Expression:
    parts = (part.expression for part in claim.parts)
    here = _situation(example)
    return next((part for part in parts if not evaluator.value(part, here)), claim.body)


def _evaluated(evaluator: Evaluator, expression: Expression, example: Example) -> tuple[Fired, ...]:
    trace: list[Fired] = []
    evaluator.value(expression, _situation(example, trace))
    found: dict[tuple[str, str], Fired] = {}
    for fired in _deepest_first(trace):
        found.setdefault((fired.function, fired.case), fired)
    return tuple(found.values())


def _deepest_first(trace: Iterable[Fired]) -> Iterator[Fired]:
    for fired in trace:
        yield from _deepest_first(fired.children)
        yield fired


def _situation(example: Example, trace: list[Fired] | None = None) -> Situation:
    chooser = Given({(t.cpu, t.choice, t.arguments): t.value for t in example.choices})
    return Situation(dict(example.inputs), dict(example.variables), chooser, None, trace)
