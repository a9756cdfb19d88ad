"""What `describe` says of a policy."""

from __future__ import annotations

from dataclasses import dataclass

from memattr.answers.data import Data, narrowing_data, value_data
from memattr.answers.idle_inputs import Idle, idle_data
from memattr.engines.verdict import Narrowing
from memattr.model.code_provenance import Origin
from memattr.model.model import Model, Scope
from memattr.model.types import Type, Value
from memattr.place import Note


@dataclass(frozen=True)
class Setting:
    """One input of the policy, in words; `free` if it is left open. `value` may name conditions."""

    input: str
    value: str
    free: bool
    own: bool
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class Bound:
    """An ordered part of the results: which of its `total` values occur, hints and other unordered
    fields left out, and the strongest and weakest of them. `kind` is the type of these values."""

    name: str
    kind: Type
    reached: tuple[Value, ...]
    not_reached: tuple[Value, ...]
    strongest: tuple[Value, ...]
    weakest: tuple[Value, ...]

    @property
    def total(self) -> int:
        """All values that there are."""
        return len(self.reached) + len(self.not_reached)

    @property
    def is_open(self) -> bool:
        """True iff nothing is ruled out."""
        return not self.not_reached


@dataclass(frozen=True)
class DescribedResults:
    """What one kind of access ends with under some settings, all alike: the `permitted` joint
    results, over `situations` of the relevant inputs. `others` are those without ordered parts,
    faults for instance. No situations: this cannot happen."""

    access: tuple[tuple[str, Value], ...]
    settings: tuple[str, ...]
    relevant: tuple[str, ...]
    situations: int
    permitted: tuple[Value, ...]
    bounds: tuple[Bound, ...]
    others: tuple[Value, ...]

    @property
    def results(self) -> int:
        """The number of different joint results."""
        return len(self.permitted)


@dataclass(frozen=True)
class CaseOccurrence:
    """A case that applies in some situations, and the value that it gives there."""

    case: str
    value: str
    situations: int
    note: Note


@dataclass(frozen=True)
class Sorted:
    """A view, behaviour or support: which of its cases apply, and which of its values occur, in
    how many of the situations of the relevant inputs; and which values never occur."""

    name: str
    note: Note
    relevant: tuple[str, ...]
    situations: int
    occurrences: tuple[CaseOccurrence, ...]
    numbers: tuple[tuple[str, int], ...]
    never: tuple[str, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values that occur."""
        return tuple(value for value, _ in self.numbers)


@dataclass(frozen=True)
class Dependence:
    """A choice that can change the result in some situations of the relevant inputs."""

    choice: str
    kind: str
    function: str
    note: Note
    relevant: tuple[str, ...]
    situations: int
    of: int


@dataclass(frozen=True)
class Access:
    """What is said of one kind of access, with the policy as it is."""

    access: tuple[tuple[str, Value], ...]
    views: tuple[Sorted, ...]
    behaviours: tuple[Sorted, ...]
    depends_on: tuple[Dependence, ...]
    support: tuple[Sorted, ...]


@dataclass(frozen=True)
class Guarantee:
    """A promise that the policy keeps, made or not: its sentence, and what it takes for granted, as
    written, where that does not always hold. It `follows_from` other promises that are kept, each
    of which says all that it says. A `relation` compares the result with something else. It is
    meant for the `stated` values of inputs; none: for every value."""

    promise: str
    made: bool
    note: Note
    given: tuple[str, ...]
    follows_from: tuple[str, ...] = ()
    relation: bool = False
    stated: tuple[tuple[str, tuple[Value, ...]], ...] = ()

    def speaks_of(self, access: tuple[tuple[str, Value], ...]) -> bool:
        """True iff it is meant for the kind of access."""
        settings = dict(self.stated)
        return all(value in (settings.get(name) or (value,)) for name, value in access)


@dataclass(frozen=True)
class Description:
    """A policy. `results` begin with those of the policy as it is, for every kind of access.
    `guarantees` are all promises of the texts that hold for it, decided by the exact engine.
    `narrowed`: what is taken for granted beyond the shipped specification. `usual` are the
    results of the policy as it is on a cpu without the `unusual` features, which widen what holds
    by controls that the system leaves open. `idle` are inputs that were set by name and make no
    difference to anything that is said of results."""

    name: str
    scope: Scope
    settings: tuple[Setting, ...]
    results: tuple[DescribedResults, ...]
    accesses: tuple[Access, ...]
    support: tuple[Sorted, ...]
    guarantees: tuple[Guarantee, ...] = ()
    narrowed: tuple[Narrowing, ...] = ()
    unusual: tuple[str, ...] = ()
    usual: tuple[DescribedResults, ...] = ()
    idle: tuple[Idle, ...] = ()

    @property
    def strongest(self) -> tuple[Guarantee, ...]:
        """The guarantees that follow from no other, those that the policy makes first."""
        alone = (guarantee for guarantee in self.guarantees if not guarantee.follows_from)
        return tuple(sorted(alone, key=lambda guarantee: not guarantee.made))

    def as_it_is(self) -> tuple[DescribedResults, ...]:
        """The results with the policy's own controls, one for each kind of access."""
        return self.under(AS_IT_IS)

    def under(self, setting: str) -> tuple[DescribedResults, ...]:
        """The results in a setting, one for each kind of access."""
        return tuple(described for described in self.results if setting in described.settings)

    def setting_names(self) -> tuple[str, ...]:
        """The settings other than the policy as it is."""
        names = dict.fromkeys(name for described in self.results for name in described.settings)
        return tuple(name for name in names if name != AS_IT_IS)


AS_IT_IS = "as it is"


def description_data(model: Model, description: Description) -> Data:
    """Everything, numbers included, for every kind of access."""
    scope = description.scope
    return {
        "name": description.name,
        "kind": scope.kind,
        "system": scope.system,
        **_note_data(scope.note),
        "promises": list(scope.promises),
        "settings": [
            {
                "input": s.input,
                "value": None if s.free else s.value,
                "own": s.own,
                "sources": [{"file": o.file, "line": o.line, "after": o.after} for o in s.origins],
            }
            for s in description.settings
        ],
        "results": [_results_data(model, described) for described in description.results],
        "accesses": [_access_data(model, access) for access in description.accesses],
        "support": [_sorted_data(view) for view in description.support],
        "guarantees": [
            {
                "promise": g.promise,
                "made": g.made,
                "words": g.note.words,
                "references": list(g.note.refs),
                "given": list(g.given),
                "follows_from": list(g.follows_from),
                "relation": g.relation,
            }
            for g in description.guarantees
        ],
        "narrowed": list(map(narrowing_data, description.narrowed)),
        "unusual": list(description.unusual),
        "usual": [_results_data(model, described) for described in description.usual],
        "idle": [idle_data(model, idle) for idle in description.idle],
    }


def _note_data(note: Note) -> Data:
    return {
        "words": note.words,
        "references": list(note.refs),
        "place": note.place.short,
        "source": note.source,
    }


def _stated_data(model: Model, access: tuple[tuple[str, Value], ...]) -> Data:
    return {name: value_data(model.inputs[name].type, value) for name, value in access}


def _results_data(model: Model, described: DescribedResults) -> Data:
    type_ = model.outputs()[0].type
    return {
        "access": _stated_data(model, described.access),
        "settings": list(described.settings),
        "relevant": list(described.relevant),
        "situations": described.situations,
        "results": described.results,
        "bounds": {bound.name: _bound_data(bound) for bound in described.bounds},
        "others": [value_data(type_, value) for value in described.others],
    }


def _bound_data(bound: Bound) -> Data:
    def listed(values: tuple[Value, ...]) -> list[object]:
        return [value_data(bound.kind, value) for value in values]

    return {
        "strongest": listed(bound.strongest),
        "weakest": listed(bound.weakest),
        "reached": listed(bound.reached),
        "not_reached": listed(bound.not_reached),
    }


def _access_data(model: Model, access: Access) -> Data:
    return {
        "access": _stated_data(model, access.access),
        "views": [_sorted_data(view) for view in access.views],
        "behaviours": [_sorted_data(view) for view in access.behaviours],
        "depends_on": [_dependence_data(dependence) for dependence in access.depends_on],
        "support": [_sorted_data(view) for view in access.support],
    }


def _sorted_data(sorted_: Sorted) -> Data:
    return {
        "name": sorted_.name,
        **_note_data(sorted_.note),
        "relevant": list(sorted_.relevant),
        "situations": sorted_.situations,
        "values": dict(sorted_.numbers),
        "never": list(sorted_.never),
        "cases": [
            {"case": o.case, "value": o.value, "situations": o.situations, **_note_data(o.note)}
            for o in sorted_.occurrences
        ],
    }


def _dependence_data(dependence: Dependence) -> Data:
    return {
        "choice": dependence.choice,
        "kind": dependence.kind,
        "function": dependence.function,
        **_note_data(dependence.note),
        "relevant": list(dependence.relevant),
        "situations": dependence.situations,
        "of": dependence.of,
    }
