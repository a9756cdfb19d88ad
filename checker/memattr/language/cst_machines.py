"""lark's trees of machines, procedures, and what is asked of them -> syntax nodes."""

from __future__ import annotations

from typing import Any, cast

from memattr.language import syntax as s
from memattr.language.cst_claims import ClaimBuilder


class MachineBuilder(ClaimBuilder):
    """Machines and what is asked of them."""

    def machine(self, c: list[Any]) -> s.MachineItem:
        name, meta, *parts = self.all(c)
        return s.MachineItem(name, tuple(parts), meta)

    def constant(self, c: list[Any]) -> s.ConstantPart:
        return s.ConstantPart(*self.all(c))

    def where(self, c: list[Any]) -> s.Expression | None:
        return cast("s.Expression", self.build(c[0])) if c else None

    def axiom(self, c: list[Any]) -> s.AxiomPart:
        return s.AxiomPart(*self.all(c))

    def variable(self, c: list[Any]) -> s.VariablePart:
        return s.VariablePart(*self.all(c))

    def action(self, c: list[Any]) -> s.ActionPart:
        name, actor, meta, *values, guard, updates = self.all(c)
        return s.ActionPart(name, False, actor, meta, tuple(values), guard, updates)

    def step(self, c: list[Any]) -> s.ActionPart:
        name, meta, *values, guard, updates = self.all(c)
        return s.ActionPart(name, True, None, meta, tuple(values), guard, updates)

    def by_each(self, c: list[Any]) -> s.AnyValue | None:
        return s.AnyValue(*self.all(c)) if c else None

    def any_value(self, c: list[Any]) -> s.AnyValue:
        return s.AnyValue(*self.all(c))

    def guarded(self, c: list[Any]) -> tuple[s.Expression, ...]:
        return cast("tuple[s.Expression, ...]", self.build(c[0])) if c else ()

    def updates(self, c: list[Any]) -> tuple[tuple[s.Name, s.Expression], ...]:
        return self.all(c)

    def update(self, c: list[Any]) -> tuple[s.Name, s.Expression]:
        return (self.build(c[0]), self.build(c[1]))

    def invariant(self, c: list[Any]) -> s.InvariantPart:
        return s.InvariantPart(*self.all(c))

    def required(self, c: list[Any]) -> s.RequiredPart:
        return s.RequiredPart(self.build(c[0]))

    def procedure(self, c: list[Any]) -> s.ProcedureItem:
        name, machine, meta, steps = self.all(c)
        return s.ProcedureItem(name, machine, steps, meta)

    def survey(self, c: list[Any]) -> s.SurveyItem:
        name, meta, *clauses, invariants = self.all(c)
        return s.SurveyItem(name, tuple(clauses), invariants, meta)

    def find_procedure(self, c: list[Any]) -> s.FindProcedureItem:
        name, meta, machine, *clauses, body, answer = self.all(c)
        return s.FindProcedureItem(name, machine, tuple(clauses), body, answer, meta)

    def sequences(self, c: list[Any]) -> tuple[tuple[s.Name, ...], ...] | None:
        if not c:
            return None
        return () if isinstance(c[0], str) else self.all(c)

    def sequence(self, c: list[Any]) -> tuple[s.Name, ...]:
        return self.all(c)
