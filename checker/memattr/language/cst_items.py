"""lark's tree of one item -> its syntax node; the names of the methods are the grammar's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from memattr.language import syntax as s
from memattr.language.cst_claims import MachineBuilder

if TYPE_CHECKING:
    from lark import Token, Tree


class Builder(MachineBuilder):
    """Builds any item."""

    def items(self, tree: Tree[Token]) -> tuple[s.Item, ...]:
        """The item's node; of a table of examples, a node for each row."""
        built = self.build(tree)
        return built if isinstance(built, tuple) else (built,)

    # ---- Files

    def requires(self, c: list[Any]) -> s.Requires:
        return s.Requires(self.build(c[0]), self.build(c[1]), self.reference([c[2]]))

    def header(self, c: list[Any]) -> s.HeaderItem:
        return s.HeaderItem(cast("Any", str(c[0])), self.build(c[1]), self.build(c[2]))

    def import_(self, c: list[Any]) -> s.Import:
        return s.Import(self.all(c))

    def manual(self, c: list[Any]) -> s.ManualItem:
        return s.ManualItem(self.reference(c))

    def identifier(self, c: list[Any]) -> s.IdentifierItem:
        return s.IdentifierItem(self.all(c[:-1]), self.build(c[-1]), False)

    def out_of_scope(self, c: list[Any]) -> s.IdentifierItem:
        return s.IdentifierItem(self.all(c[:-1]), self.build(c[-1]), True)

    # ---- Types

    def enum(self, c: list[Any]) -> s.EnumItem:
        return s.EnumItem(self.build(c[0]), self.build(c[1]), False, self.build(c[2]))

    def order(self, c: list[Any]) -> s.EnumItem:
        return s.EnumItem(self.build(c[0]), self.build(c[1]), True, self.build(c[2]))

    def record(self, c: list[Any]) -> s.RecordItem:
        return s.RecordItem(*self.all(c))

    def sum(self, c: list[Any]) -> s.SumItem:
        return s.SumItem(self.build(c[0]), self.all(c[1:-1]), False, self.build(c[-1]))

    def ranked_sum(self, c: list[Any]) -> s.SumItem:
        return s.SumItem(self.build(c[0]), self.all(c[1:-1]), True, self.build(c[-1]))

    def refinement(self, c: list[Any]) -> s.RefinementItem:
        return s.RefinementItem(*self.all(c))

    def encoding(self, c: list[Any]) -> s.EncodingItem:
        return s.EncodingItem(self.build(c[0]), int(str(c[1])), self.build(c[2]))

    def codes(self, c: list[Any]) -> s.CodesItem:
        name, enum, width, *codes, meta = c
        built = self.all(codes)
        return s.CodesItem(
            self.build(name), self.build(enum), int(str(width)), built, self.build(meta)
        )

    def variant(self, c: list[Any]) -> s.Shape:
        return s.Shape(self.build(c[0]), self.build(c[1]) if len(c) > 1 else ())

    def code(self, c: list[Any]) -> tuple[s.Number, s.Name]:
        return (self.build(c[0]), self.build(c[1]))

    # ---- Inputs and what derives from them

    def input(self, c: list[Any]) -> s.InputItem:
        words = [str(token) for token in c[0].children]
        role = next((word for word in words if word in ("field", "control")), None)
        player = cast("Any", words[0])
        name, kind, meta = self.all(c[1:])
        return s.InputItem(name, kind, player, cast("Any", role), "stated" in words, meta)

    def effective(self, c: list[Any]) -> s.DerivedItem:
        return s.DerivedItem(self.build(c[0]), None, self.build(c[1]), self.build(c[2]))

    def output(self, c: list[Any]) -> s.DerivedItem:
        return s.DerivedItem(*self.all(c))

    def requirement(self, c: list[Any]) -> s.ConditionItem:
        return s.ConditionItem(None, self.build(c[1]), self.build(c[2]))

    def impossible(self, c: list[Any]) -> s.ConditionItem:
        return s.ConditionItem(*self.all(c))

    # ---- Rules

    def define(self, c: list[Any]) -> s.DefineItem:
        name, parameters, result, meta, *rest = self.all(c)
        named = tuple(part for part in rest if isinstance(part, s.IntermediatePart))
        rules = rest[len(named) :]
        grid = rules[0] if isinstance(rules[0], s.GridPart) else None
        return s.DefineItem(name, parameters, result, meta, named, grid or tuple(rules))

    def intermediate(self, c: list[Any]) -> s.IntermediatePart:
        return s.IntermediatePart(*self.all(c))

    def case(self, c: list[Any]) -> s.CaseItem:
        return s.CaseItem(*self.all(c))

    def otherwise(self, _: list[Any]) -> None:
        return None

    def guard(self, c: list[Any]) -> tuple[s.Expression, ...]:
        return cast("tuple[s.Expression, ...]", self.build(c[0]))

    def choosing(self, c: list[Any]) -> s.Choosing | None:
        if not c:
            return None
        binder, kind, *condition, (how, name) = self.all(c)
        return s.Choosing(binder, kind, condition[0] if condition else None, how, name)

    def kind(self, c: list[Any]) -> tuple[str, s.Name]:
        how = "unpredictable" if c[0].type == "UNPREDICTABLE" else "implementation defined"
        return (how, self.build(c[1]))

    def grid(self, c: list[Any]) -> s.GridPart:
        row, column, headings = self.all(c[:3])
        return s.GridPart(row, column, headings, self.all(c[3:]))

    def headings(self, c: list[Any]) -> tuple[s.Expression, ...]:
        return self.all(c)

    def row(self, c: list[Any]) -> tuple[s.Expression, tuple[s.Expression, ...]]:
        return (self.build(c[0]), self.all(c[1:]))

    # ---- What is shown

    def view(self, c: list[Any]) -> s.ViewItem:
        name, expression, meta = self.all(c[1:])
        return s.ViewItem(name, cast("Any", str(c[0])), expression, meta)

    def column(self, c: list[Any]) -> s.ColumnItem:
        name, expression, *when, meta = self.all(c)
        return s.ColumnItem(name, expression, when[0] if when else None, meta)

    def meaning(self, c: list[Any]) -> s.MeaningItem:
        name, expression, *when, meta = self.all(c)
        return s.MeaningItem(name, expression, when[0] if when else None, meta)

    def group(self, c: list[Any]) -> s.GroupItem:
        name, meta, *members = self.all(c)
        return s.GroupItem(name, tuple(members), meta)

    def grouped(self, c: list[Any]) -> tuple[s.Name, s.Name | None]:
        return (self.build(c[0]), self.build(c[1]) if len(c) > 1 else None)

    def layout(self, c: list[Any]) -> s.LayoutItem:
        name, width, *parts, meta = c
        return s.LayoutItem(self.build(name), int(str(width)), self.all(parts), self.build(meta))

    def part(self, c: list[Any]) -> tuple[s.Name, int, int]:
        high = int(str(c[1]))
        return (self.build(c[0]), high, int(str(c[2])) if len(c) > 2 else high)

    def table(self, c: list[Any]) -> s.TableItem:
        name, meta, *clauses, rows, columns, cells = self.all(c)
        return s.TableItem(name, tuple(clauses), rows, columns, cells, meta)

    def rows(self, c: list[Any]) -> s.AxisItem:
        return cast("s.AxisItem", self.build(c[0]))

    def columns(self, c: list[Any]) -> s.AxisItem | None:
        return self.build(c[0]) if c else None

    def axis(self, c: list[Any]) -> s.AxisItem:
        return s.AxisItem(self.all(c))

    def every_policy(self, c: list[Any]) -> s.AxisItem:
        return s.AxisItem((), True, self.build(c[0]) if c else None)

    def named(self, c: list[Any]) -> s.HeadingPart:
        return s.HeadingPart(self.build(c[0]), self.build(c[1]) if len(c) > 1 else "")

    cell = named

    def cells(self, c: list[Any]) -> tuple[s.HeadingPart, ...]:
        return self.all(c)

    def page(self, c: list[Any]) -> s.PageItem:
        return s.PageItem(*self.all(c))
