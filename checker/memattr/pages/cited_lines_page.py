"""Cited lines as a page: what does not stand, and what is there in its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from memattr.answers.cited_lines import CitedLines, HeldCitation
from memattr.pages.page import Block, Heading, Page, Paragraph, Row, Rows, row
from memattr.sources.citation_match import Changed, Moved, NoAnchor, Repeated, Stands

MARKS: dict[type[object], str] = {
    Stands: "STANDS",
    Changed: "CHANGED",
    Moved: "MOVED",
    Repeated: "STANDS TWICE",
    NoAnchor: "NO ANCHOR",
}


def cited_lines_page(answer: CitedLines, verbosity: int) -> Page:
    """What does not stand; what stands as well if more is wanted; and the sums."""
    blocks: list[Block] = []
    for one in answer.held:
        if not isinstance(one.standing, Stands) or verbosity > 0:
            blocks += _citation(one)
    sums = [f"{answer.standing} of {len(answer.held)} cited lines stand"]
    for tree, number in answer.not_given:
        lines = "line was" if number == 1 else "lines were"
        sums.append(f"{number} cited {lines} not compared: --tree {tree}=DIR[@REV] is not given")
    return Page((*blocks, *map(Paragraph, sums)))


def _citation(one: HeldCitation) -> Iterator[Block]:
    if one.standing is None:
        yield Heading(_head(one), (), "NOT READ", "bad")
        yield Rows((row("reason", one.unreadable),))
        return
    stands = isinstance(one.standing, Stands)
    line = f":{one.standing.line}" if isinstance(one.standing, Stands) else ""
    mark = MARKS[type(one.standing)]
    yield Heading(f"{_head(one)}{line}", (), mark, "good" if stands else "bad")
    if not stands:
        yield Rows(tuple(_complaint(one)))


def _head(one: HeldCitation) -> str:
    """Where the citation stands, what it is for, and the file that it cites."""
    citation, origin = one.citation, one.citation.origin
    return f"{citation.scope} {citation.input}  {origin.place.short}  {citation.tree}:{origin.file}"


def _complaint(one: HeldCitation) -> Iterator[Row]:
    """What is expected and what is there."""
    origin, standing = one.citation.origin, one.standing
    expected, after = row("expected", origin.line), row("after", origin.after)
    match standing:
        case None | Stands():
            pass
        case Changed(nearest):
            yield from (expected, _near(nearest))
        case Moved(lines):
            numbers = ", ".join(map(str, lines))
            yield from (expected, after, row("found", f"on line {numbers}"))
        case Repeated(lines):
            yield expected
            way = "say after which line it is meant"
            if origin.after:
                yield after
                way = "cite a nearer anchor, or more lines of it"
            yield row("found", f"on lines {', '.join(map(str, lines))}: {way}")
        case NoAnchor(count, nearest):
            yield after
            if count or nearest is not None:
                yield row("found", f"{count} times" if count else "nowhere")
            if not count:
                yield _near(nearest)
        case _:
            assert_never(standing)


def _near(nearest: tuple[int, str] | None) -> Row:
    """The nearest line."""
    if nearest is None:
        return row("found", "nothing like it")
    return row("nearest", f"{nearest[1]}  (line {nearest[0]})")
