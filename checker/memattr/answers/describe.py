"""`describe`: what a policy means, in every declared setting and for every kind of access."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from memattr.answers.description import (
    AS_IT_IS,
    Access,
    Bound,
    DescribedResults,
    Description,
    Setting,
)
from memattr.answers.guarantees import PromiseKeeper
from memattr.answers.idle_inputs import Idle
from memattr.answers.occurrences import dependences, reads_output, sorted_by
from memattr.answers.ordered_parts import Path, at_path, paths, stripped, strongest, weakest
from memattr.answers.permitted_sets import (
    Picture,
    idle_in_scope,
    image,
    image_over,
    levels_of,
    listed,
    picture,
    projected,
    situations,
    total,
)
from memattr.answers.reach import assignment
from memattr.answers.scope_names import inputs_set, subject, with_scopes
from memattr.answers.value_text import value_text
from memattr.engines.assumptions import foreign_assumptions
from memattr.model.layout import values_of
from memattr.model.model import Model, Scope
from memattr.model.types import Value
from memattr.readings.bdd import MANY, Bdd
from memattr.readings.diagram import Diagram
from memattr.readings.diagram_choices import DiagramStore

Stating = tuple[tuple[str, Value], ...]


def describe(model: Model, names: Sequence[str]) -> list[Description]:
    """A description of each policy, system, or `POLICY@NAME=VALUE,...`.

    Raises SpecError for a name that is none of these."""
    subjects = Subjects(model, names)
    describer = subjects.describer()
    return [describer.described(scopes) for scopes in subjects.scopes]


class Subjects:
    """What is to be described: for each of the names its scope, and the same in every setting.

    Raises SpecError for a name that is none of these."""

    def __init__(self, model: Model, names: Sequence[str]) -> None:
        self.model, self.names = model, tuple(names)
        self._settings = [s for s in model.scopes.values() if s.kind == "setting"]
        scopes = [subject(model, name).scope for name in names]
        self.scopes = [[scope, *(_in(scope, s) for s in self._settings)] for scope in scopes]

    def describer(self) -> Describer:
        """One that describes any of them, and shares between them what it reads."""
        extended = with_scopes(self.model, [scope for group in self.scopes for scope in group])
        labels = [AS_IT_IS, *(setting.name for setting in self._settings)]
        return Describer(_diagram(extended), labels)


def assured(model: Model, names: Sequence[str]) -> list[Description]:
    """Of each policy what is sure as it is, and the promises that it keeps, and nothing else."""
    describer = Describer(_diagram(model), [AS_IT_IS])
    return [describer.assured(model.scopes[name]) for name in names]


def _diagram(model: Model) -> Diagram:
    """One with room for what many policies share."""
    return Diagram(model, DiagramStore(model, Bdd(remembered=MANY)))


def _in(scope: Scope, setting: Scope) -> Scope:
    return scope.changed(f"{scope.name}@{setting.name}", setting.assignments)


class Describer:
    """Describes scopes of one model; `labels` name the settings of each."""

    def __init__(self, diagram: Diagram, labels: Sequence[str]) -> None:
        self._diagram, self._labels = diagram, labels
        self._model = diagram.model
        self._keeper = PromiseKeeper(diagram)
        self._paths = paths(self._model.outputs()[0].type)

    def described(self, scopes: Sequence[Scope]) -> Description:
        """The first scope is the policy, the others are the same in the settings."""
        own, results, accesses, as_it_is = scopes[0], [], [], []
        for stating in statings(self._model):
            pictures = [self._picture(scope, stating) for scope in scopes]
            grouped = self._grouped(stating, pictures)
            accesses.append(self._access(stating, pictures[0]))
            as_it_is.append((grouped[0], pictures[0]))
            results += grouped
        supports = [view for view in self._model.views.values() if view.kind == "support"]
        whole = situations(self._diagram, own.name, ())
        unusual = self._unusual(own, as_it_is)
        return Description(
            own.name,
            own,
            settings_of(self._model, own),
            tuple(results),
            tuple(accesses),
            tuple(sorted_by(self._diagram, whole, view) for view in supports),
            self._keeper.kept(own),
            tuple(foreign_assumptions(self._model, own.note.place.file)),
            unusual,
            tuple(self._without(own, described, unusual) for described, _ in as_it_is),
            self._idle(own),
        )

    def _idle(self, scope: Scope) -> tuple[Idle, ...]:
        """The inputs set by name that make no difference to the results, and to what is told of
        them."""
        names = [n for n in inputs_set(scope.name) if not self._model.inputs[n].stated]
        views = (view.expression for view in self._model.views.values())
        return idle_in_scope(self._diagram, scope.name, names, views)

    def assured(self, own: Scope) -> Description:
        """The results of the policy as it is, with their bounds, and the promises that it keeps."""
        pictures = [(stating, self._picture(own, stating)) for stating in statings(self._model)]
        as_it_is = [
            (self._results(stating, [AS_IT_IS], pictured), pictured)
            for stating, pictured in pictures
        ]
        results = tuple(described for described, _ in as_it_is)
        unusual = self._unusual(own, as_it_is)
        return Description(
            own.name,
            own,
            settings_of(self._model, own),
            results,
            (),
            (),
            self._keeper.kept(own),
            tuple(foreign_assumptions(self._model, own.note.place.file)),
            unusual,
            tuple(self._without(own, described, unusual) for described in results),
        )

    def _unusual(
        self, scope: Scope, results: Sequence[tuple[DescribedResults, Picture]]
    ) -> tuple[str, ...]:
        """The features without which more would hold, where the results depend on a control that
        the system leaves open."""
        inputs, names = self._model.inputs, list[str]()
        left_open = {a.input for a in scope.assignments if not a.values}
        for one, pictured in results:
            if left_open.intersection(one.relevant):
                features = [name for name in one.relevant if inputs[name].player == "cpu"]
                names += (
                    name for name in self._widening(one, pictured, features) if name not in names
                )
        return tuple(names)

    def _widening(
        self, one: DescribedResults, pictured: Picture, features: Sequence[str]
    ) -> Iterator[str]:
        """The features without which the bounds would be others."""
        bdd, diagram = self._diagram.bdd, self._diagram
        every = frozenset(levels_of(pictured.ready, features))
        node = image_over(bdd, pictured, every)
        for name in features:
            absent = assignment(diagram, pictured.ready, (name,), (self._absent(name),))
            without = bdd.some(bdd.compose(node, absent), every)
            if self._bounds(listed(bdd, pictured.whole, without)) != one.bounds:
                yield name

    def _absent(self, feature: str) -> Value:
        return self._model.inputs[feature].default or 0

    def _without(
        self, scope: Scope, described: DescribedResults, features: Sequence[str]
    ) -> DescribedResults:
        """The results with the features as they are by default: absent."""
        if not features:
            return described
        absent = tuple((name, self._absent(name)) for name in features)
        picture = self._picture(scope, (*described.access, *absent))
        return self._results(described.access, described.settings, picture)

    def _picture(self, scope: Scope, stating: Stating) -> Picture:
        stated = tuple((name, (value,)) for name, value in stating)
        return picture(self._diagram, scope.name, stated)

    def _grouped(self, stating: Stating, pictures: Sequence[Picture]) -> list[DescribedResults]:
        """One for settings that permit the same in the same situations."""
        groups: dict[tuple[int, int], list[int]] = {}
        for index, pictured in enumerate(pictures):
            groups.setdefault((pictured.admitted, pictured.whole.node), []).append(index)
        return [
            self._results(stating, [self._labels[i] for i in group], pictures[group[0]])
            for group in groups.values()
        ]

    def _results(
        self, stating: Stating, labels: Sequence[str], pictured: Picture
    ) -> DescribedResults:
        bdd = self._diagram.bdd
        values = image(bdd, pictured)
        kept = projected(bdd, self._model, pictured.ready, pictured.admitted, [pictured.whole.node])
        others = [v for v in values if all(at_path(v, path) is None for path in self._paths)]
        return DescribedResults(
            stating,
            tuple(labels),
            kept.relevant,
            total(bdd, kept),
            values,
            self._bounds(values),
            tuple(others),
        )

    def _bounds(self, values: Sequence[Value]) -> tuple[Bound, ...]:
        bounds = (self._bound(path, values) for path in self._paths)
        return tuple(bound for bound in bounds if bound.reached)

    def _bound(self, path: Path, values: Sequence[Value]) -> Bound:
        there = (at_path(value, path) for value in values)
        reached = {stripped(path.kind, value) for value in there if value is not None}
        every = tuple(values_of(path.skeleton))
        return Bound(
            path.name,
            path.skeleton,
            tuple(value for value in every if value in reached),
            tuple(value for value in every if value not in reached),
            strongest(path.skeleton, reached),
            weakest(path.skeleton, reached),
        )

    def _access(self, stating: Stating, pictured: Picture) -> Access:
        views = self._model.views.values()
        if not pictured.admitted:
            return Access(stating, (), (), (), ())
        shown = [v for v in views if v.kind == "view" and reads_output(self._model, v.expression)]
        return Access(
            stating,
            tuple(sorted_by(self._diagram, pictured, view) for view in shown),
            tuple(sorted_by(self._diagram, pictured, v) for v in views if v.kind == "behaviour"),
            dependences(self._diagram, pictured),
            tuple(sorted_by(self._diagram, pictured, v) for v in views if v.kind == "support"),
        )


def statings(model: Model) -> list[Stating]:
    """Every way to state the stated inputs, preferred values first."""
    preferred = dict(model.preferences)
    choices = []
    for declared in model.inputs.values():
        if declared.stated:
            every = list(values_of(declared.type))
            first = [value for value in preferred.get(declared.name, ()) if value in every]
            order = [*first, *(value for value in every if value not in first)]
            choices.append([(declared.name, value) for value in order])
    return list(product(*choices))


def settings_of(model: Model, scope: Scope) -> tuple[Setting, ...]:
    """What the policy sets, its own fields first."""
    settings = [
        Setting(
            a.input,
            value_text(model, a),
            not a.values,
            model.inputs[a.input].role == "field",
            a.origins,
        )
        for a in scope.assignments
    ]
    return tuple(sorted(settings, key=lambda setting: not setting.own))
