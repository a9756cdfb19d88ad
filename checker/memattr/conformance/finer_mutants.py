"""Mutants beyond those of lint: rules that are left out, and single values that are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from memattr.lint.mutants import Mutant
from memattr.model.expressions import Const, Expression, Make, walk
from memattr.model.layout import values_of, width
from memattr.model.model import Case, Function, Model
from memattr.model.show import source_text
from memattr.model.transform import rebuilt
from memattr.model.types import Bits, Enum, plain

# Constants of so many bits are replaced by every other value.
MOST_BITS = 2


def finer_mutants(model: Model) -> Iterator[Mutant]:
    """A case answers as another case of its function, or a part of its answer is one value."""
    for function in model.functions.values():
        for case in function.cases:
            for what, broken in (*_swapped(function, case), *_altered(case)):
                cases = tuple(broken if other is case else other for other in function.cases)
                yield Mutant(function.name, case.name, what, replace(function, cases=cases))


def _swapped(function: Function, case: Case) -> Iterator[tuple[str, Case]]:
    """Where a rule is left out, what it excepts is done. Lint tries constants as results."""
    for other in function.cases:
        is_plain = case.choice is None and other.choice is None
        if is_plain and other.body != case.body and not isinstance(other.body, Const):
            yield f"answers as {other.name}", replace(case, body=other.body)


def _altered(case: Case) -> Iterator[tuple[str, Case]]:
    """Each field of what is put together, and each constant in it, is one value or another."""
    parts = [part for node in walk(case.body) if isinstance(node, Make) for part in node.fields]
    inside = [node for node in walk(case.body) if isinstance(node, Const) and node is not case.body]
    for node in {id(part): part for part in (*parts, *inside)}.values():
        if isinstance(plain(node.type), Bits | Enum) and width(node.type) <= MOST_BITS:
            for value in values_of(node.type):
                other = Const(node.type, value)
                if node != other:
                    what = f"has {source_text(node.type, value)} in place of a part"
                    yield what, replace(case, body=_replaced(case.body, node, other))


def _replaced(whole: Expression, old: Expression, new: Expression) -> Expression:
    return new if whole is old else rebuilt(whole, lambda node: _replaced(node, old, new))
