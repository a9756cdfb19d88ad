"""What the policies of real systems mean: a page for each system, and a summary of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape

from memattr.answers.data import provenance_of
from memattr.answers.describe import describe
from memattr.answers.description import Description
from memattr.answers.value_text import value_text
from memattr.documents.decisions import Decisions, verdict_words
from memattr.documents.document import Document, code, link, page, rows, section, up
from memattr.documents.table_maker import Made, Maker
from memattr.formats.markdown import block_lines, escaped, table_text
from memattr.model.layout import values_of
from memattr.model.model import Assignment, Axis, Model, Scope, TableDeclaration
from memattr.pages.describe_page import DescriptionBlocks
from memattr.pages.page import Block, Outline


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
    described = descriptions(model, [s.name for s in model.scopes.values() if s.kind == "policy"])
    for system in systems(model):
        restricted = (of_system(model, table, system.name) for table in tables)
        made = [maker.made(table) for table in restricted if table is not None]
        pages.append(_page(model, system, made, decisions, described))
        if made:
            summary += section(link(escaped(system.note.words), f"policies/{system.name}.md"))
            summary += _summary(model, made[0], decisions)
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
        what = escaped(f"{setting.note.words} ({_assigned(model, setting)})")
        yield f"- {code(setting.name)}: {what}"


# ---- The summary


def _summary(model: Model, made: Made, decisions: Decisions) -> Iterator[str]:
    head = ("Policy", "Encoding", *(entry.text for entry in made.table.columns), "Promises kept")
    yield from rows(head, (_policy_row(model, made, i, decisions) for i in _lines(made)))


def _lines(made: Made) -> range:
    return range(len(made.table.rows))


def _policy_row(model: Model, made: Made, index: int, decisions: Decisions) -> tuple[str, ...]:
    line = made.table.rows[index]
    name = line.labels[0].text
    cells = []
    for column, entry in enumerate(line.cells):
        seen = made.seen[index][column].values
        kind = made.merged.grid.table.cells[made.merged.grid.part(column)].expression.type
        total = sum(1 for _ in values_of(kind))
        number = f" ({len(seen)} of {total})" if seen else ""
        text = entry.text if len(entry.alternatives) <= 4 else _range(entry.alternatives, total)
        cells.append(escaped(text) + number)
    return code(name), escaped(fields_text(model, name)), *cells, _promises(name, decisions)


def _range(alternatives: Sequence[str], total: int) -> str:
    """Many kinds: the first and the last, if not all."""
    return "any" if len(alternatives) == total else f"{alternatives[0]} ... {alternatives[-1]}"


def _promises(policy: str, decisions: Decisions) -> str:
    promised = [
        v for v in decisions.verdicts if v.claim.form == "promise" and v.claim.scope == policy
    ]
    return ", ".join(
        code(v.claim.family) + ("" if verdict_words(v) == "Proved" else " BROKEN") for v in promised
    )


def fields_text(model: Model, scope: str) -> str:
    """What a policy puts into the fields that are its own."""
    fields = (a for a in model.scopes[scope].assignments if model.inputs[a.input].role == "field")
    return ", ".join(f"{a.input}={value_text(model, a)}" for a in fields)


# ---- One system


def _page(
    model: Model,
    system: Scope,
    made: Sequence[Made],
    decisions: Decisions,
    described: Mapping[str, Description],
) -> Document:
    body = [_origin(system), "", f"Controls: {_controls(model, system)}."]
    for number, table in enumerate(made):
        lines = ["", *table_text(table.table).rstrip("\n").splitlines()]
        body += folded(escape(table.table.title), lines) if number else lines
    body += section("The policies")
    mine = [s for s in model.scopes.values() if s.system == system.name and s.kind == "policy"]
    for scope in mine:
        body += _policy(model, scope, decisions)
        body += folded("What it means, access by access", meaning(model, described[scope.name]))
    text = page(system.note.words or system.name, body, provenance_of(model))
    return Document(f"policies/{system.name}.md", text, system.note.words, "Systems")


def folded(summary: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines that a reader unfolds: a page begins with one screen that says what matters."""
    yield from ("", "<details>", f"<summary>{summary}</summary>", "")
    yield from lines
    yield from ("", "</details>", "")


def _origin(system: Scope) -> str:
    file = system.note.place.file
    source = f"Source: {escaped(system.note.source)}. " if system.note.source else ""
    return f"{source}Stated in {link(code(file), up(file, 2))}."


def _controls(model: Model, system: Scope) -> str:
    return escaped(_assigned(model, system))


def _assigned(model: Model, scope: Scope) -> str:
    return ", ".join(f"{a.input}={value_text(model, a)}" for a in scope.assignments)


def _policy(model: Model, scope: Scope, decisions: Decisions) -> Iterator[str]:
    yield from section(code(scope.name), 3)
    yield escaped(scope.note.words) + "  "
    if scope.note.source:
        yield f"Source: {escaped(scope.note.source)}  "
    for assignment in scope.assignments:
        if model.inputs[assignment.input].role == "field":
            yield f"- {escaped(assignment.input)} = {escaped(value_text(model, assignment))}"
            yield from _lines_of_source(assignment)
    yield ""
    kept = _promises(scope.name, decisions)
    if kept:
        yield f"Promises kept: {kept}.  "
    claims = [
        v for v in decisions.verdicts if v.claim.form == "claim" and v.claim.scope == scope.name
    ]
    for name, words, sentence in _claims(claims):
        yield f"- {words}: {sentence} ({code(name)})"


def _lines_of_source(assignment: Assignment) -> Iterator[str]:
    for origin in assignment.origins:
        yield f"  - {code(origin.file)}: {code(origin.line)}"


def _claims(verdicts: Sequence[object]) -> Iterator[tuple[str, str, str]]:
    from memattr.engines.verdict import Verdict

    seen: set[tuple[str, str]] = set()
    for verdict in verdicts:
        assert isinstance(verdict, Verdict)
        name, words = verdict.claim.family or verdict.claim.name, verdict_words(verdict)
        if (name, words) not in seen:
            seen.add((name, words))
            yield name, words, escaped(verdict.claim.note.words)


def descriptions(model: Model, policies: Sequence[str]) -> Mapping[str, Description]:
    """The description of each policy, made together: they share what they have in common."""
    return dict(zip(policies, describe(model, policies), strict=True))


def meaning(model: Model, described: Description) -> Iterator[str]:
    """Guarantee, freedom, settings and support; behaviours fold, for they are many. They are those
    of the first kind of access, as in the text of `describe`."""
    blocks = DescriptionBlocks(model, described)
    for block in blocks.results():
        yield from _markdown(block)
    access = described.accesses[0]
    if access.behaviours:
        name = blocks.words.access(access)
        yield from ("", "<details>", f"<summary>Behaviours of a {name} access</summary>")
        yield from _markdown(blocks.behaviour_table(access))
        yield from _markdown(Outline(tuple(blocks.dependences(access))))
        yield from ("", "</details>", "")


def _markdown(block: Block) -> Iterator[str]:
    for lines in block_lines(block):
        yield from ("", *lines)
