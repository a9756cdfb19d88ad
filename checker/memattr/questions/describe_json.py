"""A description as data for JSON."""

from __future__ import annotations

from memattr.answers.data import narrowing_data, value_data
from memattr.model.model import Model
from memattr.model.note import Note
from memattr.model.types import Value
from memattr.questions.description import Access, Bound, Dependence, Description, Results, Sorted


def description_data(model: Model, of: Description) -> dict[str, object]:
    """Everything, numbers included, for every kind of access."""
    scope = of.scope
    return {
        "name": of.name,
        "kind": scope.kind,
        "system": scope.system,
        **_note(scope.note),
        "promises": list(scope.promises),
        "settings": [
            {
                "input": s.input,
                "value": None if s.free else s.value,
                "own": s.own,
                "sources": [{"file": o.file, "line": o.line, "after": o.after} for o in s.origins],
            }
            for s in of.settings
        ],
        "results": [_results(model, found) for found in of.results],
        "accesses": [_access(model, access) for access in of.accesses],
        "support": [_sorted(view) for view in of.support],
        "narrowed": list(map(narrowing_data, of.narrowed)),
    }


def _note(note: Note) -> dict[str, object]:
    return {
        "words": note.words,
        "references": list(note.refs),
        "place": note.place.short,
        "source": note.source,
    }


def _stated(model: Model, access: tuple[tuple[str, Value], ...]) -> dict[str, object]:
    return {name: value_data(model.inputs[name].type, value) for name, value in access}


def _results(model: Model, of: Results) -> dict[str, object]:
    kind = model.outputs()[0].type
    return {
        "access": _stated(model, of.access),
        "settings": list(of.settings),
        "relevant": list(of.relevant),
        "situations": of.situations,
        "results": of.results,
        "bounds": {bound.name: _bound(bound) for bound in of.bounds},
        "others": [value_data(kind, value) for value in of.others],
    }


def _bound(of: Bound) -> dict[str, object]:
    def listed(values: tuple[Value, ...]) -> list[object]:
        return [value_data(of.kind, value) for value in values]

    return {
        "strongest": listed(of.strongest),
        "weakest": listed(of.weakest),
        "reached": listed(of.reached),
        "not_reached": listed(of.not_reached),
    }


def _access(model: Model, of: Access) -> dict[str, object]:
    return {
        "access": _stated(model, of.access),
        "views": [_sorted(view) for view in of.views],
        "behaviours": [_sorted(view) for view in of.behaviours],
        "depends_on": [_dependence(found) for found in of.depends_on],
    }


def _sorted(of: Sorted) -> dict[str, object]:
    return {
        "name": of.name,
        **_note(of.note),
        "relevant": list(of.relevant),
        "situations": of.situations,
        "values": dict(of.numbers),
        "never": list(of.never),
        "cases": [
            {"case": o.case, "value": o.value, "situations": o.situations, **_note(o.note)}
            for o in of.occurrences
        ],
    }


def _dependence(of: Dependence) -> dict[str, object]:
    return {
        "choice": of.choice,
        "kind": of.kind,
        "function": of.function,
        **_note(of.note),
        "relevant": list(of.relevant),
        "situations": of.situations,
        "of": of.of,
    }
