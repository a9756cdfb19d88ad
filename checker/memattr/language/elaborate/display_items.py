"""What is shown and how: views, columns, layouts, pages, words, defaults, identifiers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

from memattr.language import syntax
from memattr.language.elaborate.code_readings import refuse_origins
from memattr.language.elaborate.passes import Pass, PassResult
from memattr.language.elaborate.pattern_matching import presence
from memattr.language.elaborate.symbol_table import (
    SymbolTable,
    TypingContext,
    Unit,
    counted,
    note_of,
)
from memattr.language.elaborate.type_items import check_width
from memattr.model.expressions import TRUE, And
from memattr.model.layout import width
from memattr.model.model import Column, Group, Identifier, Layout, View
from memattr.model.spellings import folded
from memattr.model.types import Bits, Enum, Sum, Value, plain, type_name
from memattr.place import Note

RADICES = ("hex", "binary", "decimal")


@dataclass(frozen=True)
class Display:
    """What is shown and how: see the fields of `Model` that have these names."""

    views: Mapping[str, View]
    columns: tuple[Column, ...]
    groups: Mapping[str, Group]
    layouts: Mapping[str, Layout]
    identifiers: Mapping[str, Identifier]
    preferences: tuple[tuple[str, tuple[Value, ...]], ...]
    radix: Mapping[str, str]
    words: Mapping[str, str]
    spellings: Mapping[str, tuple[str, ...]]
    offered: tuple[str, ...]
    manual: str


def display(before: SymbolTable) -> PassResult[Display]:
    """All that is said about what is shown; defaults become a part of their inputs."""
    return _DisplayItems(before).run()


class _DisplayItems:
    """Collects declarations about output."""

    def __init__(self, before: SymbolTable) -> None:
        self.inputs = dict(before.inputs)
        self.work = Pass(replace(before, inputs=self.inputs))
        self.table = self.work.table
        self.expressions = self.work.expressions
        self.views: dict[str, View] = {}
        self.columns: list[Column] = []
        self.groups: dict[str, Group] = {}
        self.layouts: dict[str, Layout] = {}
        self.identifiers: dict[str, Identifier] = {}
        self.preferences: dict[str, tuple[Value, ...]] = {}
        self.radix: dict[str, str] = {}
        self.words: dict[str, str] = {}
        self.spellings: dict[str, list[str]] = {}
        self.offered: tuple[str, ...] = ()
        self.manual = ""

    def run(self) -> PassResult[Display]:
        self.work.each(syntax.DefaultItem, self.default)
        self.work.each(syntax.PreferItem, self.prefer)
        self.work.each(syntax.ViewItem, self.view)
        self.work.each(syntax.ColumnItem, self.column)
        self.work.each(syntax.GroupItem, self.group)
        self.work.each(syntax.LayoutItem, self.layout)
        self.work.each(syntax.ShowItem, self.show)
        self.work.each(syntax.SpellingItem, self.spelling)
        self.work.each(syntax.PageItem, self.page)
        self.work.each(syntax.ManualItem, self.set_manual)
        self.work.each(syntax.IdentifierItem, self.identifier)
        return self.work.result(
            Display(
                self.views,
                tuple(self.columns),
                self.groups,
                self.layouts,
                self.identifiers,
                tuple(self.preferences.items()),
                self.radix,
                self.words,
                {text: tuple(words) for text, words in self.spellings.items()},
                self.offered,
                self.manual,
            )
        )

    def default(self, unit: Unit, item: syntax.DefaultItem) -> None:
        for part in item.assignments:
            with self.work.attempt():
                refuse_origins(self.table, part, "a default")
                value = self.expressions.input_value(unit, part.name, part.value)
                declared = self.inputs[part.name.text]
                if declared.default is not None:
                    self.refuse_second(part.name, "a default")
                self.inputs[declared.name] = replace(declared, default=value)

    def prefer(self, unit: Unit, item: syntax.PreferItem) -> None:
        for name, nodes in item.preferences:
            with self.work.attempt():
                values = [self.expressions.input_value(unit, name, node) for node in nodes]
                if name.text in self.preferences:
                    self.refuse_second(name, "a preference")
                self.preferences[name.text] = tuple(values)

    def refuse_second(self, name: syntax.Name, what: str) -> NoReturn:
        message = f"'{name.text}' already has {what}"
        self.table.fail(name.place, "duplicate-name", message, "Remove one of the two.")

    def view(self, unit: Unit, item: syntax.ViewItem) -> None:
        self.work.declare(unit, item.name, item.kind)
        expression = self.expressions.of(item.expression, TypingContext(unit, reach="inputs"), None)
        if not isinstance(plain(expression.type), Enum):
            message = f"a {item.kind} sorts into the values of an enum, not of "
            view_name = type_name(expression.type)
            self.table.fail(syntax.place_of(item.expression), "wrong-type", message + view_name)
        note = note_of(item.name.place, item.meta)
        self.views[item.name.text] = View(item.name.text, item.kind, expression, note)

    def column(self, unit: Unit, item: syntax.ColumnItem) -> None:
        context = TypingContext(unit, reach="inputs")
        expression = self.expressions.of(item.expression, context, None)
        there = list(presence(expression))
        if item.when is not None:
            there.insert(0, self.expressions.truth(item.when, context))
        if item.name.text in {column.name for column in self.columns}:
            message = f"a column '{item.name.text}' is already declared"
            self.table.fail(item.name.place, "duplicate-name", message)
        present = And(tuple(there)) if there else TRUE
        note = note_of(item.name.place, item.meta)
        self.columns.append(Column(item.name.text, expression, present, note))

    def group(self, unit: Unit, item: syntax.GroupItem) -> None:
        self.work.declare(unit, item.name, "group")
        members = tuple(self.grouped(unit, *member) for member in item.members)
        note = note_of(item.name.place, item.meta)
        self.groups[item.name.text] = Group(item.name.text, members, note)

    def grouped(
        self, unit: Unit, column: syntax.Name, by: syntax.Name | None
    ) -> tuple[str, str | None]:
        """A column, and the function that tells less of its values apart."""
        kinds = {known.name: known.expression.type for known in self.columns}
        if column.text not in kinds:
            self.table.unknown(column, "column", kinds)
        if by is None:
            return column.text, None
        self.table.see(unit, by)
        function = self.table.functions.get(by.text)
        if function is None:
            self.table.unknown(by, "function", self.table.functions)
        if [type_ for _, type_ in function.parameters] != [kinds[column.text]]:
            message = f"'{by.text}' does not take the values of {column.text} alone"
            self.table.fail(by.place, "wrong-type", message)
        return column.text, by.text

    def layout(self, unit: Unit, item: syntax.LayoutItem) -> None:
        self.work.declare(unit, item.name, "layout")
        check_width(self.table, item.name, item.width)
        taken: dict[int, str] = {}
        for name, high, low in item.parts:
            declared = self.table.input(unit, name)
            if not low <= high < item.width or high - low + 1 != width(declared.type):
                message = f"{name.text} has {counted(width(declared.type), 'bit')}"
                message += f", and [{high}:{low}] is no such part of {counted(item.width, 'bit')}"
                way = f"Write [HIGH:LOW], where HIGH is less than {item.width}."
                self.table.fail(name.place, "wrong-width", message, way)
            for bit in range(low, high + 1):
                if bit in taken:
                    message = f"bit {bit} is already part of {taken[bit]}"
                    self.table.fail(name.place, "duplicate-name", message)
                taken[bit] = name.text
        parts = tuple((name.text, high, low) for name, high, low in item.parts)
        note = note_of(item.name.place, item.meta)
        self.layouts[item.name.text] = Layout(item.name.text, item.width, parts, note)

    def show(self, unit: Unit, item: syntax.ShowItem) -> None:
        if item.radix is None:
            self.show_words(item)
            return
        if item.radix.text not in RADICES:
            self.table.unknown(item.radix, "radix", RADICES)
        encodings = [name for name, type_ in self.table.types.items() if isinstance(type_, Bits)]
        known = [*self.table.inputs, *encodings, *(c.name for c in self.columns)]
        if item.name.text not in known:
            self.table.see(unit, item.name)
            self.table.unknown(item.name, "input, encoding or column", known)
        if item.name.text in self.radix:
            self.refuse_second(item.name, "a radix")
        self.radix[item.name.text] = item.radix.text

    def show_words(self, item: syntax.ShowItem) -> None:
        """`show NAME as "words with {field}"`: each {field} is one that every such shape has."""
        owners = self.table.values.get(item.name.text, ())
        known = [*self.table.values, *self.table.inputs, *self.layouts]
        if item.name.text not in known:
            self.table.unknown(item.name, "shape, value, input or layout", known)
        if item.name.text in self.words:
            self.refuse_second(item.name, "words")
        fields = [shape_fields(owner, item.name.text) for owner in owners]
        common = set.intersection(*fields) if fields else set()
        bare = re.sub(r"\{(\w+)\}", "", item.words)
        for name in re.findall(r"\{(\w+)\}", item.words):
            if name not in common:
                field = syntax.Name(item.name.place, name)
                self.table.unknown(field, f"field of {item.name.text}", common)
        if "{" in bare or "}" in bare:
            message = "a field stands in braces, {field}, and nothing else does"
            self.table.fail(item.name.place, "bad-words", message)
        self.words[item.name.text] = item.words

    def spelling(self, _: Unit, item: syntax.SpellingItem) -> None:
        """`read "text", ... as "words"`; case, spaces and punctuation tell nothing apart."""
        words = folded(item.words)
        for place, text in item.texts:
            with self.work.attempt():
                read = folded(text)
                if not read or not words:
                    message = "letters or digits are read, and there are none"
                    self.table.fail(place, "bad-words", message)
                if read == words or words in self.spellings.get(read, ()):
                    message = f'"{text}" is read as "{item.words}" already'
                    self.table.fail(place, "duplicate-name", message, "Leave it out.")
                self.spellings.setdefault(read, []).append(words)

    def page(self, unit: Unit, item: syntax.PageItem) -> None:
        self.work.declare(unit, item.name, "page")
        if self.offered:
            self.table.fail(item.name.place, "duplicate-name", "there is already a page")
        for name in item.offered:
            self.table.input(unit, name)
        self.offered = tuple(name.text for name in item.offered)

    def set_manual(self, _: Unit, item: syntax.ManualItem) -> None:
        if self.manual and self.manual != item.issue.text:
            message = f'another file declares the manual "{self.manual}"'
            self.table.fail(item.issue.place, "duplicate-name", message, "Follow one of the two.")
        self.manual = item.issue.text

    def identifier(self, _: Unit, item: syntax.IdentifierItem) -> None:
        reason = item.words if item.out_of_scope else ""
        for name in item.names:
            earlier = self.identifiers.get(name.text)
            words = "" if item.out_of_scope else item.words
            note = earlier.note if earlier and item.out_of_scope else Note(name.place, words)
            self.identifiers[name.text] = Identifier(name.text, note, reason)


def shape_fields(kind: Enum | Sum, name: str) -> set[str]:
    """The fields of a shape; a value of an enum has none."""
    if isinstance(kind, Enum):
        return set()
    variant = next(v for v in kind.variants if v.name == name)
    return {member.name for member in variant.fields}
