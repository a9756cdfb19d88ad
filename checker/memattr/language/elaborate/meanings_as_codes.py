"""A meaning as written -> the code that stands for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from memattr.language import syntax
from memattr.language.elaborate.symbol_table import SymbolTable, TypingContext, Unit
from memattr.language.unparse import written
from memattr.model.admissible import truths
from memattr.model.expressions import Const, Expression, Global, Or, Under, children
from memattr.model.model import Input, Meaning, Model
from memattr.model.types import Enum, Record, Sum, Type, plain, shapes
from memattr.place import SpecError
from memattr.readings.meant_codes import NoOneCode, Wanted, sayable, the_code

if TYPE_CHECKING:
    from memattr.language.elaborate.type_checking import Expressions


class MeaningReader:
    """Finds the code for what is written in its place."""

    def __init__(self, expressions: Expressions) -> None:
        self.table = expressions.table
        self.expressions = expressions

    def of(self, unit: Unit, name: str) -> list[Meaning]:
        """What the unit sees of the meanings of an input."""
        declared = self.table.meanings.declared
        return [m for owner, m in declared if m.input == name and owner in unit.visible]

    def is_given(self, unit: Unit, name: syntax.Name, node: syntax.Expression | None) -> bool:
        """True iff a meaning is written for the input: that is read under what else is said."""
        target = self.table.inputs.get(name.text)
        return target is not None and node is not None and bool(self.said(unit, target, node))

    def said(self, unit: Unit, target: Input, node: syntax.Expression) -> Expression | None:
        """That the input means what is written, if that is such a value; None if it is not."""
        ways = []
        for meaning in self.of(unit, target.name):
            type_ = meaning.expression.type
            if is_value(type_, node) and not is_value(target.type, node):
                context = TypingContext(unit, reach="constants")
                ways.append(meaning.says(self.expressions.of(node, context, type_)))
        if not ways:
            return None
        return ways[0] if len(ways) == 1 else Or(tuple(ways))

    def code(
        self,
        target: Input,
        node: syntax.Expression,
        meant: Expression,
        admitted: Sequence[Expression],
    ) -> Const:
        """The one code that means what is written, where all that is admitted holds, as far as it
        does not speak of the code."""
        known, place = self.table.meanings, syntax.place_of(node)
        if not known.sound:
            self.table.skip()
        reads = ((e, inputs_read(self.table, e)) for e in admitted)
        others = [e for e, inputs in reads if target.name not in inputs]
        table = self.table
        model = Model(
            table.types, table.functions, table.inputs, table.derived,
            known.impossible, known.requirements,
        ).binding(place.file)  # fmt: skip
        assumed = [truth for truth, _ in truths(model)]
        request = Wanted(target.name, written(node), meant, [*assumed, *others])
        try:
            return Const(target.type, the_code(model, request))
        except NoOneCode as why:
            self.table.fail(place, "no-code", why.message, why.way)

    @contextmanager
    def offered(self, unit: Unit, target: Input, node: syntax.Expression) -> Iterator[None]:
        """If the block fails over a node, what may be written in its place is a way out."""
        try:
            yield
        except SpecError as error:
            text = node.text if isinstance(node, syntax.Name) else ""
            way = sayable((m.expression.type for m in self.of(unit, target.name)), text)
            problems = [
                replace(p, help=way) if p.code == "unknown-name" or not p.help else p
                for p in error.problems
            ]
            raise SpecError(problems if way else error.problems) from None


def is_value(type_: Type, node: syntax.Expression) -> bool:
    """True iff the node is written like a value of the type: by one of its names."""
    bare = plain(type_)
    names: tuple[str, ...] = (bare.name,) if isinstance(bare, Record) else ()
    if isinstance(bare, Enum | Sum):
        names = shapes(bare)
    match node:
        case syntax.Name(_, text):
            return text in names and not isinstance(bare, Record)
        case syntax.Apply(name, _):
            return name.text in names and not isinstance(bare, Enum)
        case _:
            return False


def inputs_read(table: SymbolTable, expression: Expression) -> frozenset[str]:
    """The inputs that it depends on by its form, where nothing else is put in their place."""
    if isinstance(expression, Global):
        if expression.name in table.inputs:
            return frozenset({expression.name})
        return inputs_read(table, table.derived[expression.name].expression)
    below = frozenset[str]().union(*(inputs_read(table, child) for child in children(expression)))
    if isinstance(expression, Under):
        changed = {name for name, _ in expression.changes}
        values = (inputs_read(table, value) for _, value in expression.changes)
        return (inputs_read(table, expression.operand) - changed).union(*values)
    return below
