"""Every generated document, those of policies among them: a function from the model to texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from memattr.answers.data import provenance_of
from memattr.answers.describe import describe
from memattr.documents.claims_page import claims_page
from memattr.documents.decisions import Decisions, decided
from memattr.documents.document import NOTICE, Document, code, link, page, rows, section
from memattr.documents.survey_pages import survey_documents
from memattr.documents.system_page import (
    SystemPage,
    assigned,
    fields_text,
    promises,
    summary_cells,
)
from memattr.documents.table_maker import DrawnTable, Maker
from memattr.documents.traceability import traceability
from memattr.explorer.export import page as explorer_page
from memattr.formats import markdown, svg
from memattr.formats.markdown import escaped
from memattr.model.model import Model, Scope
from memattr.model.table_declarations import Axis, TableDeclaration

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
    every: list[Document] = []
    for table in values:
        every += table_documents(model, table, maker.made(table))
    every += policy_documents(model, maker, decisions)
    every += [claims_page(model, decisions), traceability(model), *survey_documents(model)]
    every += explorer_documents(model)
    return (index(model, every), *every)


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
    every = [Document(f"{table.name}.md", text, sheet.caption, group)]
    if pictured:
        every.append(Document(f"{table.name}.svg", f"{NOTICE}\n{svg.table_text(sheet)}", ""))
    return every


def explorer_documents(model: Model) -> list[Document]:
    """The page for a browser, if the texts say what a reader may choose on it."""
    if not model.offered:
        return []
    about = "every policy and every input in a browser, with the rules; it needs no network"
    return [Document("explore.html", f"{NOTICE}\n{explorer_page(model)}", about, "Summaries")]


def _of_manual(table: TableDeclaration) -> bool:
    """True iff the manual has this table under a number."""
    return any(reference.startswith("Table ") for reference in table.note.refs)


def index(model: Model, every: list[Document]) -> Document:
    """A line for each document, by group."""
    groups: dict[str, list[Document]] = {}
    for document in every:
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


def policy_tables(model: Model) -> tuple[TableDeclaration, ...]:
    """The declared tables whose rows are policies."""
    return tuple(table for table in model.tables.values() if table.rows.scopes)


def systems(model: Model) -> tuple[Scope, ...]:
    """The systems that have policies."""
    named = {scope.system for scope in model.scopes.values() if scope.kind == "policy"}
    return tuple(scope for scope in model.scopes.values() if scope.name in named)


def of_system(model: Model, table: TableDeclaration, system: str) -> TableDeclaration | None:
    """The table of one system's policies; None if it shows none."""
    mine = tuple(name for name in table.rows.scopes if model.scopes[name].system == system)
    if not mine:
        return None
    return replace(table, name=f"{table.name}_{system}", rows=Axis(scopes=mine))


def policy_documents(model: Model, maker: Maker, decisions: Decisions) -> tuple[Document, ...]:
    """The summary, then the pages."""
    tables = policy_tables(model)
    pages, summary = [], []
    policies = [scope for scope in model.scopes.values() if scope.kind == "policy"]
    described = describe(model, [scope.name for scope in policies])
    for system in systems(model):
        restricted = (of_system(model, table, system.name) for table in tables)
        drawn_tables = [maker.made(table) for table in restricted if table is not None]
        mine = [one for one in described if one.scope.system == system.name]
        pages.append(SystemPage(model, system, drawn_tables, decisions, mine).document())
        if drawn_tables:
            summary += section(link(escaped(system.note.words), pages[-1].path))
            summary += _summary(model, drawn_tables[0], decisions)
    text = page(
        "Policies of real systems", [*_introduction(model, tables), *summary], provenance_of(model)
    )
    about = "every policy: its encoding, what the guest can get, and the promises it keeps"
    return (Document("policies.md", text, about, "Summaries"), *pages)


def _introduction(model: Model, tables: Sequence[TableDeclaration]) -> Iterator[str]:
    if not tables:
        return
    yield (
        f"{escaped(tables[0].note.words)}. The numbers in parentheses count how many of all kinds "
        "the guest can reach: its freedom. A dash says that the policy does not occur there. "
        "Every policy is shown in every situation, also in those that its system never brings "
        "about. The page of a system has its sources and the rest of its tables."
    )
    yield ""
    columns = tables[0].columns
    for setting in (model.scopes[name] for name in (columns.scopes if columns else ())):
        what = escaped(f"{setting.note.words} ({assigned(model, setting)})")
        yield f"- {code(setting.name)}: {what}"


# ---- The summary


def _summary(model: Model, drawn: DrawnTable, decisions: Decisions) -> Iterator[str]:
    head = ("Policy", "Encoding", *(entry.text for entry in drawn.table.columns), "Promises kept")
    indices = range(len(drawn.table.rows))
    yield from rows(head, (_policy_row(model, drawn, index, decisions) for index in indices))


def _policy_row(
    model: Model, drawn: DrawnTable, index: int, decisions: Decisions
) -> tuple[str, ...]:
    name = drawn.table.rows[index].labels[0].text
    encoding = escaped(fields_text(model, model.scopes[name]))
    return code(name), encoding, *summary_cells(drawn, index), promises(name, decisions)
