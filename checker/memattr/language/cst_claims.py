"""lark's trees of scopes, claims and questions -> syntax nodes."""

from __future__ import annotations

from typing import Any, cast

from memattr.language import syntax as s
from memattr.language.cst_expressions import NodeBuilder
from memattr.place import Place, Problem, SpecError


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


class ClaimBuilder(ReadingBuilder):
    """Systems, policies and settings; what is claimed, shown by example, or asked."""

    # ---- Systems, policies, settings, preferences

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

    def spelling(self, c: list[Any]) -> s.SpellingItem:
        *texts, words = [s.Name(self.place(token), self.build(token)) for token in c]
        return s.SpellingItem(tuple((text.place, text.text) for text in texts), words.text)

    def system(self, c: list[Any]) -> s.ScopeItem:
        name, meta, tree, code, *parts = self.all(c)
        return s.ScopeItem(name, "system", None, tree, tuple(parts), meta, code)

    def tree(self, c: list[Any]) -> tuple[s.Name, str] | None:
        return (self.build(c[0]), self.build(c[1])) if c else None

    def policy(self, c: list[Any]) -> s.ScopeItem:
        name, system, meta, code, *parts = self.all(c)
        return s.ScopeItem(name, "policy", system, None, tuple(parts), meta, code)

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
        """What follows a policy with `@` and gives an input a value belongs to that policy."""
        scopes: list[s.ScopeName] = []
        for part in self.all(c):
            if isinstance(part, s.ScopeName):
                scopes.append(part)
            else:
                last = scopes.pop()
                scopes.append(s.ScopeName(last.name, (*last.changes, part), last.marked))
        return s.Clause("under", scopes=tuple(scopes))

    def scope_name(self, c: list[Any]) -> s.ScopeName:
        name, *changes = self.all(c)
        return s.ScopeName(name, tuple(changes), bool(changes))

    def scope_change(self, c: list[Any]) -> s.ScopeChange:
        return s.ScopeChange(*self.all(c))

    def setting_name(self, c: list[Any]) -> s.ScopeChange:
        return s.ScopeChange(self.build(c[0]), None)

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

    def by_procedures(self, c: list[Any]) -> s.Clause:
        return s.Clause("procedures", self.build(c[0]))

    def by_every_procedure(self, c: list[Any]) -> s.Clause:
        return s.Clause("every procedure", self.all(c))

    def changed(self, c: list[Any]) -> s.Clause:
        return s.Clause("changed", changes=self.all(c))

    def dropping(self, c: list[Any]) -> s.Clause:
        return s.Clause("dropping", self.build(c[0]))

    def because(self, c: list[Any]) -> tuple[str, tuple[tuple[s.Name, s.Name], ...]]:
        return ("because", self.all(c))

    def case_name(self, c: list[Any]) -> tuple[s.Name, s.Name]:
        return (self.build(c[0]), self.build(c[1]))

    def counts(self, c: list[Any]) -> tuple[str, tuple[int, int]]:
        return ("counts", (int(str(c[0]), 0), int(str(c[1]), 0)))

    def example(self, c: list[Any]) -> s.ExampleItem:
        name, meta, *rest = self.all(c)
        under = rest[0].scopes if len(rest) == 3 else ()
        return s.ExampleItem(name, under, rest[-2], rest[-1], meta)

    def examples(self, c: list[Any]) -> tuple[s.ExampleItem, ...]:
        """An example for each row: what all have in common, the row's value of each column, and
        that each subject is as its pattern says."""
        meta, *clauses, columns, subjects = self.all([n for n in c if n.data != "example_row"])
        under = next((part.scopes for part in clauses if isinstance(part, s.Clause)), ())
        common = next((part for part in clauses if isinstance(part, tuple)), ())
        return tuple(
            self._example(node.children, meta, under, common, columns, subjects)
            for node in c
            if node.data == "example_row"
        )

    def _example(
        self,
        row: list[Any],
        meta: s.Meta,
        under: tuple[s.ScopeName, ...],
        common: tuple[s.AssignmentPart, ...],
        columns: tuple[s.Name, ...],
        subjects: tuple[s.Expression, ...],
    ) -> s.ExampleItem:
        name, values, patterns, own = self.all(row)
        for cells, headings in ((values, columns), (patterns, subjects)):
            if len(cells) != len(headings):
                raise _ragged(name.place, len(cells), len(headings))
        varying = (s.AssignmentPart(*pair, ()) for pair in zip(columns, values, strict=True))
        conditions = (s.Is(*pair, False) for pair in zip(subjects, patterns, strict=True))
        said = s.Meta(own.words or meta.words, own.refs or meta.refs, own.source or meta.source)
        return s.ExampleItem(name, under, (*common, *varying), tuple(conditions), said)

    def subjects(self, c: list[Any]) -> tuple[s.Expression, ...]:
        return self.all(c)

    def find(self, c: list[Any]) -> s.FindItem:
        name, meta, inputs, *rest, answer = self.all(c)
        return s.FindItem(name, inputs, tuple(rest[:-1]), rest[-1], answer, meta)

    def answer(self, c: list[Any]) -> tuple[tuple[s.Expression, ...], ...] | None:
        if not c:
            return None
        return () if isinstance(c[0], str) else self.build(c[0])

    def answers(self, c: list[Any]) -> tuple[tuple[s.Expression, ...], ...]:
        return self.all(c)

    def found(self, c: list[Any]) -> tuple[s.Expression, ...]:
        return self.all(c)


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


def _ragged(place: Place, cells: int, headings: int) -> SpecError:
    """A row of a table of examples has fewer or more cells than there are headings."""
    row, head = (
        f"{number} {word}" if number == 1 else f"{number} {word}s"
        for number, word in ((cells, "cell"), (headings, "heading"))
    )
    message, way = f"this row has {row} under {head}", "Give it one cell for each heading."
    return SpecError([Problem(place, "ragged-row", message, "", way)])
