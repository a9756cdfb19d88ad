"""What the policies of real systems mean: a page for each system, and a summary of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from memattr.answers.data import provenance_of
from memattr.answers.describe import describe
from memattr.documents.decisions import Decisions
from memattr.documents.document import Document, code, link, page, rows, section
from memattr.documents.system_page import (
    SystemPage,
    assigned,
    fields_text,
    promises,
    summary_cells,
)
from memattr.documents.table_maker import DrawnTable, Maker
from memattr.formats.markdown import escaped
from memattr.model.model import Model, Scope
from memattr.model.table_declarations import Axis, TableDeclaration


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
