"""Expressions as written -> typed expressions of the model."""

from __future__ import annotations

import re
from typing import assert_never

from memattr.language import syntax
from memattr.language.elaborate.apply import Applications
from memattr.language.elaborate.context import Context
from memattr.language.elaborate.numbers import described, literal
from memattr.language.elaborate.patterns import matching, presence
from memattr.language.elaborate.types import Types, shapes
from memattr.language.elaborate.work import Work
from memattr.model.expressions import (
    And,
    AtLeast,
    Const,
    Equal,
    Expression,
    Field,
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
from memattr.model.types import (
    BOOL,
    Bits,
    Enum,
    Record,
    Sum,
    Type,
    field_of,
    plain,
    same,
    type_name,
)
from memattr.place import Place


class Expressions:
    """Elaborates one expression at a time; `wanted` is the type that the place asks for."""

    def __init__(self, work: Work, types: Types) -> None:
        self.work = work
        self.types = types
        self.applications = Applications(self)

    def truth(self, node: syntax.Expression, context: Context) -> Expression:
        """The expression, which must be a bool."""
        return self.of(node, context, BOOL)

    def of(self, node: syntax.Expression, context: Context, wanted: Type | None) -> Expression:
        """The expression, of the wanted type if one is wanted."""
        found = self._read(node, context, wanted)
        if wanted is not None and not same(found.type, wanted):
            self.mismatch(syntax.place_of(node), found.type, wanted)
        return found

    def mismatch(self, place: Place, found: Type, wanted: Type) -> None:
        """A value of one type where another is wanted."""
        bare, other = plain(found), plain(wanted)
        way = ""
        if isinstance(bare, Bits) and isinstance(other, Bits) and bare.width == other.width:
            way = "Encodings are kept apart even where their widths agree."
        here = described(bare) if isinstance(bare, Bits) else type_name(bare)
        there = described(other) if isinstance(other, Bits) else type_name(other)
        self.work.fail(place, "wrong-type", f"this is {here} where {there} is wanted", way)

    def _read(self, node: syntax.Expression, context: Context, wanted: Type | None) -> Expression:
        match node:
            case syntax.Name():
                return self.name(node, context, wanted)
            case syntax.Number(place, text):
                bare = plain(wanted) if wanted is not None else None
                if bare is None:
                    self.work.fail(place, "untyped", f"{text} has no type here")
                if not isinstance(bare, Bits):
                    self.work.fail(
                        place, "wrong-type", f"{text} is a number where {type_name(bare)} is wanted"
                    )
                if has_letters(text):
                    return self.joined(node, bare, context)
                return Const(bare, literal(self.work, node, bare))
            case syntax.Apply(_, _):
                return self.applications.read(node, context, wanted)
            case syntax.Path(operand, field):
                return self.path(operand, field, context)
            case syntax.Is(operand, pattern, negated):
                value = self.of(operand, context, None)
                parts = (*presence(value), *matching(self.work, value, pattern, None))
                return Not(And(parts)) if negated else And(parts)
            case syntax.Equals(left, right):
                one, other = self.pair(left, right, context)
                return Equal(one, other)
            case syntax.AsStrongAs(left, right):
                one, other = self.pair(left, right, context)
                if not has_order(one.type):
                    self.work.fail(
                        syntax.place_of(left),
                        "no-order",
                        f"{type_name(one.type)} has no order",
                        "Declare it 'strongest first'.",
                    )
                return AtLeast(one, other)
            case syntax.StrongestOf(left, right):
                one, other = self.pair(left, right, context, wanted)
                bare = plain(one.type)
                if not (isinstance(bare, Enum) and bare.ordered):
                    self.work.fail(
                        syntax.place_of(left),
                        "no-order",
                        f"'strongest of' takes two values of one order; this is {type_name(bare)}",
                    )
                return Strongest(one, other, one.type)
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
            case _:
                assert_never(node)

    def joined(self, number: syntax.Number, kind: Bits, context: Context) -> Expression:
        """Bits put together: literal ones, and fields that a pattern bound, each a run of its
        letter."""
        digits = number.text[2:].replace("_", "")
        if len(digits) != kind.width:
            self.work.fail(
                number.place,
                "wrong-width",
                f"{number.text} has {len(digits)} bits where {described(kind)} is wanted",
            )
        parts: list[Expression] = []
        for run in re.finditer(r"[01]+|([a-z])\1*|.", digits):
            text = run[0]
            if text[0] in "01":
                parts.append(Const(Bits(len(text)), int(text, 2)))
                continue
            part = context.locals.get(text)
            if part is None or plain(part.type) != Bits(len(text)):
                self.work.unknown(
                    syntax.Name(number.place, text), "field of that width", context.locals
                )
            parts.append(part)
        return Join(tuple(parts), kind)

    def pair(
        self,
        left: syntax.Expression,
        right: syntax.Expression,
        context: Context,
        wanted: Type | None = None,
    ) -> tuple[Expression, Expression]:
        """Two operands of one type; the one whose type is plain to see types the other."""
        if wanted is None and self.needs_type(left, context):
            other = self.of(right, context, None)
            return self.of(left, context, other.type), other
        one = self.of(left, context, wanted)
        return one, self.of(right, context, one.type)

    def needs_type(self, node: syntax.Expression, context: Context) -> bool:
        """True iff the node is a number or a bare value, which only its place can type."""
        if isinstance(node, syntax.Name):
            return node.text not in context.locals and node.text not in self.work.symbols
        return isinstance(node, syntax.Number)

    def name(self, name: syntax.Name, context: Context, wanted: Type | None) -> Expression:
        """A local name, a value of the wanted type, an input, or a derived value."""
        text = name.text
        if text in context.locals:
            return context.locals[text]
        value = self.value(text, wanted)
        if value is not None:
            return value
        symbol = self.work.see(context.unit, name)
        if symbol is not None and symbol.kind in ("input", "effective value", "output"):
            return self.read_global(name, context)
        if symbol is not None:
            self.work.fail(name.place, "wrong-name", f"'{text}' is a {symbol.kind}, not a value")
        owners = self.work.values.get(text, [])
        if wanted is None and len(owners) == 1:
            found = self.value(text, owners[0])
            if found is not None:
                return found
        if wanted is None and len(owners) > 1:
            names = " and ".join(owner.name for owner in owners)
            self.work.fail(name.place, "ambiguous", f"'{text}' is a value of {names}")
        self.work.unknown(name, "value", self.known(context, wanted))

    def read_global(self, name: syntax.Name, context: Context) -> Expression:
        found = self.work.inputs.get(name.text) or self.work.derived.get(name.text)
        if found is None:
            self.work.fail(
                name.place, "not-yet", f"'{name.text}' could not be read; see its own problem"
            )
        if context.reach == "nothing":
            self.work.fail(
                name.place,
                "not-a-parameter",
                f"a function sees only its parameters, and '{name.text}' is none",
                f"Add a parameter for it and pass {name.text} in the call.",
            )
        feature = name.text in self.work.inputs and self.work.inputs[name.text].player == "cpu"
        if context.reach == "cpu" and not feature:
            self.work.fail(
                name.place,
                "not-a-feature",
                f"a value here may depend on features only, and '{name.text}' is none",
            )
        return Global(name.text, found.type)

    def value(self, text: str, wanted: Type | None) -> Expression | None:
        """The value of the wanted enum, or the shape without fields of the wanted sum."""
        bare = plain(wanted) if wanted is not None else None
        if not isinstance(bare, Enum | Sum) or text not in shapes(bare):
            return None
        index = shapes(bare).index(text)
        if isinstance(bare, Enum):
            return Const(bare, index)
        return Make(bare, index, ()) if not bare.variants[index].fields else None

    def known(self, context: Context, wanted: Type | None) -> list[str]:
        """Names that could stand there, for suggestions."""
        bare = plain(wanted) if wanted is not None else None
        values = list(shapes(bare)) if isinstance(bare, Enum | Sum) else list(self.work.values)
        readable = [*self.work.inputs, *self.work.derived] if context.reach != "nothing" else []
        return [*context.locals, *values, *readable, *context.instances]

    def path(self, operand: syntax.Expression, field: syntax.Name, context: Context) -> Expression:
        """A field, or what an instance of a player has."""
        if isinstance(operand, syntax.Name) and operand.text in context.instances:
            return self.instance(operand.text, field, context)
        value = self.of(operand, context, None)
        found = field_of(value.type, field.text)
        if found is None:
            names = sorted(fields_of(value.type))
            if not names:
                self.work.fail(field.place, "no-field", f"{type_name(value.type)} has no fields")
            self.work.unknown(field, f"field of {type_name(value.type)}", names)
        kind, variants = found
        bare = plain(value.type)
        if isinstance(bare, Sum) and variants and len(variants) == len(bare.variants):
            variants = tuple(range(len(bare.variants)))
        return Field(value, field.text, kind, variants, field.place)

    def instance(self, owner: str, field: syntax.Name, context: Context) -> Expression:
        player = context.instances[owner]
        inputs = [i for i in self.work.inputs.values() if i.player == player and not i.stated]
        if any(i.name == field.text for i in inputs):
            return Local(f"{owner}.{field.text}", self.work.inputs[field.text].type)
        if field.text not in self.work.derived:
            known = [*(i.name for i in inputs), *self.work.derived]
            self.work.unknown(field, f"input of the {player} or derived value", known)
        derived = self.work.derived[field.text]
        changes = tuple((i.name, Local(f"{owner}.{i.name}", i.type)) for i in inputs)
        cpu = owner if player == "cpu" else None
        return Under(Global(derived.name, derived.type), changes, cpu, derived.type)

    def changed(
        self,
        operand: syntax.Expression,
        changes: tuple[tuple[syntax.Name, syntax.Expression], ...],
        context: Context,
    ) -> Expression:
        """`(operand with INPUT = value, ...)`"""
        value = self.of(operand, context, None)
        read = []
        for name, node in changes:
            if name.text not in self.work.inputs:
                self.work.unknown(name, "input", self.work.inputs)
            self.work.see(context.unit, name)
            read.append((name.text, self.of(node, context, self.work.inputs[name.text].type)))
        return Under(value, tuple(read), None, value.type)


def has_order(kind: Type) -> bool:
    """True iff values of the type can be compared by strength."""
    match plain(kind):
        case Enum(_, _, ordered):
            return ordered
        case Sum(_, variants, ordered):
            return ordered or any(has_order(m.type) for v in variants for m in v.fields)
        case Record(_, fields):
            return any(has_order(member.type) for member in fields)
        case Bits():
            return False


def fields_of(kind: Type) -> set[str]:
    """The names of all fields of a record or of any shape of a sum."""
    match plain(kind):
        case Record(_, fields):
            return {member.name for member in fields}
        case Sum(_, variants, _):
            return {member.name for variant in variants for member in variant.fields}
        case _:
            return set()


def has_letters(text: str) -> bool:
    """True iff a binary number as written has fields among its digits."""
    return text.startswith("0b") and any(digit.isalpha() for digit in text[2:])
