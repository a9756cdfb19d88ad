"""What the texts declare of a kind, as a page: a name, a sentence and a place each."""

from __future__ import annotations

from collections.abc import Iterator

from memattr.answers.catalogue import Catalogue
from memattr.pages.page import Heading, Outline, OutlineItem, Page, Paragraph


def catalogue_page(catalogue: Catalogue) -> Page:
    """The page."""
    number = len(catalogue.entries)
    heading = Heading(f"{catalogue.kind}: {number}")
    if not number:
        return Page((heading, Paragraph("The texts declare none.", depth=1)))
    return Page((heading, Outline(tuple(_items(catalogue)))))


def _items(catalogue: Catalogue) -> Iterator[OutlineItem]:
    for entry in catalogue.entries:
        text = f"{entry.name}  ({entry.what})" if entry.what else entry.name
        yield OutlineItem(text, 1, entry.note.place.short)
        if entry.note.words:
            yield OutlineItem(entry.note.words, 2)
