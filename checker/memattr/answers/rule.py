"""`rule`: our sentence for an identifier of the manual, and everything that cites it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from memattr.answers.data import Data
from memattr.model.model import Identifier, Model
from memattr.place import Note, Place, Problem, SpecError
from memattr.project.candidates import way_out

TYPED = "identifier"


@dataclass(frozen=True)
class Citation:
    """Something that cites an identifier: what it is, its name, its note."""

    kind: str
    name: str
    note: Note


@dataclass(frozen=True)
class RuleEntry:
    """An identifier, others with the same sentence, and what cites it."""

    identifier: Identifier
    same_sentence: tuple[str, ...]
    citations: tuple[Citation, ...]


def rule_data(entry: RuleEntry) -> Data:
    """Everything."""
    return {
        "identifier": entry.identifier.name,
        "words": entry.identifier.note.words,
        "place": entry.identifier.note.place.short,
        "also": list(entry.same_sentence),
        "out_of_scope": entry.identifier.out_of_scope or None,
        "cited_by": [
            {
                "kind": citation.kind,
                "name": citation.name,
                "words": citation.note.words,
                "place": citation.note.place.short,
            }
            for citation in entry.citations
        ],
    }


def rule(model: Model, text: str) -> RuleEntry:
    """The entry. Raises SpecError for an identifier that the texts do not declare."""
    name = _declared_name(model, text)
    if name is None:
        message = f"no identifier of the manual is called '{text}'"
        way = way_out(text, model.identifiers, "identifiers")
        raise SpecError([Problem(Place(TYPED, 1, 1), "unknown-name", message, text, way)])
    identifier = model.identifiers[name]
    same_sentence = tuple(
        other.name
        for other in model.identifiers.values()
        if other.name != name
        and other.note.words == identifier.note.words
        and other.note.place.line == identifier.note.place.line
    )
    cited = tuple(c for c in citations(model) if name in c.note.refs)
    return RuleEntry(identifier, same_sentence, cited)


def _declared_name(model: Model, text: str) -> str | None:
    """The declared name: braces, capitals and a missing letter in front are forgiven."""
    bare = text.strip().replace("{", "").replace("}", "")
    for spelling in (bare, f"R_{bare}", f"I_{bare}", f"Table {bare}"):
        for name in model.identifiers:
            if name.lower() == spelling.lower():
                return name
    return None


def citations(model: Model) -> Iterator[Citation]:
    """Everything with references, rules first; a case without its own has its function's."""
    for function in model.functions.values():
        for case in function.cases:
            refs = case.note.refs or function.note.refs
            note = Note(case.note.place, case.note.words or function.note.words, refs)
            yield Citation("case", f"{function.name}.{case.name}", note)
    yield from _named("input", model.inputs.values())
    yield from _named("value", model.derived.values())
    yield from _named("impossible", model.impossible)
    yield from _named("requirement", model.requirements)
    for view in model.views.values():
        yield Citation(view.kind, view.name, view.note)
    yield from _named("layout", model.layouts.values())
    yield from _named("table", model.tables.values())
    families: set[str] = set()
    for claim in model.claims:
        name = claim.family or claim.name
        if name not in families:
            families.add(name)
            kind = "claim" if claim.form == "claim" else claim.form
            yield Citation(kind, name, claim.note)
    yield from _named("question", model.every_question())
    for machine in model.machines.values():
        yield Citation("machine", machine.name, machine.note)
        parts = (*machine.constants, *machine.axioms, *machine.variables, *machine.invariants)
        yield from _named(f"part of {machine.name}", parts)
        actions = {action.name: action for action in machine.actions}
        yield from _named(f"action of {machine.name}", actions.values())
    yield from _named("procedure", model.procedures.values())
    safety = {claim.family or claim.name: claim for claim in model.safety_claims}
    yield from (Citation("claim", name, claim.note) for name, claim in safety.items())


def _named(kind: str, items: Iterable[object]) -> Iterator[Citation]:
    for item in items:
        name, note = getattr(item, "name", ""), getattr(item, "note", None)
        assert isinstance(note, Note)
        yield Citation(kind, name, note)
