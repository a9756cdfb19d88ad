"""A refutation, explained: all that a report prints of it."""

from __future__ import annotations

from collections.abc import Mapping

from memattr.engines.exact.diagram_query import Prepared
from memattr.engines.exact.model_counting import counted
from memattr.engines.exact.regions import Regions
from memattr.engines.verdict import CaseName, Counts, Example
from memattr.explain.abstraction import Views
from memattr.explain.causes import Firing
from memattr.explain.false_conjunct import false_part
from memattr.explain.nearest import nearest
from memattr.explain.phrasing import SHOWN, Wording
from memattr.explain.repeat_command import controls, reads_inputs
from memattr.explain.report import Fails, Refutation, Setting, Source, Terms
from memattr.explain.set_description import Describer, Sets, by_reluctance
from memattr.explain.weakest_condition import sides, weakest
from memattr.model.model import Model
from memattr.model.types import Value
from memattr.readings.diagram import Diagram
from memattr.readings.evaluate import Evaluator, Taken

MOST_CASES = 3


class Refuting:
    """Explains the refutations of one model; everything is read off its diagrams."""

    def __init__(self, diagram: Diagram, evaluator: Evaluator, shown: int = SHOWN) -> None:
        self.diagram, self._evaluator = diagram, evaluator
        self._views = Views(diagram)
        self._wording = Wording(diagram, self._views, shown)
        self._describer = Describer(diagram, self._views)
        self.firing = Firing(diagram, evaluator)

    def explained(
        self, ready: Prepared, regions: Regions, example: Example, counts: Counts | None
    ) -> Refutation:
        """The example and what it stands for."""
        model = self.diagram.model
        spoken = false_part(self._evaluator, ready.claim, example)
        read = self.firing.read(ready, spoken.part.expression, example)
        counting = self.firing.counting(ready, example, read, MOST_CASES)
        counts = counts or counted(self.diagram.bdd, model, ready, regions)
        shown = [n for n in counts.relevant if n in read.rests] or list(counts.relevant)
        values = {**dict(example.inputs), **dict(example.variables)}
        platform, guest = sides(self.diagram, ready)
        by_choice = regions.must == 0
        return Refutation(
            inputs=tuple(self.setting(ready, n, values) for n in ready.levels),
            example=tuple(self.setting(ready, n, values) for n in shown),
            choices=tuple(map(self.choice, spoken.choices)) if by_choice else (),
            because=tuple(source(model, case) for case in counting),
            got=spoken.got,
            link=spoken.link,
            wanted=spoken.part.written,
            asked=spoken.part.wanted if len(spoken.got) == 1 else "",
            part=spoken.number,
            parts=len(ready.claim.parts),
            fails=self._fails(ready, regions, counts),
            passes=self._passes(ready, regions, values),
            platform=self._condition(ready, regions, platform),
            guest=self._condition(ready, regions, guest),
            controls=controls(model, ready.claim, example, read.rests),
        )

    def setting(self, ready: Prepared, name: str, values: Mapping[str, Value]) -> Setting:
        """The input or variable in a situation of which `values` has all that is free."""
        value = self._wording.value(ready, name, values[name])
        words = self._wording.sorted_as(ready, name, values)
        return Setting(name, value, words)

    def choice(self, taken: Taken) -> Setting:
        """A choice with what was chosen."""
        return Setting(taken.choice, self._wording.choice(taken))

    def _fails(self, ready: Prepared, regions: Regions, counts: Counts) -> Fails:
        bdd = self.diagram.bdd
        speaks_of_inputs, variables = reads_inputs(ready.claim), dict(ready.claim.variables)
        failing = regions.must or regions.may
        apart = frozenset[int]().union(*(ready.levels[name] for name in counts.irrelevant))
        on = bdd.some(failing, apart)
        off = bdd.some(bdd.minus(regions.admitted, failing), apart)
        found = self._describer.described(ready, Sets(on, off), counts.relevant)
        all_but, boxes = False, len(found.cover.boxes)
        if boxes > 1:
            fewer = self._describer.described(ready, Sets(off, on), counts.relevant, boxes - 1)
            all_but = fewer.cover.complete
            found = fewer if all_but else found
        return Fails(
            terms=self._wording.terms(ready, found, regions.admitted),
            all_but=all_but,
            by_choice=regions.must == 0,
            fails=counts.fails,
            others=counts.others,
            may_fail=counts.may_fail,
            reserved=counts.reserved,
            relevant=counts.relevant,
            irrelevant=tuple(n for n in counts.irrelevant if speaks_of_inputs or n in variables),
        )

    def _passes(
        self, ready: Prepared, regions: Regions, values: Mapping[str, Value]
    ) -> tuple[Setting, ...]:
        bdd = self.diagram.bdd
        passing = bdd.minus(regions.admitted, bdd.disj(regions.must, regions.may))
        reluctant = by_reluctance(self.diagram.model, ready, list(ready.levels))
        changed = nearest(self.diagram, ready, passing, values, reluctant)
        there = {**values, **(changed or {})}
        return tuple(self.setting(ready, n, there) for n in ready.levels if n in (changed or {}))

    def _condition(self, ready: Prepared, regions: Regions, names: list[str]) -> Terms:
        found = weakest(self._describer, self.diagram.bdd, ready, regions, names)
        return self._wording.terms(ready, found.description, regions.admitted)


def source(model: Model, name: CaseName) -> Source:
    """The case's place, its references or its function's, and its sentence."""
    function = model.functions[name[0]]
    case = next(c for c in function.cases if c.name == name[1])
    refs = case.note.refs or function.note.refs
    return Source(name[0], name[1], case.note.place.short, refs, case.note.words)
