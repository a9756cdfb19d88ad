"""What comes of every combination of a survey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from memattr.answers.data import Data, head, value_data
from memattr.machines.safety_decider import SafetyDecider
from memattr.model.expressions import Const, Equal, Expression, Local
from memattr.model.layout import values_of
from memattr.model.machine import Machine, SafetyClaim, Survey
from memattr.model.model import Model
from memattr.model.transform import substituted
from memattr.model.types import Value

SCHEMA = "memattr/survey/1"


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
    domains = [tuple(values_of(kind)) for _, kind in survey.each]
    rows = [
        _row(machine, survey, decider, scope, each, procedure, invariant)
        for scope in survey.scopes
        for each in product(*domains)
        for procedure in survey.procedures
        for invariant in survey.invariants
    ]
    steps = {name: model.procedures[name].steps for name in survey.procedures}
    return SurveyAnswer(survey, tuple(rows), steps)


def _row(
    machine: Machine,
    survey: Survey,
    decider: SafetyDecider,
    scope: str,
    each: tuple[Value, ...],
    procedure: str,
    invariant: str,
) -> SurveyRow:
    claim = row_claim(machine, survey, scope, each, procedure, invariant)
    found = decider.summary(claim)
    return SurveyRow(
        scope, each, procedure, invariant,
        found.word, found.states, found.events, found.axioms, found.reason,
    )  # fmt: skip


def row_claim(
    machine: Machine,
    survey: Survey,
    scope: str,
    each: tuple[Value, ...],
    procedure: str,
    invariant: str,
) -> SafetyClaim:
    """The claim of one row, as if the survey expected it to be proved."""
    values = {
        name: Const(kind, value) for (name, kind), value in zip(survey.each, each, strict=True)
    }
    constants = {c.name: Local(c.name, c.type) for c in machine.constants}
    own = {name: value for name, value in values.items() if name not in constants}
    chosen = [Equal(constants[name], value) for name, value in values.items() if name in constants]
    template = survey.template

    def put(expressions: tuple[Expression, ...]) -> Iterator[Expression]:
        return (substituted(expression, own) for expression in expressions)

    (body,) = (i.expression for i in machine.invariants if i.name == invariant)
    return replace(
        template,
        scope=scope,
        procedure=procedure,
        given=tuple(put(template.given)),
        chosen=(*put(template.chosen), *chosen),
        changes=tuple((name, substituted(value, own)) for name, value in template.changes),
        body=body,
        says=(invariant,),
    )


def survey_data(model: Model, answer: SurveyAnswer) -> Data:
    """All of it."""
    names = [name for name, _ in answer.survey.each]
    kinds = [kind for _, kind in answer.survey.each]
    return {
        **head(model, SCHEMA),
        "name": answer.survey.name,
        "sentence": answer.survey.note.words,
        "steps": {name: list(steps) for name, steps in answer.steps.items()},
        "rows": [
            {
                "policy": row.scope,
                "each": {
                    name: value_data(kind, value)
                    for name, kind, value in zip(names, kinds, row.each, strict=True)
                },
                "procedure": row.procedure,
                "property": row.invariant,
                "verdict": row.verdict,
                "states": row.states,
                "trace_length": row.events,
                "axioms": list(row.axioms),
                "reason": row.reason or None,
            }
            for row in answer.rows
        ],
    }
