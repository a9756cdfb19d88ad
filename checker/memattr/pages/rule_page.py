"""An entry of the manual as a page: its sentence, and what cites it, kind by kind."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.answers.rule import RuleEntry
from memattr.pages.page import Heading, Outline, OutlineItem, Page, Paragraph, Row, Rows, row


def rule_page(entry: RuleEntry) -> Page:
    """The page."""
    note = entry.identifier.note
    sentence = [Paragraph(note.words, depth=1)] if note.words else []
    return Page(
        (
            Heading(entry.identifier.name, (note.place.short,)),
            *sentence,
            Rows(tuple(_rows(entry))),
            Outline(tuple(_citations(entry))),
        )
    )


def _rows(entry: RuleEntry) -> Iterator[Row]:
    if entry.same_sentence:
        yield row("also", ", ".join(entry.same_sentence))
    if entry.identifier.out_of_scope:
        yield row("left out", entry.identifier.out_of_scope)
    if not entry.citations:
        yield row("cited by", "nothing")


def _citations(entry: RuleEntry) -> Iterator[OutlineItem]:
    for kind in dict.fromkeys(citation.kind for citation in entry.citations):
        citations = [citation for citation in entry.citations if citation.kind == kind]
        yield OutlineItem(kind if len(citations) == 1 else _plural(kind))
        for citation in citations:
            yield OutlineItem(citation.name, 2, citation.note.place.short)
            if citation.note.words:
                yield OutlineItem(citation.note.words, 3)


def _plural(kind: str) -> str:
    return kind if kind == "impossible" else f"{kind}s"
