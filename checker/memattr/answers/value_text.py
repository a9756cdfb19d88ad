"""Values in the words of the language: sets of them, tuples as a few products of sets, and what an
assignment says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from memattr.model.expressions import TRUE, And, Const, Expression, Global, Implies, Not, Or
from memattr.model.layout import to_bits
from memattr.model.model import Assignment, Model
from memattr.model.show import show
from memattr.model.types import Bits, Type, Value, plain
from memattr.model.value_patterns import cubes
from memattr.readings.compile_values import Values

# One set of values for each name: all tuples that take one of each.
Product: TypeAlias = tuple[frozenset[Value], ...]


def products(tuples: Iterable[Values]) -> tuple[Product, ...]:
    """Disjoint products that together are the tuples: neighbours merged, the last name first."""
    merged: list[Product] = [tuple(frozenset({value}) for value in row) for row in tuples]
    if not merged:
        return ()
    for side in reversed(range(len(merged[0]))):
        by_rest: dict[Product, frozenset[Value]] = {}
        for product in merged:
            rest = product[:side] + product[side + 1 :]
            by_rest[rest] = by_rest.get(rest, frozenset()) | product[side]
        merged = [(*rest[:side], values, *rest[side:]) for rest, values in by_rest.items()]
    return tuple(merged)


def product_text(model: Model, names: Sequence[str], product: Product) -> str:
    """`NAME = values, NAME = values`; a name whose value does not matter says so."""
    texts = []
    for name, values in zip(names, product, strict=True):
        texts.append(f"{name} = {set_text(model, model.inputs[name].type, values, name)}")
    return ", ".join(texts)


def set_text(model: Model, type_: Type, values: frozenset[Value], name: str = "") -> str:
    """The values, few of them one by one, many of them as bit patterns; `any` for all."""
    bare = plain(type_)
    ordered = sorted(values, key=lambda value: to_bits(type_, value))
    if isinstance(bare, Bits) and len(values) == 1 << bare.width:
        return "any"
    if isinstance(bare, Bits) and len(values) > 4:
        patterns = cubes(bare.width, frozenset(v for v in values if isinstance(v, int)))
        if len(patterns) < len(values):
            return " or ".join(patterns)
    return " or ".join(show(model, type_, value, name) for value in ordered)


# ---- What an assignment says


def value_text(model: Model, assignment: Assignment) -> str:
    """The value, or each value with its condition; `any` if it is left free."""
    if not assignment.values:
        return "any"
    texts = []
    for condition, value in assignment.values:
        text = _value(model, assignment.input, value)
        texts.append(text if condition == TRUE else f"{text} if {condition_text(condition)}")
    return ", ".join(texts)


def _value(model: Model, name: str, value: Expression) -> str:
    if isinstance(value, Const):
        return show(model, model.inputs[name].type, value.value, name)
    return condition_text(value)


def condition_text(condition: Expression) -> str:
    """A condition over features, as an author would write it."""
    match condition:
        case Global(name, _):
            return name
        case And((only,), _) | Or((only,), _):
            return condition_text(only)
        case Not(operand, _):
            inner = condition_text(operand)
            return f"not ({inner})" if " " in inner else f"not {inner}"
        case And(operands, _):
            return " and ".join(_wrapped(operand) for operand in operands)
        case Or(operands, _):
            return " or ".join(_wrapped(operand) for operand in operands)
        case Implies(left, right, _):
            return f"{_wrapped(left)} implies {_wrapped(right)}"
        case Const(_, value):
            return str(value)
        case _:
            return "its condition"


def _wrapped(condition: Expression) -> str:
    text = condition_text(condition)
    return f"({text})" if isinstance(condition, And | Or | Implies) else text
