"""What comes of every combination of a survey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from memattr.machines.safety_decider import SafetyDecider
from memattr.model.expressions import Const, Equal, Expression, Local
from memattr.model.layout import values_of
from memattr.model.machine import Invariant, Machine, Procedure, SafetyClaim, Survey
from memattr.model.model import Model
from memattr.model.transform import substituted
from memattr.model.types import Value


@dataclass(frozen=True)
class SurveyRow:
    """A combination, and what came of it. `each` has a value for each name of the survey; `axioms`
    are those without which the verdict would be another; `events` counts those of a shortest run
    to what was looked for, None if there is none."""

    scope: str
    each: tuple[Value, ...]
    procedure: str
    invariant: str
    verdict: str
    states: int
    events: int | None
    axioms: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class SurveyAnswer:
    """All rows, in the order of the text. `steps` are those of each procedure."""

    survey: Survey
    rows: tuple[SurveyRow, ...]
    steps: Mapping[str, tuple[str, ...]]


def surveyed(model: Model, survey: Survey, decider: SafetyDecider) -> SurveyAnswer:
    """Every combination decided."""
    machine = model.machines[survey.template.machine]
    domains = [tuple(values_of(type_)) for _, type_ in survey.each]
    rows = [
        _row(decider, claim, each, model.procedures[procedure], invariant)
        for scope in survey.scopes
        for each in product(*domains)
        for claim in (combination(machine, survey, scope, each),)
        for procedure in survey.procedures
        for invariant in machine.invariants_named(survey.invariants)
    ]
    steps = {name: model.procedures[name].steps for name in survey.procedures}
    return SurveyAnswer(survey, tuple(rows), steps)


def _row(
    decider: SafetyDecider,
    claim: SafetyClaim,
    each: tuple[Value, ...],
    procedure: Procedure,
    invariant: Invariant,
) -> SurveyRow:
    summary = decider.summary(
        replace(
            claim,
            procedure=procedure.name,
            steps=procedure.steps,
            body=invariant.expression,
            says=(invariant.name,),
        )
    )
    scope = claim.scope
    assert scope is not None, "each combination has a policy or a system"
    return SurveyRow(
        scope, each, procedure.name, invariant.name,
        summary.word, summary.states, summary.events, summary.axioms, summary.reason,
    )  # fmt: skip


def combination(
    machine: Machine, survey: Survey, scope: str, each: tuple[Value, ...]
) -> SafetyClaim:
    """What a survey claims in one combination, without procedure and body, as if it expected it to
    be proved."""
    values = {
        name: Const(type_, value) for (name, type_), value in zip(survey.each, each, strict=True)
    }
    constants = {c.name: Local(c.name, c.type) for c in machine.constants}
    own = {name: value for name, value in values.items() if name not in constants}
    chosen = [Equal(constants[name], value) for name, value in values.items() if name in constants]
    template = survey.template

    def put(expressions: tuple[Expression, ...]) -> Iterator[Expression]:
        return (substituted(expression, own) for expression in expressions)

    return replace(
        template,
        scope=scope,
        given=tuple(put(template.given)),
        chosen=(*put(template.chosen), *chosen),
        changes=tuple((name, substituted(value, own)) for name, value in template.changes),
    )
