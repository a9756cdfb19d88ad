"""Rows with answers -> what a comparison with the specification finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from memattr.answers.idle_inputs import idle_inputs
from memattr.answers.typed_situation import TypedSituation
from memattr.conformance.column_survey import ColumnSurvey
from memattr.conformance.conformance_answer import Conformance
from memattr.conformance.difference_classes import ClassDescriber
from memattr.conformance.judgement import Complaint, Judge
from memattr.model.show import show
from memattr.readings.dependencies import facts_of
from memattr.readings.evaluate import Evaluator


def conformance(
    evaluator: Evaluator,
    typed: TypedSituation,
    survey: ColumnSurvey,
    source: str,
    rows: Iterable[Sequence[str]],
    complaint: Complaint,
    reserved: bool = False,
) -> Conformance:
    """Judges the rows and explains what differs. With `reserved`, rows are judged too whose answer
    depends on an unpredictable choice. Raises what becomes of a complaint about a row."""
    model, judge = evaluator.model, Judge(evaluator, typed, survey, reserved)
    tally = judge.tally(rows, complaint)
    classes = tuple(ClassDescriber(evaluator, judge).classes(tally))
    inputs, choices = model.inputs, facts_of(model).choices
    values = [
        f"{name}={show(model, inputs[name].type, value, name)}"
        for name, value in typed.inputs.items()
        if name not in survey.inputs
    ]
    scope = (typed.scope,) if typed.scope else ()
    return Conformance(
        model=model,
        source=source,
        counts=tally.counts,
        classes=classes,
        inputs=tuple(survey.inputs),
        parts=tuple(one.name for one in survey.joint.observables),
        given=(*scope, *typed.settings, *values, *typed.written),
        accepted=tuple(
            f"{name}={show(model, choices[name].type, value, name)}"
            for name, value in typed.choices.items()
        ),
        unread=survey.unread,
        judges_reserved=reserved,
        lost=tally.lost,
        lost_differing=tally.lost_differing,
        idle=idle_inputs(judge.diagram, typed, tuple(survey.inputs)),
    )
