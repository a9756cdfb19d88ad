"""Patterns -> conditions on the value that is matched, and the names that they bind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import assert_never

from memattr.language import syntax
from memattr.language.elaborate.number_literals import described, literal
from memattr.language.elaborate.symbol_table import SymbolTable, counted
from memattr.model.expressions import (
    And,
    Const,
    Equal,
    Expression,
    Field,
    IsVariant,
    Or,
    Slice,
)
from memattr.model.types import Bits, Enum, Record, Sum, plain, same, shapes, type_name
from memattr.place import near

Bound = dict[str, tuple[syntax.Name, Expression]]
NOTHING: Mapping[str, Expression] = {}


def presence(value: Expression) -> tuple[Expression, ...]:
    """Conditions under which a path exists: each sum on it has a shape with the field."""
    if not isinstance(value, Field):
        return ()
    outer = presence(value.operand)
    bare = plain(value.operand.type)
    if value.variants is None or not isinstance(bare, Sum):
        return outer
    if len(value.variants) == len(bare.variants):
        return outer
    shapes_ = tuple(IsVariant(value.operand, index) for index in value.variants)
    return (*outer, shapes_[0] if len(shapes_) == 1 else Or(shapes_))


def matching(
    table: SymbolTable,
    value: Expression,
    pattern: syntax.Pattern,
    bound: Bound | None,
    known: Mapping[str, Expression] = NOTHING,
) -> tuple[Expression, ...]:
    """The conditions under which the value matches. Names that are no values are put into
    `bound`; where that is None nothing may be bound, but names that are `known` stand for what
    they have."""
    match pattern:
        case syntax.Name():
            return _name(table, value, pattern, bound, known)
        case syntax.Number():
            return _bits(table, value, pattern, bound)
        case syntax.ShapePattern():
            return _shape(table, value, pattern, bound, known)
        case syntax.Alternatives(patterns):
            return (Or(tuple(And(matching(table, value, p, None, known)) for p in patterns)),)
        case _:
            assert_never(pattern)


def _name(
    table: SymbolTable,
    value: Expression,
    name: syntax.Name,
    bound: Bound | None,
    known: Mapping[str, Expression] = NOTHING,
) -> tuple[Expression, ...]:
    type_ = plain(value.type)
    if isinstance(type_, Enum) and name.text in type_.values:
        return (Equal(value, Const(type_, type_.values.index(name.text))),)
    if isinstance(type_, Sum) and name.text in shapes(type_):
        return (IsVariant(value, shapes(type_).index(name.text)),)
    if bound is None and name.text in known:
        other = known[name.text]
        if not same(other.type, value.type):
            message = f"'{name.text}' is {type_name(other.type)}, matched with {type_name(type_)}"
            table.fail(name.place, "wrong-type", message)
        return (Equal(value, other),)
    if bound is None:
        values = shapes(type_) if isinstance(type_, Enum | Sum) else ()
        table.fail(
            name.place,
            "unknown-value",
            f"'{name.text}' is no value of {type_name(type_)}",
            near(name.text, values)
            or (
                f"There are {', '.join(values)}." if values else "Write a number or a bit pattern."
            ),
        )
    if name.text in bound:
        table.fail(name.place, "duplicate-name", f"'{name.text}' is bound twice")
    bound[name.text] = (name, value)
    return ()


def _shape(
    table: SymbolTable,
    value: Expression,
    pattern: syntax.ShapePattern,
    bound: Bound | None,
    known: Mapping[str, Expression] = NOTHING,
) -> tuple[Expression, ...]:
    type_ = plain(value.type)
    name = pattern.name
    conditions: tuple[Expression, ...] = ()
    variants: tuple[int, ...] | None = None
    if isinstance(type_, Sum):
        if name.text not in shapes(type_):
            table.unknown(name, f"shape of {type_.name}", shapes(type_))
        index = shapes(type_).index(name.text)
        members, variants = type_.variants[index].fields, (index,)
        conditions = (IsVariant(value, index),)
    elif isinstance(type_, Record) and name.text == type_.name:
        members = type_.fields
    else:
        table.fail(name.place, "wrong-type", f"{type_name(type_)} has no shape '{name.text}'")
    by_name = {member.name: member for member in members}
    for label, inner in pattern.fields:
        if label.text not in by_name:
            table.unknown(label, f"field of {name.text}", by_name)
        part = Field(value, label.text, by_name[label.text].type, variants, label.place)
        conditions += matching(table, part, inner, bound, known)
    return conditions


def _bits(
    table: SymbolTable,
    value: Expression,
    number: syntax.Number,
    bound: Bound | None,
) -> tuple[Expression, ...]:
    type_ = plain(value.type)
    if not isinstance(type_, Bits):
        table.fail(number.place, "wrong-type", f"{number.text} cannot match {type_name(type_)}")
    if not number.text.startswith("0b") or re.fullmatch(r"0b[01_]+", number.text):
        return (Equal(value, Const(type_, literal(table, number, type_))),)
    digits = number.text[2:].replace("_", "")
    if len(digits) != type_.width:
        table.fail(
            number.place,
            "wrong-width",
            f"{number.text} has {counted(len(digits), 'bit')} where {described(type_)} is matched",
        )
    conditions: list[Expression] = []
    seen: set[str] = set()
    for run in re.finditer(r"[01]+|x+|([a-wyz])\1*|.", digits):
        text, low = run[0], type_.width - run.end()
        part = Slice(value, low, Bits(len(text)))
        if text[0] in "01":
            conditions.append(Equal(part, Const(Bits(len(text)), int(text, 2))))
        elif text[0] != "x":
            _bind_field(table, number, text, part, bound, seen)
    return tuple(conditions)


def _bind_field(
    table: SymbolTable,
    number: syntax.Number,
    text: str,
    part: Expression,
    bound: Bound | None,
    seen: set[str],
) -> None:
    """The letters of a pattern name the bits where they stand; `seen` are those met so far."""
    if not text[0].islower():
        table.fail(number.place, "bad-number", f"'{text[0]}' is no bit, field or don't-care x")
    if bound is None:
        table.fail(
            number.place,
            "unknown-value",
            f"the field '{text}' of {number.text} cannot be bound here",
            "Write x for bits that do not matter.",
        )
    if text[0] in seen or text in bound:
        table.fail(number.place, "duplicate-name", f"the field '{text[0]}' stands twice")
    seen.add(text[0])
    bound[text] = (syntax.Name(number.place, text), part)
