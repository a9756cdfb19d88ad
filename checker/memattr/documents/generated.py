"""Every generated document: a function from the model to texts."""

from __future__ import annotations

from memattr.answers.data import provenance_of
from memattr.documents.claims_page import claims_page
from memattr.documents.decisions import decided
from memattr.documents.document import NOTICE, Document, link, page, section
from memattr.documents.policy_pages import of_system, policy_documents, policy_tables, systems
from memattr.documents.survey_pages import survey_documents
from memattr.documents.table_maker import DrawnTable, Maker
from memattr.documents.traceability import traceability
from memattr.explorer.export import page as explorer_page
from memattr.formats import markdown, svg
from memattr.model.model import Model
from memattr.model.table_declarations import TableDeclaration

INDEX = "README.md"
LARGEST_PICTURE = 300


def documents(model: Model) -> tuple[Document, ...]:
    """All of them, the index first."""
    values = [table for table in model.tables.values() if not table.rows.scopes]
    restricted = [
        part
        for system in systems(model)
        for table in policy_tables(model)
        if (part := of_system(model, table, system.name)) is not None
    ]
    maker = Maker(model, [*values, *restricted])
    decisions = decided(model, lambda claim: claim.form != "example")
    found: list[Document] = []
    for table in values:
        found += table_documents(model, table, maker.made(table))
    found += policy_documents(model, maker, decisions)
    found += [claims_page(model, decisions), traceability(model), *survey_documents(model)]
    found += explorer_documents(model)
    return (index(model, found), *found)


def table_documents(model: Model, table: TableDeclaration, drawn: DrawnTable) -> list[Document]:
    """The page of a table, and its picture if it is a matrix of a size that can be looked at."""
    sheet = drawn.table
    body = markdown.table_text(sheet).rstrip("\n").splitlines()
    pictured = bool(sheet.over) and len(sheet.rows) * len(sheet.columns) <= LARGEST_PICTURE
    if pictured:
        alternative = f"{sheet.caption}. {sheet.axes}"
        body = [f"![{alternative}]({table.name}.svg)", "", *body]
    group = "Tables of the manual" if _of_manual(table) else "Tables"
    text = page(sheet.title, body, provenance_of(model))
    found = [Document(f"{table.name}.md", text, sheet.caption, group)]
    if pictured:
        found.append(Document(f"{table.name}.svg", f"{NOTICE}\n{svg.table_text(sheet)}", ""))
    return found


def explorer_documents(model: Model) -> list[Document]:
    """The page for a browser, if the texts say what a reader may choose on it."""
    if not model.offered:
        return []
    about = "every policy and every input in a browser, with the rules; it needs no network"
    return [Document("explore.html", f"{NOTICE}\n{explorer_page(model)}", about, "Summaries")]


def _of_manual(table: TableDeclaration) -> bool:
    """True iff the manual has this table under a number."""
    return any(reference.startswith("Table ") for reference in table.note.refs)


def index(model: Model, found: list[Document]) -> Document:
    """A line for each document, by group."""
    groups: dict[str, list[Document]] = {}
    for document in found:
        if document.group:
            groups.setdefault(document.group, []).append(document)
    body = [
        "All of this is generated from `spec/` and `rules/` by `memattr tables`, and compared in "
        "CI by `memattr tables --check`.",
    ]
    for group in ("Summaries", "Tables of the manual", "Tables", "Systems"):
        body += section(group)
        for document in groups.get(group, []):
            body.append(f"- {link(document.path, document.path)}: {document.about}")
    return Document(INDEX, page("Generated tables", body, provenance_of(model)), "")
