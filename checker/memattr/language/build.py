"""lark's tree of one item -> its syntax node; the names of the methods are the grammar's rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from memattr.language import syntax as s
from memattr.place import Place

if TYPE_CHECKING:
    from lark import Token, Tree

    Node: TypeAlias = "Tree[Token] | Token"


class Builder:
    """Builds the items of one file; `first` is the line in which the item begins."""

    def __init__(self, path: str, first: int) -> None:
        self.path = path
        self.first = first

    def item(self, tree: Tree[Token]) -> s.Item:
        """The item's node."""
        return cast("s.Item", self.build(tree))

    def build(self, node: Node) -> Any:
        """The node of any rule: by the method of its name."""
        if isinstance(node, str):
            return self.token(node)
        method: Callable[[list[Any]], Any] = getattr(self, node.data)
        return method(node.children)

    def all(self, nodes: list[Any]) -> tuple[Any, ...]:
        return tuple(self.build(node) for node in nodes)

    def token(self, token: Token) -> s.Name | s.Number | str:
        place = Place(self.path, self.first + (token.line or 1) - 1, token.column or 1)
        match token.type:
            case "NUMBER":
                return s.Number(place, str(token))
            case "STRING":
                return str(token)[1:-1]
            case _:
                return s.Name(place, str(token))

    def place(self, node: Any) -> Place:
        """The place of the first token below a node; the item's own where there is none."""
        while not isinstance(node, str):
            if not node.children:
                return Place(self.path, self.first, 1)
            node = node.children[0]
        token = cast("Token", node)
        return Place(self.path, self.first + (token.line or 1) - 1, token.column or 1)

    # ---- Files

    def requires(self, c: list[Any]) -> s.Requires:
        return s.Requires(self.build(c[0]), str(c[1]), self.build(c[2]))

    def header(self, c: list[Any]) -> s.Header:
        return s.Header(cast("Any", str(c[0])), self.build(c[1]), self.build(c[2]))

    def import_(self, c: list[Any]) -> s.Import:
        return s.Import(self.all(c))

    def manual(self, c: list[Any]) -> s.ManualItem:
        return s.ManualItem(self.build(c[0]))

    def identifier(self, c: list[Any]) -> s.IdentifierItem:
        return s.IdentifierItem(self.all(c[:-1]), self.build(c[-1]), False)

    def out_of_scope(self, c: list[Any]) -> s.IdentifierItem:
        return s.IdentifierItem(self.all(c[:-1]), self.build(c[-1]), True)

    def reference(self, c: list[Any]) -> s.Name:
        token = c[0]
        text = str(token)[1:-1] if token.type == "STRING" else str(token)
        return s.Name(self.place(token), text)

    def meta(self, c: list[Any]) -> s.Meta:
        words, refs, source = "", [], ""
        for part in c:
            match part.data:
                case "doc":
                    words = f"{words} {self.build(part.children[0])}".strip()
                case "refs":
                    refs += [name.text for name in self.all(part.children)]
                case _:
                    source = self.build(part.children[0])
        return s.Meta(words, tuple(refs), source)

    # ---- Types

    def names(self, c: list[Any]) -> tuple[s.Name, ...]:
        return self.all(c)

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

    def members(self, c: list[Any]) -> tuple[s.Member, ...]:
        return self.all(c)

    def member(self, c: list[Any]) -> s.Member:
        return s.Member(*self.all(c))

    def named_type(self, c: list[Any]) -> s.TypeRef:
        return s.TypeRef(self.place(c[0]), str(c[0]))

    def bits_type(self, c: list[Any]) -> s.TypeRef:
        return s.TypeRef(self.place(c[0]), "", int(str(c[0])))

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
        name, parameters, result, meta, *rules = self.all(c)
        grid = rules[0] if isinstance(rules[0], s.Grid) else None
        return s.DefineItem(name, parameters, result, meta, grid or tuple(rules))

    def case(self, c: list[Any]) -> s.CaseItem:
        return s.CaseItem(*self.all(c))

    def exceptions(self, c: list[Any]) -> tuple[s.Name, ...]:
        return cast("tuple[s.Name, ...]", self.build(c[0])) if c else ()

    def otherwise(self, _: list[Any]) -> None:
        return None

    def guard(self, c: list[Any]) -> tuple[s.Expression, ...]:
        return cast("tuple[s.Expression, ...]", self.build(c[0]))

    def conditions(self, c: list[Any]) -> tuple[s.Expression, ...]:
        return self.all(c)

    def choosing(self, c: list[Any]) -> s.Choosing | None:
        if not c:
            return None
        binder, kind, *condition, (how, name) = self.all(c)
        return s.Choosing(binder, kind, condition[0] if condition else None, how, name)

    def kind(self, c: list[Any]) -> tuple[str, s.Name]:
        how = "unpredictable" if c[0].type == "UNPREDICTABLE" else "implementation defined"
        return (how, self.build(c[1]))

    def grid(self, c: list[Any]) -> s.Grid:
        row, column, headings = self.all(c[:3])
        return s.Grid(row, column, headings, self.all(c[3:]))

    def headings(self, c: list[Any]) -> tuple[s.Expression, ...]:
        return self.all(c)

    def row(self, c: list[Any]) -> tuple[s.Expression, tuple[s.Expression, ...]]:
        return (self.build(c[0]), self.all(c[1:]))

    # ---- Assignments

    def default(self, c: list[Any]) -> s.DefaultItem:
        return s.DefaultItem(self.build(c[0]))

    def prefer(self, c: list[Any]) -> s.PreferItem:
        return s.PreferItem(self.all(c))

    def preferred(self, c: list[Any]) -> tuple[s.Name, tuple[s.Expression, ...]]:
        return (self.build(c[0]), self.build(c[1]))

    def show_radix(self, c: list[Any]) -> s.ShowItem:
        return s.ShowItem(self.build(c[0]), self.build(c[1]), "")

    def show_words(self, c: list[Any]) -> s.ShowItem:
        return s.ShowItem(self.build(c[0]), None, self.build(c[1]))

    def assignments(self, c: list[Any]) -> tuple[s.AssignmentPart, ...]:
        return self.all(c)

    def assignment(self, c: list[Any]) -> s.AssignmentPart:
        name, value, *origins = self.all(c)
        return s.AssignmentPart(name, value, tuple(origins))

    def free(self, c: list[Any]) -> s.AssignmentPart:
        return s.AssignmentPart(self.build(c[0]), None, ())

    def origin(self, c: list[Any]) -> s.OriginPart:
        texts = self.all(c)
        return s.OriginPart(texts[0], texts[1], texts[2] if len(texts) > 2 else "")

    def system(self, c: list[Any]) -> s.ScopeItem:
        name, meta, tree, parts = self.all(c)
        return s.ScopeItem(name, "system", None, tree, parts, meta)

    def tree(self, c: list[Any]) -> tuple[s.Name, str] | None:
        return (self.build(c[0]), self.build(c[1])) if c else None

    def policy(self, c: list[Any]) -> s.ScopeItem:
        name, system, meta, *parts = self.all(c)
        return s.ScopeItem(name, "policy", system, None, tuple(parts), meta)

    def when(self, c: list[Any]) -> s.WhenPart:
        return s.WhenPart(self.build(c[0]))

    def otherwise_when(self, _: list[Any]) -> s.WhenPart:
        return s.WhenPart(None)

    def promises(self, c: list[Any]) -> s.PromisesPart:
        return s.PromisesPart(self.build(c[0]))

    def setting(self, c: list[Any]) -> s.ScopeItem:
        name, meta, parts = self.all(c)
        return s.ScopeItem(name, "setting", None, None, parts, meta)

    # ---- Claims and questions

    def claim(self, c: list[Any]) -> s.ClaimItem:
        return self._claim(str(c[0]), c[1:])

    def promise(self, c: list[Any]) -> s.ClaimItem:
        return self._claim("promise", c)

    def _claim(self, kind: str, c: list[Any]) -> s.ClaimItem:
        name, meta, *rest = self.all(c)
        clauses = tuple(part for part in rest if isinstance(part, s.Clause))
        body, *pinned = rest[len(clauses) :]
        because: tuple[tuple[s.Name, s.Name], ...] = ()
        counts = None
        for what, value in pinned:
            if what == "because":
                because = value
            else:
                counts = value
        return s.ClaimItem(name, cast("Any", kind), clauses, body, because, counts, meta)

    def stated(self, c: list[Any]) -> s.Clause:
        return s.Clause("stated", self.build(c[0]))

    def every_stated(self, c: list[Any]) -> s.Clause:
        return s.Clause("every stated", self.all(c))

    def every_value(self, c: list[Any]) -> s.Clause:
        return s.Clause("every value", self.build(c[0]), self.build(c[1]))

    def each(self, c: list[Any]) -> s.Clause:
        return s.Clause("each", (self.build(c[0]),), self.build(c[1]))

    def under(self, c: list[Any]) -> s.Clause:
        return s.Clause("under", self.build(c[0]))

    def under_every(self, c: list[Any]) -> s.Clause:
        return s.Clause("under every", self.all(c))

    def given(self, c: list[Any]) -> s.Clause:
        return s.Clause("given", conditions=self.build(c[0]))

    def instances(self, c: list[Any]) -> s.Clause:
        return s.Clause("instances", self.build(c[1]), player=str(c[0]))

    def by_choice(self, _: list[Any]) -> s.Clause:
        return s.Clause("by choice")

    def every_cpu(self, _: list[Any]) -> s.Clause:
        return s.Clause("every cpu")

    def because(self, c: list[Any]) -> tuple[str, tuple[tuple[s.Name, s.Name], ...]]:
        return ("because", self.all(c))

    def case_name(self, c: list[Any]) -> tuple[s.Name, s.Name]:
        return (self.build(c[0]), self.build(c[1]))

    def counts(self, c: list[Any]) -> tuple[str, tuple[int, int]]:
        return ("counts", (int(str(c[0]), 0), int(str(c[1]), 0)))

    def example(self, c: list[Any]) -> s.ExampleItem:
        name, meta, *rest = self.all(c)
        under = rest[0].names if len(rest) == 3 else ()
        return s.ExampleItem(name, under, rest[-2], rest[-1], meta)

    def find(self, c: list[Any]) -> s.FindItem:
        name, meta, found, *rest, answer = self.all(c)
        return s.FindItem(name, found, tuple(rest[:-1]), rest[-1], answer, meta)

    def answer(self, c: list[Any]) -> tuple[tuple[s.Expression, ...], ...] | None:
        if not c:
            return None
        return () if isinstance(c[0], str) else self.build(c[0])

    def answers(self, c: list[Any]) -> tuple[tuple[s.Expression, ...], ...]:
        return self.all(c)

    def found(self, c: list[Any]) -> tuple[s.Expression, ...]:
        return self.all(c)

    # ---- What is shown

    def view(self, c: list[Any]) -> s.ViewItem:
        name, expression, meta = self.all(c[1:])
        return s.ViewItem(name, cast("Any", str(c[0])), expression, meta)

    def column(self, c: list[Any]) -> s.ColumnItem:
        name, expression, *when, meta = self.all(c)
        return s.ColumnItem(name, expression, when[0] if when else None, meta)

    def layout(self, c: list[Any]) -> s.LayoutItem:
        name, width, *parts, meta = c
        return s.LayoutItem(self.build(name), int(str(width)), self.all(parts), self.build(meta))

    def part(self, c: list[Any]) -> tuple[s.Name, int, int]:
        high = int(str(c[1]))
        return (self.build(c[0]), high, int(str(c[2])) if len(c) > 2 else high)

    def table(self, c: list[Any]) -> s.TableItem:
        name, meta, *clauses, rows, columns, cell = self.all(c)
        return s.TableItem(name, tuple(clauses), rows, columns, cell, meta)

    def page(self, c: list[Any]) -> s.PageItem:
        return s.PageItem(*self.all(c))

    # ---- Expressions

    def implies(self, c: list[Any]) -> s.Implication:
        return s.Implication(*self.all(c))

    def disjunction(self, c: list[Any]) -> s.Disjunction:
        return s.Disjunction(self.all(c))

    def conjunction(self, c: list[Any]) -> s.Conjunction:
        return s.Conjunction(self.all(c))

    def not_(self, c: list[Any]) -> s.Negation:
        return s.Negation(self.build(c[0]))

    def is_(self, c: list[Any]) -> s.Is:
        return s.Is(self.build(c[0]), self.build(c[1]), False)

    def is_not(self, c: list[Any]) -> s.Is:
        return s.Is(self.build(c[0]), self.build(c[1]), True)

    def equal(self, c: list[Any]) -> s.Equals:
        return s.Equals(*self.all(c))

    def at_least(self, c: list[Any]) -> s.AsStrongAs:
        return s.AsStrongAs(*self.all(c))

    def strongest(self, c: list[Any]) -> s.StrongestOf:
        return s.StrongestOf(*self.all(c))

    def field(self, c: list[Any]) -> s.Path:
        return s.Path(*self.all(c))

    def name(self, c: list[Any]) -> s.Name:
        return cast("s.Name", self.build(c[0]))

    def number(self, c: list[Any]) -> s.Number:
        return cast("s.Number", self.build(c[0]))

    def apply(self, c: list[Any]) -> s.Apply:
        return s.Apply(self.build(c[0]), self.all(c[1:]))

    def with_(self, c: list[Any]) -> s.With:
        return s.With(self.build(c[0]), self.all(c[1:]))

    def argument(self, c: list[Any]) -> s.Argument:
        label, value = (c[0], c[1]) if len(c) == 2 else (None, c[0])
        return s.Argument(self.build(label) if label is not None else None, self.build(value))

    def change(self, c: list[Any]) -> tuple[s.Name, s.Expression]:
        return (self.build(c[0]), self.build(c[1]))

    def atoms(self, c: list[Any]) -> tuple[s.Expression, ...]:
        return self.all(c)

    # ---- Patterns

    def name_pattern(self, c: list[Any]) -> s.Name:
        return cast("s.Name", self.build(c[0]))

    def number_pattern(self, c: list[Any]) -> s.Number:
        return cast("s.Number", self.build(c[0]))

    def shape_pattern(self, c: list[Any]) -> s.ShapePattern:
        return s.ShapePattern(self.build(c[0]), self.all(c[1:]))

    def alternatives(self, c: list[Any]) -> s.Pattern:
        patterns = self.all(c)
        return patterns[0] if len(patterns) == 1 else s.Alternatives(patterns)

    def labelled(self, c: list[Any]) -> tuple[s.Name, s.Pattern]:
        return (self.build(c[0]), self.build(c[1]))
