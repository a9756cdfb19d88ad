"""Regions of documents filled with tables, and with verdicts in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from memattr.answers.data import provenance_of
from memattr.atomic_file import problem, read_text
from memattr.documents.decisions import counterexample, decided, verdict_words
from memattr.documents.marked_regions import REGION, Parsed, Region, parsed
from memattr.documents.table_maker import Maker
from memattr.engines.verdict import Verdict, as_expected
from memattr.formats.render import PAGES, rendered
from memattr.model.model import Model
from memattr.pages.output import Output, Style
from memattr.pages.page import Page, Paragraph
from memattr.pages.table_page import part_of_document
from memattr.place import Problem, SpecError, near

FORMS = frozenset((*PAGES, "csv", "json"))
# Names that a complaint lists.
MOST = 20


@dataclass(frozen=True)
class FilledDocument:
    """A document as it is and as it should be."""

    path: Path
    before: str
    after: str


def filled(model: Model, paths: Sequence[Path]) -> tuple[FilledDocument, ...]:
    """Every document with its regions filled. Raises SpecError with the problems of all of them,
    before anything is made; that none has a region is a problem too."""
    documents, texts = _read(model, paths)
    contents = _contents(model, [r for d in documents for r in d.regions])
    return tuple(
        FilledDocument(document.path, text, _joined(document, contents))
        for document, text in zip(documents, texts, strict=True)
    )


def _read(model: Model, paths: Iterable[Path]) -> tuple[list[Parsed], list[str]]:
    problems: list[Problem] = []
    documents: list[Parsed] = []
    texts: list[str] = []
    for path in paths:
        try:
            text = read_text(path)
            document = parsed(path, text, FORMS)
            problems += _unknown(model, document)
        except SpecError as error:
            problems += error.problems
            continue
        documents.append(document)
        texts.append(text)
    if not problems and not any(document.regions for document in documents):
        message = "no document has a region to fill"
        problems.append(problem(documents[0].path, "no-region", message, way=REGION))
    if problems:
        raise SpecError(problems)
    return documents, texts


def _unknown(model: Model, document: Parsed) -> list[Problem]:
    """Regions that ask for what there is not."""
    claims = {name for claim in model.claims for name in (claim.name, claim.family) if name}
    problems = []
    for region in document.regions:
        known = model.tables.keys() if region.kind == "table" else claims
        if region.name not in known:
            message = f"no {region.kind} is called '{region.name}'"
            line = document.lines[region.begin]
            way = near(region.name, known) or _known(region.kind, sorted(known))
            where = region.begin + 1
            problems.append(problem(document.path, "unknown-name", message, where, line, way))
    return problems


def _known(kind: str, names: Sequence[str]) -> str:
    """Some of the names, where none is near."""
    if not names:
        return f"There is no {kind}."
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"There are {', '.join(names[:MOST])}{more}."


def _contents(model: Model, regions: Sequence[Region]) -> dict[tuple[str, str, str], list[str]]:
    """The lines for each region, those with the same words made once."""
    names = dict.fromkeys(region.name for region in regions if region.kind == "table")
    maker = Maker(model, [model.tables[name] for name in names], solver=bool(names))
    tables = {name: maker.made(model.tables[name]).table for name in names}
    origin = provenance_of(model)
    claims = {region.name for region in regions if region.kind == "claim"}
    decisions = decided(model, lambda c: c.name in claims or c.family in claims, questions=False)
    contents: dict[tuple[str, str, str], list[str]] = {}
    for region in regions:
        if region.kind == "table":
            output = part_of_document(tables[region.name], origin)
        else:
            text = "\n".join(sentences(model, decisions.of(region.name)))
            output = Output(
                (Page((Paragraph(text),)),), {"claim": region.name, "says": text}, origin
            )
        text = rendered(region.form, output, Style()).rstrip("\n")
        contents[region.kind, region.name, region.form] = _fenced(text, region).splitlines()
    return contents


def _fenced(text: str, region: Region) -> str:
    """Plain text and data inside a document of another form."""
    if region.kind == "claim" or region.form not in ("text", "csv", "json"):
        return text
    return f"```\n{text}\n```"


def sentences(model: Model, verdicts: Sequence[Verdict]) -> list[str]:
    """What came of a claim, or of a family of claims, in words."""
    first = verdicts[0].claim
    words = sorted({verdict_words(verdict) for verdict in verdicts})
    number = f" ({len(verdicts)} claims)" if len(verdicts) > 1 else ""
    lines = [f"{', '.join(words)}{number}: {first.note.words or first.name}."]
    for verdict in verdicts:
        example = counterexample(model, verdict)
        if example and (len(verdicts) == 1 or not as_expected(verdict)):
            lines.append(f"For example: {example}.")
    if first.note.source:
        lines.append(f"Source: {first.note.source}.")
    return lines


def _joined(document: Parsed, contents: dict[tuple[str, str, str], list[str]]) -> str:
    """The document with new lines between its markers. A blank line on either side keeps tables
    apart from the comments, which Markdown and reStructuredText need."""
    lines: list[str] = []
    start = 0
    for region in document.regions:
        inner = contents[region.kind, region.name, region.form]
        lines += [*document.lines[start : region.begin + 1], "", *inner, ""]
        start = region.end
    lines += document.lines[start:]
    return document.newline.join(lines)
