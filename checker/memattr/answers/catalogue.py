"""`list`: everything of a kind that the texts declare, with a sentence and a place each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from memattr.answers.data import Data, place_data
from memattr.model.model import Model, Scope
from memattr.place import Note


@dataclass(frozen=True)
class CatalogueEntry:
    """Something declared: its name, what tells it apart from others of its kind, and its note."""

    name: str
    what: str
    note: Note


@dataclass(frozen=True)
class Catalogue:
    """All entries of a kind, in the order of the texts."""

    kind: str
    entries: tuple[CatalogueEntry, ...]


def catalogue(model: Model, kind: str, files: frozenset[str] | None = None) -> Catalogue:
    """What the model has of the kind, which is one of KINDS; only what the files declare, if any
    are given."""
    return Catalogue(
        kind,
        tuple(
            entry for entry in KINDS[kind](model) if files is None or entry.note.place.file in files
        ),
    )


def _scopes(kind: str) -> Callable[[Model], Iterable[CatalogueEntry]]:
    def entries(model: Model) -> Iterable[CatalogueEntry]:
        for scope in model.scopes.values():
            if scope.kind == kind:
                yield CatalogueEntry(scope.name, _of(scope), scope.note)

    return entries


def _of(scope: Scope) -> str:
    return f"of {scope.system}" if scope.system else ""


def _claims(model: Model) -> Iterable[CatalogueEntry]:
    """Claims as they are written: a family is one, and examples and promises are none."""
    named: set[str] = set()
    for claim in model.claims:
        name = claim.family or claim.name
        if claim.form == "claim" and name not in named:
            named.add(name)
            yield CatalogueEntry(name, claim.expected, claim.note)


def _inputs(model: Model) -> Iterable[CatalogueEntry]:
    for one in model.inputs.values():
        role = f" {one.role}" if one.role else ""
        yield CatalogueEntry(one.name, f"{one.player}{role}", one.note)


def _identifiers(model: Model) -> Iterable[CatalogueEntry]:
    for one in model.identifiers.values():
        note = one.note if one.note.words else Note(one.note.place, one.out_of_scope)
        yield CatalogueEntry(one.name, "out of scope" if one.out_of_scope else "", note)


KINDS: Mapping[str, Callable[[Model], Iterable[CatalogueEntry]]] = {
    "policies": _scopes("policy"),
    "systems": _scopes("system"),
    "settings": _scopes("setting"),
    "claims": _claims,
    "promises": lambda model: (CatalogueEntry(p.name, "", p.note) for p in model.promises.values()),
    "questions": lambda model: (CatalogueEntry(q.name, "", q.note) for q in model.every_question()),
    "tables": lambda model: (CatalogueEntry(t.name, "", t.note) for t in model.tables.values()),
    "views": lambda model: (CatalogueEntry(v.name, v.kind, v.note) for v in model.views.values()),
    "inputs": _inputs,
    "outputs": lambda model: (CatalogueEntry(d.name, "", d.note) for d in model.outputs()),
    "identifiers": _identifiers,
}


def catalogue_data(entries: Catalogue) -> Data:
    """Everything."""
    return {
        "kind": entries.kind,
        "entries": [
            {
                "name": entry.name,
                "what": entry.what,
                "words": entry.note.words,
                "place": place_data(entry.note.place),
            }
            for entry in entries.entries
        ],
    }
