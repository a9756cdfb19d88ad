"""`table` items -> declarations: what the rows and the columns run over, and what a cell shows."""

from __future__ import annotations

from collections.abc import Mapping

from memattr.language import syntax
from memattr.language.elaborate.clauses import ClauseReader, Clauses
from memattr.language.elaborate.passes import Pass, PassResult
from memattr.language.elaborate.symbol_table import SymbolTable, TypingContext, Unit, note_of
from memattr.language.unparse import written
from memattr.model.expressions import Expression, Global
from memattr.model.model import View
from memattr.model.table_declarations import Axis, AxisPart, TableCell, TableDeclaration
from memattr.place import Note


def declared_tables(
    before: SymbolTable, views: Mapping[str, View], words: Mapping[str, str]
) -> PassResult[dict[str, TableDeclaration]]:
    """The tables by name."""
    return _Tables(before, views, words).run()


class _Tables:
    """Elaborates tables; their clauses are those of claims."""

    def __init__(
        self, before: SymbolTable, views: Mapping[str, View], words: Mapping[str, str]
    ) -> None:
        self.work = Pass(before)
        self.table = self.work.table
        self.expressions = self.work.expressions
        self.clauses = ClauseReader(self.work, words)
        self.views = views
        self.tables: dict[str, TableDeclaration] = {}

    def run(self) -> PassResult[dict[str, TableDeclaration]]:
        self.work.each(syntax.TableItem, self.declaration)
        return self.work.result(self.tables)

    def declaration(self, unit: Unit, item: syntax.TableItem) -> None:
        self.work.declare(unit, item.name, "table")
        said = self.clauses.read(unit, item.clauses)
        self.clauses.refuse(
            item.name,
            "a table",
            (said.each, "'for each'"),
            (said.instances, "'with'"),
            (said.mode, f"'{said.mode}'"),
            (len(said.scopes) > 1 or said.family, "more than one policy or system"),
        )
        rows = self.axis(unit, item.rows, said)
        columns = self.axis(unit, item.columns, said) if item.columns else None
        context = TypingContext(unit, said.locals, "inputs")
        given = [self.expressions.truth(node, context) for node in said.given]
        cells = tuple(self.cell(cell, context) for cell in item.cells)
        self.check_cells(item, columns, cells)
        parts = [part.expression for axis in (rows, columns) if axis for part in axis.parts]
        missing = Clauses(stated={**said.stated, **dict.fromkeys(_inputs(parts), ())})
        self.clauses.check_stated(
            unit, item.name, missing, [*given, *parts, *(cell.expression for cell in cells)]
        )
        self.tables[item.name.text] = TableDeclaration(
            item.name.text,
            rows,
            columns,
            cells,
            said.scopes[0] if said.scopes else None,
            tuple(said.stated.items()),
            tuple(given),
            note_of(item.name.place, item.meta),
            tuple(said.variables),
            said.assumed,
        )

    def cell(self, cell: syntax.HeadingPart, context: TypingContext) -> TableCell:
        """The expression, or the view of that name."""
        name = cell.expression
        if isinstance(name, syntax.Name) and name.text in self.views:
            self.table.see(context.unit, name)
            view = self.views[name.text]
            return TableCell(cell.text or _heading(name.text, view.note), view.expression)
        text = cell.text or written(cell.expression)
        return TableCell(text, self.expressions.of(cell.expression, context, None))

    def check_cells(
        self, item: syntax.TableItem, columns: Axis | None, cells: tuple[TableCell, ...]
    ) -> None:
        if columns is not None and len(cells) > 1:
            self.table.fail(
                item.name.place,
                "several-cells",
                f"'{item.name.text}' has columns and {len(cells)} cells",
                "Leave out the columns, so that each cell is one; or show one cell.",
            )

    # ---- Rows and columns

    def axis(self, unit: Unit, axis: syntax.AxisItem, said: Clauses) -> Axis:
        """Values of inputs, of what derives from them, of views and of variables; or scopes."""
        if axis.every_policy:
            return Axis(scopes=self.policies(unit, axis.of))
        names = [heading.expression for heading in axis.headings]
        for name in names:
            assert isinstance(name, syntax.Name)
            if name.text not in said.locals:
                self.table.see(unit, name)
            if [n.text for n in names if isinstance(n, syntax.Name)].count(name.text) > 1:
                message = f"{name.text} stands twice on one axis"
                self.table.fail(name.place, "duplicate-name", message)
        texts = [name.text for name in names if isinstance(name, syntax.Name)]
        if all(text in self.table.scopes for text in texts):
            return Axis(scopes=tuple(texts))
        return Axis(tuple(self.part(heading, said) for heading in axis.headings))

    def policies(self, unit: Unit, system: syntax.Name | None) -> tuple[str, ...]:
        if system is not None:
            self.clauses.scope(unit, system)
        names = [
            scope.name
            for scope in self.table.scopes.values()
            if scope.kind == "policy" and (system is None or scope.system == system.text)
        ]
        return tuple(names)

    def part(self, heading: syntax.HeadingPart, said: Clauses) -> AxisPart:
        name = heading.expression
        assert isinstance(name, syntax.Name)
        note, value = self.value(name, said)
        return AxisPart(name.text, heading.text or _heading(name.text, note), value)

    def value(self, name: syntax.Name, said: Clauses) -> tuple[Note | None, Expression]:
        text = name.text
        if text in said.locals:
            return None, said.locals[text]
        if text in self.views:
            return self.views[text].note, self.views[text].expression
        declared = self.table.inputs.get(text) or self.table.derived.get(text)
        if declared is not None:
            return None, Global(text, declared.type)
        if text in self.table.scopes:
            message = "an axis is either values or policies: not a mix"
            self.table.fail(name.place, "two-axes", message, "Split it into two tables.")
        known = [*self.table.inputs, *self.table.derived, *self.views, *said.locals]
        self.table.unknown(name, "input, value, view or policy", [*known, *self.table.scopes])


def _heading(name: str, note: Note | None) -> str:
    """What stands over the values: a view's sentence, or the name."""
    return note.words if note is not None and note.words else name


def _inputs(parts: list[Expression]) -> list[str]:
    """The inputs that an axis states, value by value."""
    return [part.name for part in parts if isinstance(part, Global)]
