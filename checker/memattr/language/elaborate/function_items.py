"""`define` items -> functions: guards made exclusive, grids made cases, choices named."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from memattr.language import syntax
from memattr.language.elaborate.free_names import names_in
from memattr.language.elaborate.passes import Pass, PassResult
from memattr.language.elaborate.pattern_matching import Bound, matching, presence
from memattr.language.elaborate.symbol_table import (
    SymbolTable,
    TypingContext,
    Unit,
    counted,
    note_of,
)
from memattr.language.elaborate.type_items import referenced_type, refuse_doubles
from memattr.model.expressions import (
    TRUE,
    And,
    Const,
    Equal,
    Expression,
    IsVariant,
    Local,
    Not,
    Or,
)
from memattr.model.layout import width
from memattr.model.model import Case, Choice, Function
from memattr.model.show import source_text
from memattr.model.types import Enum, Sum, plain, shapes
from memattr.place import near

LARGEST_CHOICE = 16
"""Bits of the largest type of which a choice takes any value."""


def function_bodies(before: SymbolTable) -> PassResult[None]:
    """Gives every declared function its cases."""
    return _Bodies(before).run()


class _Bodies:
    """Elaborates the cases of functions."""

    def __init__(self, before: SymbolTable) -> None:
        self.work = Pass(before)
        self.table = self.work.table
        self.expressions = self.work.expressions

    def run(self) -> PassResult[None]:
        functions = dict(self.table.functions)
        for unit, item in self.table.items(syntax.DefineItem):
            function = self.table.functions.get(item.name.text)
            if function is not None and function.note.place == item.name.place:
                with self.work.attempt():
                    functions[function.name] = self.body(unit, item, function)
        return self.work.result(None, replace(self.table, functions=functions))

    def body(self, unit: Unit, item: syntax.DefineItem, function: Function) -> Function:
        locals_: dict[str, Expression] = {
            name: Local(name, type_) for name, type_ in function.parameters
        }
        context = self.intermediates(unit, item, TypingContext(unit, locals_))
        cases = (
            self.grid(item.rules, function, context)
            if isinstance(item.rules, syntax.GridPart)
            else self.cases(item.rules, function, context)
        )
        return replace(function, cases=cases)

    def intermediates(
        self, unit: Unit, item: syntax.DefineItem, context: TypingContext
    ) -> TypingContext:
        """The context in which each `where NAME` stands for its value."""
        for part in item.intermediates:
            self.table.refuse_hiding(unit, part.name, context.locals)
            value = self.expressions.of(part.value, context, None)
            context = context.binding({part.name.text: value})
        spoken = {name.text for node in _read_by(item) for name in names_in(node)}
        for part in item.intermediates:
            if part.name.text not in spoken:
                message = f"nothing uses '{part.name.text}'"
                self.work.note(part.name.place, "unused-name", message, "Remove it.")
        return context

    def cases(
        self, items: tuple[syntax.CaseItem, ...], function: Function, context: TypingContext
    ) -> tuple[Case, ...]:
        refuse_doubles(self.table, [item.name for item in items], "case")
        guards: dict[str, Expression] = {}
        contexts: dict[str, tuple[TypingContext, Bound]] = {}
        for item in items:
            with self.work.attempt():
                guards[item.name.text], contexts[item.name.text] = self.guard(item, context)
        if len(guards) < len(items):
            return ()
        exclusive = self.exclusive(items, guards)
        cases = []
        for item in items:
            with self.work.attempt():
                inner, bound = contexts[item.name.text]
                cases.append(self.case(item, function, exclusive[item.name.text], inner, bound))
        return tuple(cases) if len(cases) == len(items) else ()

    def guard(
        self, item: syntax.CaseItem, context: TypingContext
    ) -> tuple[Expression, tuple[TypingContext, Bound]]:
        """The written condition, and the context with the names that it binds."""
        bound: Bound = {}
        parts: list[Expression] = []
        for condition in item.conditions or ():
            inner = context.binding({name: value for name, (_, value) in bound.items()})
            parts += self.condition(condition, inner, bound)
        for where, _ in bound.values():
            self.table.refuse_hiding(context.unit, where, context.locals)
        inner = context.binding({name: value for name, (_, value) in bound.items()})
        return (And(tuple(parts)) if parts else TRUE), (inner, bound)

    def condition(
        self, node: syntax.Expression, context: TypingContext, bound: Bound
    ) -> tuple[Expression, ...]:
        """One condition of a guard; a positive `is` may bind."""
        if isinstance(node, syntax.Is) and not node.negated:
            value = self.expressions.of(node.operand, context, None)
            self.expressions.refuse_comparison(node.pattern, context)
            return (*presence(value), *matching(self.table, value, node.pattern, bound))
        return (self.expressions.truth(node, context),)

    def exclusive(
        self, items: tuple[syntax.CaseItem, ...], guards: dict[str, Expression]
    ) -> dict[str, Expression]:
        """The guards; `otherwise` is what the others leave."""
        rest = [item.name for item in items if item.conditions is None]
        if len(rest) > 1:
            message = f"'{rest[0].text}' is already what is left over"
            self.table.fail(rest[1].place, "two-otherwise", message, "Give this case a condition.")
        written = tuple(guards[item.name.text] for item in items if item.conditions is not None)
        left = Not(Or(written)) if written else TRUE
        return {**guards, **{name.text: left for name in rest}}

    def case(
        self,
        item: syntax.CaseItem,
        function: Function,
        guard: Expression,
        context: TypingContext,
        bound: Bound,
    ) -> Case:
        choice, inner = self.choice(item, context)
        body = self.expressions.of(item.body, inner, function.result)
        self.check_used(item, bound)
        note = note_of(item.name.place, item.meta)
        return Case(item.name.text, guard, body, choice, note)

    def choice(
        self, item: syntax.CaseItem, context: TypingContext
    ) -> tuple[Choice | None, TypingContext]:
        """The choice of the case, and the context in which its binder stands for a value."""
        choosing = item.choosing
        if choosing is None:
            return None, context
        name = choosing.name
        self.work.declare(context.unit, name, "choice")
        self.table.refuse_hiding(context.unit, choosing.binder, context.locals)
        type_ = referenced_type(self.table, context.unit, choosing.type)
        if width(type_) > LARGEST_CHOICE:
            message = f"a choice among {width(type_)} bits is more than {LARGEST_CHOICE} bits"
            self.table.fail(choosing.type.place, "too-many", message, "Choose each part by itself.")
        inner = context.binding({choosing.binder.text: Local(choosing.binder.text, type_)})
        condition = (
            self.expressions.truth(choosing.condition, inner) if choosing.condition else None
        )
        if choosing.binder.text not in {n.text for n in names_in(item.body)}:
            message = f"nothing uses '{choosing.binder.text}', so the choice changes nothing"
            way = f"The result is what is chosen: => {choosing.binder.text}"
            self.table.fail(choosing.binder.place, "unused-binder", message, way)
        return Choice(name.text, choosing.kind, choosing.binder.text, type_, condition), inner

    def check_used(self, item: syntax.CaseItem, bound: Bound) -> None:
        """A bound name that nothing reads is most likely a misspelt value."""
        parts = [item.body, *(item.conditions or ())]
        if item.choosing is not None and item.choosing.condition is not None:
            parts.append(item.choosing.condition)
        spoken = Counter(name.text for part in parts for name in names_in(part))
        for name, (where, value) in bound.items():
            if spoken[name] == 1:  # where it is bound
                type_ = plain(value.type)
                known = shapes(type_) if isinstance(type_, Enum | Sum) else ()
                self.work.note(
                    where.place,
                    "unused-binder",
                    f"'{name}' is no value here, so it binds; but nothing uses it",
                    near(name, known)
                    or (f"There are {', '.join(known)}." if known else "Write x for any bit."),
                )

    def grid(
        self, grid: syntax.GridPart, function: Function, context: TypingContext
    ) -> tuple[Case, ...]:
        """One case per cell, named by its row and its column."""
        axes = []
        for name in (grid.row, grid.column):
            if name.text not in context.locals:
                self.table.unknown(name, "parameter", context.locals)
            axes.append(context.locals[name.text])
        row_axis, column_axis = axes
        cases = []
        for heading, cells in grid.rows:
            if len(cells) != len(grid.headings):
                self.table.fail(
                    syntax.place_of(heading),
                    "ragged-row",
                    f"this row has {counted(len(cells), 'cell')} under "
                    f"{counted(len(grid.headings), 'heading')}",
                    "Give it one cell for each heading.",
                )
            in_row, row = self.heading(heading, row_axis, context)
            for column_node, cell in zip(grid.headings, cells, strict=True):
                in_column, column = self.heading(column_node, column_axis, context)
                body = self.expressions.of(cell, context, function.result)
                note = note_of(syntax.place_of(cell), syntax.Meta())
                guard = And((in_row, in_column))
                cases.append(Case(f"{row}_{column}", guard, body, None, note))
        return tuple(cases)

    def heading(
        self, node: syntax.Expression, axis: Expression, context: TypingContext
    ) -> tuple[Expression, str]:
        """The condition that the axis has the heading's value or shape, and a label for it."""
        type_ = plain(axis.type)
        if isinstance(type_, Sum) and isinstance(node, syntax.Name):
            names = [variant.name for variant in type_.variants]
            if node.text not in names:
                self.table.unknown(node, f"shape of {type_.name}", names)
            return IsVariant(axis, names.index(node.text)), node.text
        value = self.expressions.of(node, context, axis.type)
        if not isinstance(value, Const):
            message = "a heading is a value of its parameter, or a shape without its fields"
            self.table.fail(syntax.place_of(node), "bad-heading", message)
        return Equal(axis, value), source_text(value.type, value.value)


def _read_by(item: syntax.DefineItem) -> list[syntax.Expression]:
    """What a function's intermediate values and its cases read, choices included."""
    read = [part.value for part in item.intermediates]
    if isinstance(item.rules, syntax.GridPart):
        return [
            *read,
            item.rules.row,
            item.rules.column,
            *(c for _, cs in item.rules.rows for c in cs),
        ]
    for case in item.rules:
        read += [*(case.conditions or ()), case.body]
        if case.choosing is not None and case.choosing.condition is not None:
            read.append(case.choosing.condition)
    return read
