"""`POLICY@SETTING, INPUT = VALUE`: a policy or system with some inputs set otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memattr.language import syntax
from memattr.language.elaborate.symbol_table import SymbolTable, Unit
from memattr.language.elaborate.type_checking import Expressions
from memattr.model.expressions import TRUE, Const
from memattr.model.model import Assignment, ScopeVariant
from memattr.model.show import source_text

Changes = tuple[syntax.ScopeChange, ...]


class ScopeVariants:
    """Reads what stands after `@`."""

    def __init__(self, table: SymbolTable, expressions: Expressions) -> None:
        self.table = table
        self.expressions = expressions

    def with_changes(
        self, written: Sequence[syntax.ScopeName]
    ) -> Iterator[tuple[syntax.Name, Changes]]:
        """Each policy with its changes: the name of a setting belongs to the policy before it."""
        base: syntax.Name | None = None
        changes: Changes = ()
        for one in written:
            scope = self.table.scopes.get(one.name.text)
            if base and changes and scope and scope.kind == "setting":
                changes = (*changes, syntax.ScopeChange(one.name, None), *one.changes)
                continue
            if one.changes and not one.marked:
                changed, name = one.changes[0].name, one.name.text
                message = f"{changed.text} is set for no policy"
                way = f"Write: under {name}@{changed.text} = ..."
                self.table.fail(changed.place, "wrong-place", message, way)
            if base:
                yield base, changes
            base, changes = one.name, one.changes
        if base:
            yield base, changes

    def read(self, unit: Unit, base: str, changes: Changes) -> tuple[str, ScopeVariant]:
        """The variant, and its name as a command takes it. What is given by name counts, then a
        setting, then the policy."""
        settings = [change.name for change in changes if change.value is None]
        set_to = self.settings(unit, settings)
        texts = [name.text for name in settings]
        given: set[str] = set()
        meanings = self.expressions.meanings
        for change in sorted(changes, key=lambda c: meanings.is_given(unit, c.name, c.value)):
            if change.value is None:
                continue
            target = self.table.input(unit, change.name)
            if target.name in given:
                self.table.fail(change.name.place, "duplicate-name", f"{target.name} is set twice")
            given.add(target.name)
            within = self.table.scopes[base].changed(base, set_to.values())
            admitted = [
                equation
                for assignment in within.assignments
                if assignment.input != target.name
                for equation in assignment.equations(self.table.inputs[assignment.input].type)
            ]
            value = self.expressions.input_value(unit, change.name, change.value, admitted)
            set_to[target.name] = Assignment(target.name, ((TRUE, Const(target.type, value)),))
            texts.append(f"{target.name}={source_text(target.type, value)}")
        return f"{base}@{','.join(texts)}", ScopeVariant(base, tuple(set_to.values()))

    def settings(self, unit: Unit, names: Sequence[syntax.Name]) -> dict[str, Assignment]:
        """What the settings say of each input, if no two contradict one another."""
        said: dict[str, tuple[str, Assignment]] = {}
        for name in names:
            for assignment in self.setting(unit, name):
                other, first = said.setdefault(assignment.input, (name.text, assignment))
                if first.values != assignment.values:
                    what = f"{other} and {name.text} contradict one another: {assignment.input}"
                    self.table.fail(name.place, "duplicate-name", what, "Leave one of them out.")
        return {name: assignment for name, (_, assignment) in said.items()}

    def setting(self, unit: Unit, name: syntax.Name) -> tuple[Assignment, ...]:
        """What the setting says."""
        self.table.see(unit, name)
        scope = self.table.scopes.get(name.text)
        if scope is None or scope.kind != "setting":
            known = [s.name for s in self.table.scopes.values() if s.kind == "setting"]
            self.table.unknown(name, "setting", known)
        return scope.assignments
