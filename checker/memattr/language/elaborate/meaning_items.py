"""`meaning of INPUT`: what may be written for an input in place of its code."""

from __future__ import annotations

from dataclasses import replace

from memattr.language import syntax
from memattr.language.elaborate.input_items import Conditions
from memattr.language.elaborate.passes import Pass, PassResult
from memattr.language.elaborate.pattern_matching import presence
from memattr.language.elaborate.symbol_table import (
    Meanings,
    SymbolTable,
    TypingContext,
    Unit,
    note_of,
)
from memattr.model.expressions import TRUE, And
from memattr.model.layout import width
from memattr.model.model import Meaning
from memattr.model.types import Bits, Enum, Record, Sum, plain, type_name

WIDEST = 10
"""Bits of the widest input whose codes may have meanings: all of them are tried."""


def declared_meanings(before: SymbolTable, conditions: Conditions, sound: bool) -> PassResult[None]:
    """Declares what codes mean; `sound` says that the rules have no problem."""
    declared: list[tuple[str, Meaning]] = []
    work = Pass(before)

    def declare(unit: Unit, item: syntax.MeaningItem) -> None:
        declared.append((unit.name, declared_meaning(work, unit, item)))

    work.each(syntax.MeaningItem, declare)
    meanings = Meanings(declared, conditions.impossible, conditions.requirements, sound)
    return work.result(None, replace(work.table, meanings=meanings))


def declared_meaning(work: Pass, unit: Unit, item: syntax.MeaningItem) -> Meaning:
    target = work.table.input(unit, item.input)
    bare = plain(target.type)
    if not isinstance(bare, Bits) or not 1 < width(bare) <= WIDEST:
        message = f"what has codes is bits, 2 to {WIDEST} of them; this is {type_name(bare)}"
        work.table.fail(item.input.place, "wrong-type", message)
    context = TypingContext(unit, reach="inputs")
    expression = work.expressions.of(item.expression, context, None)
    if not isinstance(plain(expression.type), Enum | Sum | Record):
        message = f"a code means a value with a name, not {type_name(expression.type)}"
        work.table.fail(syntax.place_of(item.expression), "wrong-type", message)
    there = list(presence(expression))
    if item.when is not None:
        there.insert(0, work.expressions.truth(item.when, context))
    present = And(tuple(there)) if there else TRUE
    return Meaning(target.name, expression, present, note_of(item.input.place, item.meta))
