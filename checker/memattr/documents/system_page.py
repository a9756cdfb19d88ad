"""The page of one system: a screen that says what matters, then everything, each fact once.

What is alike for several policies is said in one row that names all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from memattr.answers.data import provenance_of
from memattr.answers.description import Access, Description, Sorted
from memattr.answers.value_text import value_text
from memattr.documents.decisions import Decisions, counterexample, verdict_words
from memattr.documents.document import (
    Document,
    code,
    folded,
    gathered,
    link,
    page,
    rows,
    section,
    up,
)
from memattr.documents.table_maker import DrawnTable
from memattr.engines.verdict import Refuted, Verdict
from memattr.formats.markdown import escaped, table_text
from memattr.model.layout import values_of
from memattr.model.model import Assignment, Model, Scope
from memattr.pages.describe_page import DescriptionBlocks
from memattr.pages.describe_words import Words, sentence, share
from memattr.pages.page import Cell, Table, TableRow, counted

# A line end within a cell.
LINE = "<br>"
# More kinds than these are shown as a range.
FEW = 4


class SystemPage:
    """Writes the page of a system from the tables and the descriptions of its policies."""

    def __init__(
        self,
        model: Model,
        system: Scope,
        drawn_tables: Sequence[DrawnTable],
        decisions: Decisions,
        described: Sequence[Description],
    ) -> None:
        self._model, self._system, self._tables = model, system, drawn_tables
        self._decisions, self._described = decisions, described
        self._words = Words(model)
        self._policies = [one.scope for one in described]
        names = {scope.name for scope in self._policies}
        self._claims = [
            verdict
            for verdict in decisions.verdicts
            if verdict.claim.form == "claim" and verdict.claim.scope in names
        ]

    def document(self) -> Document:
        """The page, as a file."""
        about = self._system.note.words
        text = page(about or self._system.name, self._body(), provenance_of(self._model))
        return Document(f"policies/{self._system.name}.md", text, about, "Systems")

    def _body(self) -> Iterator[str]:
        yield from self._screen()
        yield from self._claim_section()
        yield from section("The policies and their sources")
        yield from rows(("Policy", "What it is", "Source", "Lines"), self._sources())
        yield from section("What is sure, access by access")
        yield "What holds for each kind of access with the controls as they are, and what is free."
        head = ("Access", "Guarantee", "Freedom", "Policies")
        yield from folded("Guarantee and freedom", rows(head, self._guarantees()))
        head = ("Setting", "Access", "What is sure there", "Policies")
        yield from folded("What settings change", rows(head, self._changes()))
        yield from self._behaviour_section()
        yield from self._table_section()

    # ---- The first screen

    def _screen(self) -> Iterator[str]:
        """What a reader of the system wants first."""
        yield _origin(self._system)
        yield ""
        yield f"Controls: {escaped(assigned(self._model, self._system))}."
        alike = self._alike_in_settings()
        columns = [escaped(entry.text) for entry in alike[0].table.columns] if alike else []
        yield ""
        head = ("Policy", "Encoding", *columns, "Promises kept")
        yield from rows(head, self._summary(alike))
        if alike:
            yield ""
            titles = "; below: ".join(drawn.table.caption for drawn in alike)
            yield (
                f"In the cells: {escaped(titles)}. The numbers in parentheses count how many of "
                f"all kinds the guest can reach. {escaped(' '.join(alike[0].settings))}".rstrip()
            )
        yield ""
        yield "What can be relied on, with the controls as they are:"
        yield ""
        yield from self._support()
        yield ""
        yield f"{counted(len(self._families()), 'claim')}: {self._counts()}."

    def _alike_in_settings(self) -> list[DrawnTable]:
        """The tables that show the same kind of access in the same settings as the first."""
        first = self._tables[0] if self._tables else None
        if first is None or not first.table.over:
            return []
        declaration = first.merged.grid.table
        return [
            drawn
            for drawn in self._tables
            if drawn.table.columns == first.table.columns
            and drawn.merged.grid.table.stated == declaration.stated
            and len(drawn.table.rows) == len(first.table.rows)
        ]

    def _summary(self, tables: Sequence[DrawnTable]) -> Iterator[tuple[str, ...]]:
        """One row for the policies that have the same cells and promises, and their encodings."""
        told = [
            ((*self._cells(tables, scope.name), promises(scope.name, self._decisions)), scope)
            for scope in self._policies
        ]
        for cells, scopes in gathered(told):
            names = LINE.join(code(scope.name) for scope in scopes)
            encodings = [escaped(fields_text(self._model, scope)) for scope in scopes]
            alike = len(set(encodings)) == 1
            yield (names, encodings[0] if alike else LINE.join(encodings), *cells)

    def _cells(self, alike: Sequence[DrawnTable], policy: str) -> tuple[str, ...]:
        """What the tables show of a policy in each setting; a dash where it is in no table."""
        lines = []
        for drawn in alike:
            at = [row.labels[0].text for row in drawn.table.rows]
            if policy in at:
                lines.append(summary_cells(drawn, at.index(policy)))
        width = len(alike[0].table.columns) if alike else 0
        if not lines:
            return ("-",) * width
        return tuple(LINE.join(dict.fromkeys(column)) for column in zip(*lines, strict=True))

    def _support(self) -> Iterator[str]:
        """Each class with its reason once, with the accesses and policies that it is true of."""
        told = [
            (text, (accesses, one.scope.name))
            for one in self._described
            for accesses, text in DescriptionBlocks(self._model, one).support()
        ]
        for text, places in gathered(told):
            where = "; ".join(
                f"{accesses} under {self._named(names)}" for accesses, names in gathered(places)
            )
            yield f"- {escaped(text)}: {where}"

    def _named(self, names: Sequence[str]) -> str:
        """Policies by name, or that it is all of them."""
        kept = tuple(dict.fromkeys(names))
        if len(kept) == len(self._policies) > 1:
            return "every policy"
        return ", ".join(map(code, kept))

    # ---- Claims

    def _families(self) -> list[tuple[tuple[str, str, str], list[Verdict]]]:
        """The claims by name, words of the verdict and sentence."""
        told = [
            ((v.claim.family or v.claim.name, verdict_words(v), v.claim.note.words), v)
            for v in self._claims
        ]
        return gathered(told)

    def _counts(self) -> str:
        """How many claims have which verdict."""
        numbers: dict[str, int] = {}
        for (_, words, _), _ in self._families():
            numbers[words] = numbers.get(words, 0) + 1
        return ", ".join(f"{number} {words.lower()}" for words, number in numbers.items()) or "none"

    def _claim_section(self) -> Iterator[str]:
        """Refuted claims first, each counterexample in a line of its own."""
        families = self._families()
        if not families:
            return
        yield from section("Claims")
        refuted = [f for f in families if isinstance(f[1][0].outcome, Refuted)]
        for family in (*refuted, *(f for f in families if f not in refuted)):
            yield from self._claim(*family)

    def _claim(self, key: tuple[str, str, str], verdicts: Sequence[Verdict]) -> Iterator[str]:
        name, words, sentence_ = key
        where = self._named([v.claim.scope or "" for v in verdicts])
        yield f"- {words}: {escaped(sentence_)} ({code(name)}, {where})"
        told = [
            (counterexample(self._model, v), v.claim.scope or "")
            for v in verdicts
            if isinstance(v.outcome, Refuted)
        ]
        examples = gathered(told)
        for example, names in examples:
            under = f" under {self._named(names)}" if len(examples) > 1 else ""
            shown = escaped(example) or "whatever the inputs that count"
            yield f"  - Counterexample{under}: {shown}"

    # ---- Sources

    def _sources(self) -> Iterator[tuple[str, ...]]:
        for scope in self._policies:
            lines = [
                f"{escaped(a.input)}: {code(origin.file)}: {code(origin.line)}"
                for a in own_fields(self._model, scope)
                for origin in a.origins
            ]
            note = scope.note
            yield code(scope.name), escaped(note.words), escaped(note.source), LINE.join(lines)

    # ---- Guarantees

    def _guarantees(self) -> Iterator[tuple[str, ...]]:
        told = []
        for one in self._described:
            for results, access in zip(one.as_it_is(), one.accesses, strict=True):
                views = "".join(f"; {self._words.view(view)}" for view in access.views)
                freedom = f"{self._words.freedom(results)}{views}"
                key = (self._words.access(results), self._words.guarantee(results), freedom)
                told.append((key, one.scope.name))
        for cells, names in sorted_by_first(gathered(told)):
            yield (*map(escaped, cells), self._named(names))

    def _changes(self) -> Iterator[tuple[str, ...]]:
        """What settings change, where they change something; then what stays as it is."""
        told = []
        for one in self._described:
            for setting in one.setting_names():
                pairs = zip(one.under(setting), one.as_it_is(), strict=True)
                changed = [after for after, before in pairs if after.permitted != before.permitted]
                for after in changed:
                    cells = (setting, self._words.access(after), self._words.in_setting(after))
                    told.append((cells, one.scope.name))
                if not changed:
                    told.append(((setting, "every", "nothing changes"), one.scope.name))
        for cell_words, names in sorted_by_first(gathered(told)):
            yield (*map(escaped, cell_words), self._named(names))

    # ---- Behaviours

    def _behaviour_section(self) -> Iterator[str]:
        """Those of the first kind of access, as in the text of `describe`."""
        accesses = [(one.scope.name, one.accesses[0]) for one in self._described]
        accesses = [(name, access) for name, access in accesses if access.behaviours]
        if not accesses:
            return
        kind = escape(self._words.access(accesses[0][1]))
        yield from section("What results permit")
        head = ("Behaviour", "Permitted", "Because")
        yield from folded(f"Behaviours of a {kind} access", rows(head, self._behaviours(accesses)))
        columns = ("Choice", "Kind", "What it is", "Where it can change the result")
        summary = f"Choices that a {kind} access can depend on"
        yield from folded(summary, rows(columns, self._choices(accesses)))

    def _behaviours(self, accesses: Sequence[tuple[str, Access]]) -> Iterator[tuple[str, ...]]:
        for index, view in enumerate(accesses[0][1].behaviours):
            views = [(name, access.behaviours[index]) for name, access in accesses]
            permitted = gathered((self._words.view(one), name) for name, one in views)
            yield (
                escaped(view.note.words or view.name),
                LINE.join(self._under(text, names, len(views)) for text, names in permitted),
                LINE.join(self._reasons(views)),
            )

    def _under(self, text: str, names: Sequence[str], total: int) -> str:
        """A text with the policies that it is true of, unless it is true of all."""
        return escaped(text) if len(names) == total else f"{self._named(names)}: {escaped(text)}"

    def _reasons(self, views: Sequence[tuple[str, Sorted]]) -> Iterator[str]:
        """Each reason once, behind its value; and for whom, if not for all that reach the value."""
        reaching = dict(gathered((value, name) for name, view in views for value in view.values))
        told = [
            ((o.value, o.note.words, o.note.refs or view.note.refs), name)
            for name, view in views
            for o in view.occurrences
        ]
        for (value, words, refs), names in gathered(told):
            others = [name for name in reaching[value] if name not in names]
            limits = f" (not under {self._named(others)})" if others else ""
            if len(others) > len(set(names)):
                limits = f" (under {self._named(names)})"
            text = escaped(sentence(words, refs, len(refs)).strip())
            yield f"{escaped(self._words.value(value))}: {text}{limits}"

    def _choices(self, accesses: Sequence[tuple[str, Access]]) -> Iterator[tuple[str, ...]]:
        told = [
            ((c.choice, c.kind, sentence(c.note.words, c.note.refs, len(c.note.refs))),
             (share(c.situations, c.of), name))
            for name, access in accesses
            for c in access.depends_on
        ]  # fmt: skip
        for cells, places in gathered(told):
            where = LINE.join(f"{self._named(n)}: {text}" for text, n in gathered(places))
            yield (*map(escaped, cells), where)

    # ---- Tables and references

    def _table_section(self) -> Iterator[str]:
        if not self._tables:
            return
        yield from section("Tables")
        for line in dict.fromkeys(line for drawn in self._tables for line in drawn.settings):
            yield f"{escaped(line)}  "
        for drawn in self._tables:
            left_out = {*drawn.settings, *drawn.rests_on}
            legend = tuple(line for line in drawn.table.legend if line not in left_out)
            table = replace(_joined(drawn.table), legend=legend)
            lines = table_text(replace(table, title="", references=()))
            yield from folded(escape(table.caption), lines.strip("\n").splitlines())
        yield from section("References")
        yield "Those of reasons stand beside them. The cells of the tables rest on these:"
        yield ""
        told = [(r, drawn.table.title) for drawn in self._tables for r in drawn.references]
        by_tables = gathered((tuple(titles), r) for r, titles in gathered(told))
        for titles, references in sorted(by_tables, key=lambda group: -len(group[0])):
            every = len(titles) == len(self._tables) > 1
            where = "all of them" if every else "; ".join(titles)
            yield f"- {escaped(where)}: {escaped(', '.join(references))}"


def _joined(table: Table) -> Table:
    """The table with one row for all policies that have the same cells."""
    told = [((row.labels[1:], row.cells), row.labels[0]) for row in table.rows]
    joined = [
        TableRow((Cell(", ".join(label.text for label in labels)), *others), cells)
        for (others, cells), labels in gathered(told)
    ]
    return replace(table, rows=tuple(joined))


def sorted_by_first(
    groups: Sequence[tuple[tuple[str, ...], list[str]]],
) -> list[tuple[tuple[str, ...], list[str]]]:
    """Keys with the same first cell together, in the order in which those come first."""
    together = gathered((key[0], (key, names)) for key, names in groups)
    return [group for _, some in together for group in some]


# ---- What the summary of all systems says too


def summary_cells(drawn: DrawnTable, row: int) -> tuple[str, ...]:
    """The cells of a policy in a few words, each with the number of values that occur in it."""
    cells = []
    for column, entry in enumerate(drawn.table.rows[row].cells):
        seen = drawn.seen[row][column].values
        type_ = drawn.merged.grid.table.cells[drawn.merged.grid.part(column)].expression.type
        total = sum(1 for _ in values_of(type_))
        number = f" ({len(seen)} of {total})" if seen else ""
        few = len(entry.alternatives) <= FEW
        cells.append(escaped(entry.text if few else _range(entry.alternatives, total)) + number)
    return tuple(cells)


def _range(alternatives: Sequence[str], total: int) -> str:
    """Many kinds: the first and the last, if not all."""
    return "any" if len(alternatives) == total else f"{alternatives[0]} ... {alternatives[-1]}"


def promises(policy: str, decisions: Decisions) -> str:
    """The promises that the policy makes; one that it breaks says so."""
    promised = [
        v for v in decisions.verdicts if v.claim.form == "promise" and v.claim.scope == policy
    ]
    return ", ".join(
        code(v.claim.family) + ("" if verdict_words(v) == "Proved" else " BROKEN") for v in promised
    )


def fields_text(model: Model, scope: Scope) -> str:
    """What a policy puts into the fields that are its own."""
    return ", ".join(f"{a.input}={value_text(model, a)}" for a in own_fields(model, scope))


def own_fields(model: Model, scope: Scope) -> list[Assignment]:
    """The assignments to fields of the policy itself."""
    return [a for a in scope.assignments if model.inputs[a.input].role == "field"]


def assigned(model: Model, scope: Scope) -> str:
    """All that a scope sets."""
    return ", ".join(f"{a.input}={value_text(model, a)}" for a in scope.assignments)


def _origin(system: Scope) -> str:
    file = system.note.place.file
    source = f"Source: {escaped(system.note.source)}. " if system.note.source else ""
    return f"{source}Stated in {link(code(file), up(file, 2))}."
