"""lark's trees of expressions, patterns and what every item has -> syntax nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from memattr.language import syntax as s
from memattr.place import Place

if TYPE_CHECKING:
    from lark import Token, Tree

    Node: TypeAlias = "Tree[Token] | Token"


class NodeBuilder:
    """Builds the nodes of one item, which begins in line `first` of the file."""

    def __init__(self, path: str, first: int) -> None:
        self.path = path
        self.first = first

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

    # ---- What items share

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

    def names(self, c: list[Any]) -> tuple[s.Name, ...]:
        return self.all(c)

    def members(self, c: list[Any]) -> tuple[s.MemberPart, ...]:
        return self.all(c)

    def member(self, c: list[Any]) -> s.MemberPart:
        return s.MemberPart(*self.all(c))

    def named_type(self, c: list[Any]) -> s.TypeRef:
        return s.TypeRef(self.place(c[0]), str(c[0]))

    def bits_type(self, c: list[Any]) -> s.TypeRef:
        return s.TypeRef(self.place(c[0]), "", int(str(c[0])))

    def conditions(self, c: list[Any]) -> tuple[s.Expression, ...]:
        return self.all(c)

    def assignments(self, c: list[Any]) -> tuple[s.AssignmentPart, ...]:
        return self.all(c)

    def assignment(self, c: list[Any]) -> s.AssignmentPart:
        return s.AssignmentPart(*self.all(c))

    def origins(self, c: list[Any]) -> tuple[s.OriginPart | s.ReadingPart, ...]:
        return self.all(c)

    def free(self, c: list[Any]) -> s.AssignmentPart:
        return s.AssignmentPart(self.build(c[0]), None, ())

    def origin(self, c: list[Any]) -> s.OriginPart:
        texts = self.all(c)
        return s.OriginPart(texts[0], texts[1], texts[2] if len(texts) > 2 else "")

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

    def may_be(self, c: list[Any]) -> s.MayBe:
        return s.MayBe(*self.all(c))

    def strongest(self, c: list[Any]) -> s.StrongestOf:
        return s.StrongestOf(*self.all(c))

    def field(self, c: list[Any]) -> s.PathNode:
        return s.PathNode(*self.all(c))

    def name(self, c: list[Any]) -> s.Name:
        return cast("s.Name", self.build(c[0]))

    def number(self, c: list[Any]) -> s.Number:
        return cast("s.Number", self.build(c[0]))

    def apply(self, c: list[Any]) -> s.Apply:
        return s.Apply(self.build(c[0]), self.all(c[1:]))

    def with_(self, c: list[Any]) -> s.With:
        return s.With(self.build(c[0]), self.all(c[1:]))

    def updated(self, c: list[Any]) -> s.Updated:
        return s.Updated(self.build(c[0]), self.all(c[1:]))

    def argument(self, c: list[Any]) -> s.Argument:
        label, value = (c[0], c[1]) if len(c) == 2 else (None, c[0])
        return s.Argument(self.build(label) if label is not None else None, self.build(value))

    def change(self, c: list[Any]) -> tuple[s.Name, s.Expression]:
        return (self.build(c[0]), self.build(c[1]))

    field_change = change

    def atoms(self, c: list[Any]) -> tuple[s.Expression, ...]:
        return self.all(c)

    # ---- Patterns

    def patterns(self, c: list[Any]) -> tuple[s.Pattern, ...]:
        return self.all(c)

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
