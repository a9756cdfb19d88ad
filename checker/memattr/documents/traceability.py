"""The trace to the manual: every identifier with all that cites it, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from memattr.answers.data import provenance_of
from memattr.answers.rule import Citation, citations
from memattr.documents.document import Document, code, link, page, rows, section, up
from memattr.formats.markdown import escaped
from memattr.model.model import Identifier, Model


@dataclass(frozen=True)
class Traced:
    """An identifier, and what cites it."""

    identifier: Identifier
    citations: tuple[Citation, ...]


def traced(model: Model) -> tuple[Traced, ...]:
    """Every identifier of the manual, in the order of the text."""
    by_identifier: dict[str, list[Citation]] = {name: [] for name in model.identifiers}
    for citation in (*citations(model), *_rules(model)):
        for reference in dict.fromkeys(citation.note.refs):
            if reference in by_identifier:
                by_identifier[reference].append(citation)
    return tuple(
        Traced(model.identifiers[name], tuple(cited)) for name, cited in by_identifier.items()
    )


def _rules(model: Model) -> Iterator[Citation]:
    """Functions whose references none of their cases has."""
    for function in model.functions.values():
        if all(case.note.refs for case in function.cases):
            yield Citation("rule", function.name, function.note)


def missing(model: Model) -> Iterator[str]:
    """Identifiers that appear nowhere, cases without a reference, references to nothing."""
    for item in traced(model):
        if not item.citations and not item.identifier.out_of_scope:
            place = item.identifier.note.place.short
            yield f"{place}: {item.identifier.name} is cited nowhere, and not out of scope"
    for citation in citations(model):
        place = citation.note.place.short
        if citation.kind == "case" and not citation.note.refs:
            yield f"{place}: case {citation.name} has no reference"
        for reference in citation.note.refs:
            if reference not in model.identifiers:
                yield f"{place}: {citation.name} cites {reference}, which is no identifier"


def traceability(model: Model) -> Document:
    """The page."""
    every = traced(model)
    inside = [item for item in every if not item.identifier.out_of_scope]
    outside = [item for item in every if item.identifier.out_of_scope]
    body = [
        f"Every identifier of {escaped(model.manual)} that the texts declare, with the cases, "
        "claims and examples that restate it.",
        "",
        f"{len(inside)} identifiers are restated, {len(outside)} are out of scope.",
        *section("Restated"),
        *rows(
            ("Identifier", "What it says", "Cases", "Claims", "Examples", "Besides"),
            (_row(item) for item in inside),
        ),
        *section("Out of scope"),
        *rows(
            ("Identifier", "What it says", "Why it is left out"),
            (
                (
                    escaped(item.identifier.name),
                    escaped(item.identifier.note.words),
                    escaped(item.identifier.out_of_scope),
                )
                for item in outside
            ),
        ),
    ]
    text = page("The manual, rule by rule", body, provenance_of(model))
    about = "every identifier of the manual, with what restates it or why it is out of scope"
    return Document("traceability.md", text, about, "Summaries")


def _row(item: Traced) -> tuple[str, ...]:
    by_kind: dict[str, list[Citation]] = {}
    for citation in item.citations:
        by_kind.setdefault(citation.kind, []).append(citation)
    cases = by_kind.pop("case", [])
    claims = [*by_kind.pop("claim", []), *by_kind.pop("promise", [])]
    claims += by_kind.pop("question", [])
    examples = by_kind.pop("example", [])
    others = [citation for group in by_kind.values() for citation in group]
    return (
        escaped(item.identifier.name),
        escaped(item.identifier.note.words),
        "; ".join(_cases(cases)),
        ", ".join(_named(claims)),
        ", ".join(_files(examples)),
        ", ".join(_named(others)),
    )


def _cases(cases: list[Citation]) -> Iterator[str]:
    """The cases by function: its name links to its file."""
    groups: dict[str, list[Citation]] = {}
    for citation in cases:
        groups.setdefault(citation.name.partition(".")[0], []).append(citation)
    for function, group in groups.items():
        names = ", ".join(citation.name.partition(".")[2] for citation in group)
        yield f"{link(code(function), up(group[0].note.place.file))}: {escaped(names)}"


def _named(items: list[Citation]) -> Iterator[str]:
    for citation in items:
        yield link(code(citation.name or citation.kind), up(citation.note.place.file))


def _files(examples: list[Citation]) -> Iterator[str]:
    """How many examples each file has."""
    numbers: dict[str, int] = {}
    for citation in examples:
        file = citation.note.place.file
        numbers[file] = numbers.get(file, 0) + 1
    for file, number in numbers.items():
        yield f"{number} in {link(code(file), up(file))}"
