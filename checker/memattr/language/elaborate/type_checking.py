"""Expressions as written -> typed expressions of the model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import assert_never

from memattr.language import syntax
from memattr.language.elaborate.applications import Applications
from memattr.language.elaborate.meanings_as_codes import MeaningReader, inputs_read
from memattr.language.elaborate.name_resolution import GLOBALS, NameResolver
from memattr.language.elaborate.number_literals import described, literal
from memattr.language.elaborate.pattern_matching import matching, presence
from memattr.language.elaborate.symbol_table import SymbolTable, TypingContext, Unit, counted
from memattr.language.unparse import written
from memattr.model.expressions import (
    And,
    AtLeast,
    Const,
    Equal,
    Expression,
    Global,
    Implies,
    Join,
    Local,
    Make,
    Not,
    Or,
    Strongest,
    Under,
)
from memattr.model.machine import Permit
from memattr.model.types import (
    BOOL,
    Bits,
    Enum,
    Record,
    Sum,
    Type,
    Value,
    plain,
    same,
    type_name,
)
from memattr.place import Place


class ExpressionPlaces:
    """Where typed expressions, their operands and fixed values stand, for problems that are found
    when all is typed."""

    def __init__(self, parts: Iterable[ExpressionPlaces] = ()) -> None:
        """Those of all parts."""
        self.expressions: dict[int, tuple[Expression, tuple[Place, ...]]] = {}
        self.values: list[tuple[Place, Type, Value]] = []
        for part in parts:
            self.expressions |= part.expressions
            self.values += part.values

    def at(self, expression: Expression, *places: Place) -> Expression:
        """The expression, whose place and those of its operands are remembered."""
        self.expressions[id(expression)] = (expression, places)
        return expression

    def of(self, expression: Expression) -> tuple[Place, ...]:
        """Where the expression stands, and where each of its operands; () if nobody knows."""
        known = self.expressions.get(id(expression))
        return known[1] if known is not None else ()


class Expressions:
    """Elaborates one expression at a time; `expected` is the type that the place asks for."""

    def __init__(self, table: SymbolTable, places: ExpressionPlaces) -> None:
        self.table = table
        self.places = places
        self.names = NameResolver(self)
        self.applications = Applications(self)
        self.meanings = MeaningReader(self)

    def truth(self, node: syntax.Expression, context: TypingContext) -> Expression:
        """The expression, which must be a bool."""
        return self.of(node, context, BOOL)

    def of(
        self, node: syntax.Expression, context: TypingContext, expected: Type | None
    ) -> Expression:
        """The expression, of the expected type if there is one."""
        expression = self._read(node, context, expected)
        if expected is not None and not same(expression.type, expected):
            self.mismatch(syntax.place_of(node), expression.type, expected)
        return expression

    def mismatch(self, place: Place, type_: Type, expected: Type) -> None:
        """A value of one type where another is expected."""
        bare, other = plain(type_), plain(expected)
        way = ""
        if isinstance(bare, Bits) and isinstance(other, Bits) and bare.width == other.width:
            way = "Encodings are kept apart even where their widths agree."
        here = described(bare) if isinstance(bare, Bits) else type_name(bare)
        there = described(other) if isinstance(other, Bits) else type_name(other)
        self.table.fail(place, "wrong-type", f"this is {here} where {there} is wanted", way)

    def _read(
        self, node: syntax.Expression, context: TypingContext, expected: Type | None
    ) -> Expression:
        match node:
            case syntax.Name():
                return self.names.name(node, context, expected)
            case syntax.Number():
                return self._number(node, context, expected)
            case syntax.Apply(_, _):
                return self.applications.read(node, context, expected)
            case syntax.PathNode(operand, field):
                return self.names.path(operand, field, context)
            case syntax.Is():
                return self._match(node, context)
            case syntax.Equals(left, right):
                return (
                    self.equal(left, right, context)
                    or self.equal(right, left, context)
                    or (Equal(*self.pair(left, right, context)))
                )
            case syntax.AsStrongAs(left, right):
                return self._as_strong_as(left, right, context)
            case syntax.MayBe(left, right):
                return self.permitted(left, right, context)
            case syntax.StrongestOf(left, right):
                return self._strongest_of(left, right, context, expected)
            case syntax.Negation(operand):
                return Not(self.truth(operand, context))
            case syntax.Conjunction(operands):
                return And(tuple(self.truth(part, context) for part in operands))
            case syntax.Disjunction(operands):
                return Or(tuple(self.truth(part, context) for part in operands))
            case syntax.Implication(left, right):
                return Implies(self.truth(left, context), self.truth(right, context))
            case syntax.With(operand, changes):
                return self.changed(operand, changes, context)
            case syntax.Updated(operand, fields):
                return self.applications.updated(operand, fields, context)
            case _:
                assert_never(node)

    def _number(
        self, node: syntax.Number, context: TypingContext, expected: Type | None
    ) -> Expression:
        """A number, whose type is the expected one."""
        place, text = node.place, node.text
        bare = plain(expected) if expected is not None else None
        if bare is None:
            way = "Compare it with a name, whose type is known."
            self.table.fail(place, "untyped", f"nothing tells the type of {text} here", way)
        if not isinstance(bare, Bits):
            message = f"{text} is a number where {type_name(bare)} is wanted"
            self.table.fail(place, "wrong-type", message)
        if has_letters(text):
            return self.joined(node, bare, context)
        return Const(bare, literal(self.table, node, bare))

    def _match(self, node: syntax.Is, context: TypingContext) -> Expression:
        """That a value matches a pattern, or does not."""
        value = self.of(node.operand, context, None)
        self.refuse_comparison(node.pattern, context)
        known = context.locals if context.reach == "inputs" else {}
        parts = (*presence(value), *matching(self.table, value, node.pattern, None, known))
        return Not(And(parts)) if node.negated else And(parts)

    def _as_strong_as(
        self, left: syntax.Expression, right: syntax.Expression, context: TypingContext
    ) -> Expression:
        one, other = self.pair(left, right, context)
        if not has_order(one.type):
            message = f"{type_name(one.type)} has no order"
            way = "Declare it 'strongest first'."
            self.table.fail(syntax.place_of(left), "no-order", message, way)
        return AtLeast(one, other)

    def _strongest_of(
        self,
        left: syntax.Expression,
        right: syntax.Expression,
        context: TypingContext,
        expected: Type | None,
    ) -> Expression:
        one, other = self.pair(left, right, context, expected)
        bare = plain(one.type)
        if not (isinstance(bare, Enum) and bare.ordered):
            message = f"'strongest of' takes two values of one order; this is {type_name(bare)}"
            self.table.fail(syntax.place_of(left), "no-order", message)
        return Strongest(one, other, one.type)

    def equal(
        self, left: syntax.Expression, right: syntax.Expression, context: TypingContext
    ) -> Expression | None:
        """That an input, on the left, has the code for a meaning; None if these are not such."""
        if not isinstance(left, syntax.Name) or left.text in context.locals:
            return None
        target = self.table.inputs.get(left.text)
        meant = self.meanings.said(context.unit, target, right) if target else None
        if target is None or meant is None:
            return None
        one = self.of(left, context, None)
        return Equal(one, self.meanings.code(target, right, meant, context.assumed))

    def permitted(
        self, left: syntax.Expression, right: syntax.Expression, context: TypingContext
    ) -> Expression:
        """`LEFT may be RIGHT`: a name for each value, which stands for what guests can reach."""
        if context.permits is None:
            message = "only a machine asks what may be"
            way = "A claim asks it so: cover NAME : VALUE is ..."
            self.table.fail(syntax.place_of(left), "wrong-place", message, way)
        subject = self.of(left, TypingContext(context.unit, reach="inputs"), None)
        type_ = plain(subject.type)
        if not isinstance(type_, Enum):
            message = f"what may be is a value of an enum; this is {type_name(type_)}"
            way = "Ask for something whose type is an enum or an order."
            self.table.fail(syntax.place_of(left), "wrong-type", message, way)
        value = self.of(right, context, type_)
        ways: list[Expression] = []
        for index, name in enumerate(type_.values):
            if isinstance(value, Const) and value.value != index:
                continue
            permit = Permit(f"{written(left)} may be {name}", subject, index)
            context.permits[permit.name] = permit
            local = Local(permit.name, BOOL)
            own = isinstance(value, Const)
            ways.append(local if own else And((Equal(value, Const(type_, index)), local)))
        return ways[0] if len(ways) == 1 else Or(tuple(ways))

    def joined(self, number: syntax.Number, bits: Bits, context: TypingContext) -> Expression:
        """Bits put together: literal ones, and fields that a pattern bound, each a run of its
        letter."""
        digits = number.text[2:].replace("_", "")
        if len(digits) != bits.width:
            self.table.fail(
                number.place,
                "wrong-width",
                f"{number.text} has {counted(len(digits), 'bit')}, where {described(bits)} is "
                "wanted",
            )
        parts: list[Expression] = []
        for run in re.finditer(r"[01]+|([a-z])\1*|.", digits):
            text = run[0]
            if text[0] in "01":
                parts.append(Const(Bits(len(text)), int(text, 2)))
                continue
            part = context.locals.get(text)
            if part is None or plain(part.type) != Bits(len(text)):
                message = f"no field '{text}' of {counted(len(text), 'bit')} is bound here"
                way = f"A pattern follows 'is': x is {number.text}"
                self.table.fail(number.place, "unknown-name", message, way)
            parts.append(part)
        return Join(tuple(parts), bits)

    def refuse_comparison(self, pattern: syntax.Pattern, context: TypingContext) -> None:
        """After `is` stands a value, not something that has one."""
        if isinstance(pattern, syntax.Name):
            symbol = self.table.visible(context.unit, pattern.text)
            readable = symbol is not None and symbol.kind in GLOBALS
            local = pattern.text in context.locals and context.reach != "inputs"
            if local or (readable and not self.table.owners(context.unit, pattern.text)):
                message = f"'{pattern.text}' is no value, but stands for one"
                way = f"To compare with it, write: = {pattern.text}"
                self.table.fail(pattern.place, "wrong-name", message, way)

    def pair(
        self,
        left: syntax.Expression,
        right: syntax.Expression,
        context: TypingContext,
        expected: Type | None = None,
    ) -> tuple[Expression, Expression]:
        """Two operands of one type; the one whose type is plain to see types the other."""
        if expected is None and self.needs_type(left, context) > self.needs_type(right, context):
            other = self.of(right, context, None)
            return self.of(left, context, other.type), other
        one = self.of(left, context, expected)
        return one, self.of(right, context, one.type)

    def needs_type(self, node: syntax.Expression, context: TypingContext) -> bool:
        """True iff the node is a number, a bare value or a shape, which only its place can type."""
        match node:
            case syntax.Number():
                return True
            case syntax.Name(_, text):
                return text not in context.locals and not self.table.visible(context.unit, text)
            case syntax.Apply(name, _):
                shape = bool(self.table.owners(context.unit, name.text))
                return shape and not self.table.visible(context.unit, name.text)
            case _:
                return False

    def input_value(
        self,
        unit: Unit,
        name: syntax.Name,
        node: syntax.Expression | None,
        admitted: Sequence[Expression] = (),
    ) -> Value:
        """The fixed value that an input is given, where all that is admitted holds."""
        declared = self.table.input(unit, name)
        if node is None:
            self.table.fail(name.place, "not-a-value", f"{name.text} needs a value here, not 'any'")
        meant = self.meanings.said(unit, declared, node)
        if meant is not None:
            return self.meanings.code(declared, node, meant, admitted).value
        with self.meanings.offered(unit, declared, node):
            value = constant(self.of(node, TypingContext(unit, reach="constants"), declared.type))
        if value is None:
            message = f"{name.text} needs a value here, not an expression"
            self.table.fail(syntax.place_of(node), "not-a-value", message)
        self.places.values.append((syntax.place_of(node), declared.type, value))
        return value

    def changed(
        self,
        operand: syntax.Expression,
        changes: tuple[tuple[syntax.Name, syntax.Expression], ...],
        context: TypingContext,
    ) -> Expression:
        """`(operand with INPUT = value, ...)`"""
        value = self.of(operand, context, None)
        read = self.changes(changes, context)
        under = Under(value, tuple(read.items()), None, value.type)
        places = (syntax.place_of(node) for _, node in changes)
        return self.places.at(under, syntax.place_of(operand), *places)

    def changes(
        self, changes: Sequence[tuple[syntax.Name, syntax.Expression]], context: TypingContext
    ) -> dict[str, Expression]:
        """The new value of each input. A meaning is that in the situations after the change."""
        names = {name.text for name, _ in changes}
        unit, read, meant = context.unit, dict[str, Expression | None](), []
        for name, node in changes:
            target = self.table.input(unit, name)
            if name.text in read:
                message, way = f"{name.text} is changed twice", "Leave one of the two out."
                self.table.fail(name.place, "duplicate-name", message, way)
            said = self.meanings.said(unit, target, node)
            with self.meanings.offered(unit, target, node):
                read[name.text] = None if said else self.of(node, context, target.type)
            meant += [(target, node, said)] if said else []
        if not meant:
            return {name: value for name, value in read.items() if value is not None}
        kept = (e for e in context.assumed if not names & inputs_read(self.table, e))
        new = (
            Equal(Global(name, value.type), value)
            for name, value in read.items()
            if isinstance(value, Const)
        )
        admitted = [*kept, *new]
        codes = {t.name: self.meanings.code(t, node, said, admitted) for t, node, said in meant}
        return {name: value or codes[name] for name, value in read.items()}


def has_order(type_: Type) -> bool:
    """True iff values of the type can be compared by strength."""
    match plain(type_):
        case Enum(_, _, ordered):
            return ordered
        case Sum(_, variants, ordered):
            return ordered or any(has_order(m.type) for v in variants for m in v.fields)
        case Record(_, fields):
            return any(has_order(member.type) for member in fields)
        case Bits():
            return False


def has_letters(text: str) -> bool:
    """True iff a binary number as written has fields among its digits."""
    return text.startswith("0b") and any(digit.isalpha() for digit in text[2:])


def constant(expression: Expression) -> Value | None:
    """The value of an expression that holds nothing but values."""
    match expression:
        case Const(_, value):
            return value
        case Make(_, variant, operands):
            values = tuple(constant(operand) for operand in operands)
            fields = tuple(value for value in values if value is not None)
            if len(fields) < len(values):
                return None
            return fields if variant is None else (variant, fields)
        case _:
            return None
