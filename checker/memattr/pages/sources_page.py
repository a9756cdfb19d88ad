"""What is read of code as pages: where each value stands there, and the cited lines that do not
stand, with what is in their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from memattr.answers.cited_lines import CitedLines, HeldCitation
from memattr.answers.code import CodeAnswer
from memattr.model.code_provenance import Reading
from memattr.model.show import show
from memattr.pages.code_page import code_summary, macros_text
from memattr.pages.page import Block, Cell, Heading, Page, Paragraph, Row, Rows, code, row, table
from memattr.sources.citation_match import Changed, Moved, NoAnchor, Repeated, Stands
from memattr.sources.read_code import Value

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


HEAD = ("of", "input", "value", "where", "read", "macros")


def readings_page(answer: CodeAnswer) -> Page:
    """A table for each tree, and what was not read."""
    blocks: list[Block] = [Heading("Values that were read from code")]
    for tree, revision in zip(answer.trees, answer.revisions, strict=True):
        at = f" at {revision}" if revision else ", as it lies in a folder"
        blocks += [Heading(f"{tree}{at}", level=2), table(HEAD, _rows(answer, tree))]
    return Page((*blocks, *code_summary(answer)))


def _rows(answer: CodeAnswer, tree: str) -> Iterator[tuple[str | Cell, ...]]:
    differing = {id(d.value): d for d in answer.differences}
    for value in answer.results:
        if not isinstance(value, Value) or value.tree != tree:
            continue
        reading = value.reading
        shown = show(answer.written, answer.written.inputs[reading.input].type, value.value)
        said = f"{shown}, not the text's" if id(value) in differing else shown
        yield (
            code(value.scope),
            code(reading.input),
            said,
            str(value.place),
            how(answer, reading),
            macros_text(value),
        )


def how(answer: CodeAnswer, reading: Reading) -> str:
    """The reading in words."""
    match reading.form:
        case "value":
            what = reading.text
        case "returns":
            what = f"what {reading.function} returns"
        case "sets":
            what = f"what {reading.function} sets {reading.text} to"
        case "passes":
            what = f"argument {reading.argument} that {reading.function} passes to {reading.text}"
    if reading.layout:
        parts = answer.written.layouts[reading.layout].parts
        high, low = next((h, lo) for name, h, lo in parts if name == reading.input)
        bits = f"{high}:{low}" if high != low else f"{low}"
        what += f", bits [{bits}] of {reading.layout}"
    given = " and ".join(f"{said} is {value}" for said, value in reading.facts)
    return f"{what}, given {given}" if given else what


def whole_record(answer: CodeAnswer) -> Page:
    """The table as a record, which says of itself what it is."""
    heading, *rest = readings_page(answer).blocks
    note = Paragraph(
        "Generated by `memattr sources --record`; of the code itself nothing is kept here."
    )
    return Page((heading, note, *rest))
