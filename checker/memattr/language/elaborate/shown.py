"""What is shown and how: views, columns, layouts, tables, pages, words, defaults, identifiers."""

from __future__ import annotations

from dataclasses import replace

from memattr.language import syntax
from memattr.language.elaborate.clauses import ClauseReader
from memattr.language.elaborate.context import Context
from memattr.language.elaborate.expressions import Expressions
from memattr.language.elaborate.patterns import presence
from memattr.language.elaborate.work import Unit, Work, note_of
from memattr.model.expressions import TRUE, And, Const
from memattr.model.layout import width
from memattr.model.model import (
    Axis,
    Column,
    Identifier,
    Layout,
    Note,
    TableDeclaration,
    View,
)
from memattr.model.types import Enum, Value, plain

RADICES = ("hex", "binary", "decimal")


class Shown:
    """Collects declarations about output."""

    def __init__(self, work: Work, expressions: Expressions) -> None:
        self.work = work
        self.expressions = expressions
        self.views: dict[str, View] = {}
        self.columns: list[Column] = []
        self.layouts: dict[str, Layout] = {}
        self.tables: dict[str, TableDeclaration] = {}
        self.identifiers: dict[str, Identifier] = {}
        self.preferences: dict[str, tuple[Value, ...]] = {}
        self.radix: dict[str, str] = {}
        self.words: dict[str, str] = {}
        self.offered: tuple[str, ...] = ()
        self.manual = ""

    def before_claims(self) -> None:
        """Defaults, which examples need; and what claims do not touch."""
        self.work.each(syntax.DefaultItem, self.default)
        self.work.each(syntax.PreferItem, self.prefer)
        self.work.each(syntax.ViewItem, self.view)
        self.work.each(syntax.ColumnItem, self.column)
        self.work.each(syntax.LayoutItem, self.layout)
        self.work.each(syntax.ShowItem, self.show)
        self.work.each(syntax.PageItem, self.page)
        self.work.each(syntax.ManualItem, self.set_manual)
        self.work.each(syntax.IdentifierItem, self.identifier)

    def value_of(self, unit: Unit, name: syntax.Name, node: syntax.Expression | None) -> Value:
        self.work.see(unit, name)
        found = self.work.inputs.get(name.text)
        if found is None:
            self.work.unknown(name, "input", self.work.inputs)
        value = self.expressions.of(node, Context(unit), found.type) if node else None
        if not isinstance(value, Const):
            self.work.fail(name.place, "not-a-value", f"{name.text} needs a value here")
        return value.value

    def default(self, unit: Unit, item: syntax.DefaultItem) -> None:
        for part in item.assignments:
            with self.work.attempt():
                value = self.value_of(unit, part.name, part.value)
                found = self.work.inputs[part.name.text]
                self.work.inputs[found.name] = replace(found, default=value)

    def prefer(self, unit: Unit, item: syntax.PreferItem) -> None:
        for name, nodes in item.preferences:
            with self.work.attempt():
                values = tuple(self.value_of(unit, name, node) for node in nodes)
                self.preferences[name.text] = values

    def view(self, unit: Unit, item: syntax.ViewItem) -> None:
        self.work.declare(unit, item.name, item.kind)
        expression = self.expressions.of(item.expression, Context(unit, reach="inputs"), None)
        if not isinstance(plain(expression.type), Enum):
            self.work.fail(
                item.name.place, "wrong-type", f"a {item.kind} sorts into the values of an enum"
            )
        note = note_of(item.name.place, item.meta)
        self.views[item.name.text] = View(item.name.text, item.kind, expression, note)

    def column(self, unit: Unit, item: syntax.ColumnItem) -> None:
        context = Context(unit, reach="inputs")
        expression = self.expressions.of(item.expression, context, None)
        there = list(presence(expression))
        if item.when is not None:
            there.insert(0, self.expressions.truth(item.when, context))
        if item.name.text in {column.name for column in self.columns}:
            self.work.fail(item.name.place, "duplicate-name", "this column is already declared")
        present = And(tuple(there)) if there else TRUE
        note = note_of(item.name.place, item.meta)
        self.columns.append(Column(item.name.text, expression, present, note))

    def layout(self, unit: Unit, item: syntax.LayoutItem) -> None:
        self.work.declare(unit, item.name, "layout")
        taken: dict[int, str] = {}
        for name, high, low in item.parts:
            self.work.see(unit, name)
            found = self.work.inputs.get(name.text)
            if found is None:
                self.work.unknown(name, "input", self.work.inputs)
            if not low <= high < item.width or high - low + 1 != width(found.type):
                self.work.fail(
                    name.place,
                    "wrong-width",
                    f"{name.text} has {width(found.type)} bits; [{high}:{low}] does not hold it",
                )
            for bit in range(low, high + 1):
                if bit in taken:
                    self.work.fail(name.place, "overlap", f"bit {bit} is already {taken[bit]}")
                taken[bit] = name.text
        parts = tuple((name.text, high, low) for name, high, low in item.parts)
        note = note_of(item.name.place, item.meta)
        self.layouts[item.name.text] = Layout(item.name.text, item.width, parts, note)

    def show(self, _: Unit, item: syntax.ShowItem) -> None:
        if item.radix is None:
            if item.name.text not in self.work.values:
                self.work.unknown(item.name, "shape or value", self.work.values)
            self.words[item.name.text] = item.words
            return
        if item.radix.text not in RADICES:
            self.work.unknown(item.radix, "radix", RADICES)
        known = [*self.work.inputs, *self.work.types, *(c.name for c in self.columns)]
        if item.name.text not in known:
            self.work.unknown(item.name, "input, encoding or column", known)
        self.radix[item.name.text] = item.radix.text

    def page(self, unit: Unit, item: syntax.PageItem) -> None:
        self.work.declare(unit, item.name, "page")
        for name in item.offered:
            self.work.see(unit, name)
            if name.text not in self.work.inputs:
                self.work.unknown(name, "input", self.work.inputs)
        self.offered = tuple(name.text for name in item.offered)

    def set_manual(self, _: Unit, item: syntax.ManualItem) -> None:
        self.manual = item.issue

    def identifier(self, _: Unit, item: syntax.IdentifierItem) -> None:
        reason = item.words if item.out_of_scope else ""
        for name in item.names:
            earlier = self.identifiers.get(name.text)
            words = "" if item.out_of_scope else item.words
            note = earlier.note if earlier and item.out_of_scope else Note(name.place, words)
            self.identifiers[name.text] = Identifier(name.text, note, reason)

    def run_tables(self, clauses: ClauseReader) -> None:
        """Tables, whose clauses are those of claims."""
        for unit, item in self.work.items(syntax.TableItem):
            with self.work.attempt():
                self.table(unit, item, clauses)

    def table(self, unit: Unit, item: syntax.TableItem, clauses: ClauseReader) -> None:
        self.work.declare(unit, item.name, "table")
        said = clauses.read(unit, item.clauses)
        clauses.refuse(
            item.name,
            "a table",
            (said.each or said.variables, "'for each', 'for every' or 'with'"),
            (said.mode, f"'{said.mode}'"),
            (len(said.scopes) > 1 or said.family, "more than one policy or system"),
        )
        context = Context(unit, reach="inputs")
        given = tuple(self.expressions.truth(node, context) for node in said.given)
        self.tables[item.name.text] = TableDeclaration(
            item.name.text,
            self.axis(unit, item.rows),
            self.axis(unit, item.columns),
            self.expressions.of(item.cell, context, None),
            said.scopes[0] if said.scopes else None,
            tuple(said.stated.items()),
            given,
            note_of(item.name.place, item.meta),
        )

    def axis(self, unit: Unit, names: tuple[syntax.Name, ...]) -> Axis:
        for name in names:
            self.work.see(unit, name)
        texts = tuple(name.text for name in names)
        if all(text in self.work.inputs for text in texts):
            return Axis("inputs", texts)
        if len(texts) == 1 and texts[0] in self.views:
            return Axis("view", texts)
        if all(text in self.work.scopes for text in texts):
            return Axis("scopes", texts)
        known = [*self.work.inputs, *self.views, *self.work.scopes]
        bad = next((n for n in names if n.text not in known), names[0])
        if bad.text in known:
            self.work.fail(
                bad.place, "mixed-axis", "an axis is inputs, or one view, or policies: not a mix"
            )
        self.work.unknown(bad, "input, view or policy", known)
