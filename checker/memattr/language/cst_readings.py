"""lark's trees of what is read out of code -> syntax nodes."""

from __future__ import annotations

from typing import Any

from memattr.language import syntax as s
from memattr.language.cst_expressions import NodeBuilder


class ReadingBuilder(NodeBuilder):
    """Builds readings, and the terms on which a system's code is read."""

    def code_terms(self, c: list[Any]) -> s.CodeTerms:
        said: dict[str, tuple[Any, ...]] = {}
        for part in c:
            said[part.data] = (*said.get(part.data, ()), *self.all(part.children))
        return s.CodeTerms(
            said.get("headers", ()),
            said.get("defining", ()),
            said.get("undefining", ()),
            said.get("passing", ()),
        )

    def macro(self, c: list[Any]) -> tuple[str, ...]:
        return self.all(c)

    def readings(self, c: list[Any]) -> s.ReadPart:
        return s.ReadPart(*self.all(c))

    def reading_when(self, c: list[Any]) -> s.Expression | None:
        return self.build(c[0]) if c else None

    def reading(self, c: list[Any]) -> s.ReadingPart:
        file, (form, texts, argument), layout, mask, facts = self.all(c)
        return s.ReadingPart(file, form, texts, argument, layout, mask, facts)

    def code_value(self, c: list[Any]) -> tuple[s.TargetForm, tuple[str, ...], int]:
        return "value", (self.build(c[1]),), 0

    def code_returned(self, c: list[Any]) -> tuple[s.TargetForm, tuple[str, ...], int]:
        return "returns", (self.build(c[0]),), 0

    def code_set(self, c: list[Any]) -> tuple[s.TargetForm, tuple[str, ...], int]:
        return "sets", (self.build(c[0]), self.build(c[2])), 0

    def code_passed(self, c: list[Any]) -> tuple[s.TargetForm, tuple[str, ...], int]:
        return "passes", (self.build(c[0]), self.build(c[3])), int(str(c[2]))

    def reading_in(self, c: list[Any]) -> s.Name | None:
        return self.build(c[0]) if c else None

    def reading_mask(self, c: list[Any]) -> str:
        return self.build(c[0]) if c else ""

    def facts(self, c: list[Any]) -> tuple[tuple[str, str], ...]:
        return self.all(c)

    def fact(self, c: list[Any]) -> tuple[str, ...]:
        return self.all(c)
