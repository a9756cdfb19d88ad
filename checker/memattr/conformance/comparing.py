"""Rows with answers -> what a comparison with the specification finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from memattr.answers.idle_inputs import idle_inputs
from memattr.answers.typed_situation import TypedSituation
from memattr.conformance.answered_rows import AnsweredRow, answered_rows
from memattr.conformance.column_survey import ColumnSurvey
from memattr.conformance.conformance_answer import Conformance, DecidingCase, DifferenceClass
from memattr.conformance.fault_localization import FaultLocalizer, Localized
from memattr.conformance.judgement import Complaint, Judge, Tally
from memattr.conformance.row_sets import RowSets, row_query
from memattr.engines.exact.diagram_query import DiagramQuery
from memattr.engines.exact.witness import pick_inputs
from memattr.explain.abstraction import Views
from memattr.explain.phrasing import Phrasing
from memattr.explain.refutation import source
from memattr.explain.report import ConditionTerms, ShownValue
from memattr.explain.set_description import SetDescriber, Sets
from memattr.model.layout import to_bits
from memattr.model.show import show
from memattr.model.types import Value
from memattr.readings.bdd import Node
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


class ClassDescriber:
    """Describes the differences of one judged file."""

    def __init__(self, evaluator: Evaluator, judge: Judge) -> None:
        self._judge, self._diagram = judge, judge.diagram
        self._localizer = FaultLocalizer(evaluator, judge)
        views = Views(self._diagram)
        self._describer, self._wording = (
            SetDescriber(self._diagram, views),
            Phrasing(self._diagram, views),
        )
        self._sets = RowSets(self._diagram.bdd, judge.columns)
        given = judge.survey.inputs
        self._names = tuple(name for name in self._diagram.model.inputs if name in given)

    def classes(self, tally: Tally) -> Iterator[DifferenceClass]:
        """The classes of the rows that are kept, the largest first."""
        differing, conforming = answered_rows(self._judge, tally)
        if not differing:
            return
        judged = self._sets.of(row.inputs for row in (*differing, *conforming))
        for localized in self._localizer.localized(differing, conforming):
            yield self._described(localized, judged)

    def _described(self, localized: Localized, judged: Node) -> DifferenceClass:
        rows = [row for row, _ in localized.rows]
        on = self._sets.of(row.inputs for row in rows)
        terms, all_but = self._where(on, judged)
        values, example = self._plainest(rows, on, judged)
        ready = self._ready(judged)
        permitted = self._judge.permitted([int(cell) for cell in example.inputs])
        return DifferenceClass(
            cases=tuple(self._cases(localized)),
            rows=sum(row.times for row in rows),
            distinct=len({row.inputs for row in rows}),
            terms=terms,
            all_but=all_but,
            example=tuple(self._setting(ready, name, values) for name in self._names),
            answered=self._parts(example.answer),
            right=tuple(self._parts(code) for code in sorted(permitted)),
        )

    def _cases(self, localized: Localized) -> Iterator[DecidingCase]:
        if localized.rule is None:
            return
        numbers = Counter[str]()
        for row, case in localized.rows:
            numbers[case] += row.times
        for case, number in numbers.most_common():
            yield DecidingCase(source(self._diagram.model, (localized.rule.function, case)), number)

    def _where(self, on: Node, judged: Node) -> tuple[ConditionTerms, bool]:
        """A description of the set, or of all that is judged beside it if that is shorter."""
        ready, bdd = self._ready(judged), self._diagram.bdd
        names = self._names
        off = bdd.minus(judged, on)
        description, said, all_but = (
            self._describer.described(ready, Sets(on, off), names),
            on,
            False,
        )
        if (boxes := len(description.cover.boxes)) > 1:
            fewer = self._describer.described(ready, Sets(off, on), names, boxes - 1)
            if fewer.cover.complete:
                description, said, all_but = fewer, off, True
        return self._wording.terms(ready, description, said), all_but

    def _plainest(
        self, rows: Sequence[AnsweredRow], on: Node, judged: Node
    ) -> tuple[Mapping[str, Value], AnsweredRow]:
        values, _ = pick_inputs(self._diagram, self._ready(judged), on)
        inputs = self._diagram.model.inputs
        cells = tuple(
            str(to_bits(inputs[column.name].type, values[column.name]))
            for column in self._judge.columns
        )
        return values, next(row for row in rows if row.inputs == cells)

    def _setting(self, ready: DiagramQuery, name: str, values: Mapping[str, Value]) -> ShownValue:
        value = self._wording.value(ready, name, values[name])
        return ShownValue(name, value, self._wording.sorted_as(ready, name, values))

    def _parts(self, code: int) -> tuple[tuple[str, str], ...]:
        joint = self._judge.survey.joint
        names = (one.name for one in joint.observables)
        return tuple(zip(names, joint.cells(code), strict=True))

    def _ready(self, judged: Node) -> DiagramQuery:
        return row_query(self._diagram, self._judge.inputs.environment, self._names, judged)
