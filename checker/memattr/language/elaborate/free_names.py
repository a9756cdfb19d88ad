"""An expression as written -> the names that it speaks of."""

from __future__ import annotations

import re
from typing import assert_never

from memattr.language import syntax
from memattr.language.elaborate.type_checking import has_letters


def names_in(node: syntax.Expression) -> list[syntax.Name]:
    """Every name that stands for a value, patterns included; labels and fields are none."""
    match node:
        case syntax.Name():
            return [node]
        case syntax.Number(place, text):
            runs = re.finditer(r"([a-z])\1*", text[2:]) if has_letters(text) else ()
            return [syntax.Name(place, run[0]) for run in runs]
        case syntax.Apply(name, arguments):
            return [name, *_names(tuple(argument.value for argument in arguments))]
        case syntax.PathNode(operand, _) | syntax.Negation(operand):
            return names_in(operand)
        case syntax.Is(operand, pattern, _):
            return [*names_in(operand), *_names_in_pattern(pattern)]
        case (
            syntax.Equals(left, right)
            | syntax.AsStrongAs(left, right)
            | syntax.MayBe(left, right)
            | syntax.StrongestOf(left, right)
            | syntax.Implication(left, right)
        ):
            return _names((left, right))
        case syntax.Conjunction(operands) | syntax.Disjunction(operands):
            return _names(operands)
        case syntax.With(operand, changes) | syntax.Updated(operand, changes):
            return [*names_in(operand), *_names(tuple(value for _, value in changes))]
        case _:
            assert_never(node)


def _names(nodes: tuple[syntax.Expression, ...]) -> list[syntax.Name]:
    return [name for node in nodes for name in names_in(node)]


def _names_in_pattern(pattern: syntax.Pattern) -> list[syntax.Name]:
    match pattern:
        case syntax.Name():
            return [pattern]
        case syntax.Number():
            return names_in(pattern)
        case syntax.ShapePattern(name, fields):
            return [name, *(part for _, inner in fields for part in _names_in_pattern(inner))]
        case syntax.Alternatives(patterns):
            return [name for inner in patterns for name in _names_in_pattern(inner)]
        case _:
            assert_never(pattern)
