"""What an example says of inputs: values, meanings of codes, and defaults for the rest."""

from __future__ import annotations

from memattr.language import syntax
from memattr.language.elaborate.code_readings import refuse_origins
from memattr.language.elaborate.symbol_table import Unit
from memattr.language.elaborate.type_checking import Expressions
from memattr.model.expressions import And, Const, Equal, Expression, Global, Or
from memattr.model.model import Scope
from memattr.model.types import Value


class ExampleValues:
    """Reads the values of examples."""

    def __init__(self, expressions: Expressions) -> None:
        self.table = expressions.table
        self.expressions = expressions

    def given(self, unit: Unit, item: syntax.ExampleItem, scopes: list[Scope]) -> dict[str, Value]:
        """The inputs that the example sets; its policies set none of them."""
        fixed: dict[str, Value] = {}
        given = self.expressions.meanings.is_given
        for part in sorted(item.assignments, key=lambda p: given(unit, p.name, p.value)):
            refuse_origins(self.table, part, "an example")
            if part.name.text in fixed:
                message = f"{part.name.text} is given twice"
                self.table.fail(part.name.place, "duplicate-name", message)
            self.refuse_set(part.name, scopes)
            admitted: tuple[Expression, ...] = ()
            if given(unit, part.name, part.value):
                pending = {other.name.text for other in item.assignments} - fixed.keys()
                admitted = (self.said_beside(pending, fixed, scopes),)
            fixed[part.name.text] = self.expressions.input_value(
                unit, part.name, part.value, admitted
            )
        return fixed

    def said_beside(
        self, pending: set[str], fixed: dict[str, Value], scopes: list[Scope]
    ) -> Expression:
        """What else an example says: given values, its policies, one or the other, and defaults for
        all but what is still to be read."""
        ways: list[Expression] = []
        for scope in scopes or (None,):
            kinds = {i.name: i.type for i in self.table.inputs.values()}
            values = dict(self.whole(fixed, scope))
            said: list[Expression] = [
                Equal(Global(n, kinds[n]), Const(kinds[n], value))
                for n, value in values.items()
                if n not in pending
            ]
            for assignment in scope.assignments if scope else ():
                said += assignment.equations(kinds[assignment.input])
            ways.append(And(tuple(said)))
        return Or(tuple(ways))

    def refuse_set(self, name: syntax.Name, scopes: list[Scope]) -> None:
        """An example does not set what its policy sets."""
        for scope in scopes:
            if any(a.input == name.text and a.values for a in scope.assignments):
                message = f"{name.text} is set by '{scope.name}'"
                self.table.fail(name.place, "already-set", message, "Leave it out.")

    def whole(self, fixed: dict[str, Value], scope: Scope | None) -> tuple[tuple[str, Value], ...]:
        """The values given, and defaults for the inputs that the scope does not speak of."""
        set_by = {a.input for a in scope.assignments} if scope else set()
        defaults = {
            i.name: i.default
            for i in self.table.inputs.values()
            if i.default is not None and i.name not in set_by
        }
        return tuple({**defaults, **fixed}.items())
