"""A model -> the ways to break one of its cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from memattr.model.expressions import (
    TRUE,
    And,
    AtLeast,
    Const,
    Equal,
    Expression,
    Local,
    Make,
    Not,
    Or,
    Strongest,
    walk,
)
from memattr.model.layout import values_of
from memattr.model.model import Case, Choice, Function, Model
from memattr.model.show import source_text
from memattr.model.transform import rebuilt
from memattr.model.types import Value
from memattr.place import Place
from memattr.readings.evaluate import Evaluator

MOST_VALUES = 2
SEARCHED = 4096


@dataclass(frozen=True)
class Mutant:
    """One case of one function, broken; `what` says how."""

    function: str
    case: str
    what: str
    broken: Function

    @property
    def place(self) -> Place:
        """Where the case stands."""
        return next(case.note.place for case in self.broken.cases if case.name == self.case)

    @property
    def gives(self) -> bool:
        """True iff the case gives another result, and nothing else is broken."""
        return self.what.startswith("gives ")

    @property
    def title(self) -> str:
        """What is broken, and how."""
        return f"{self.function}.{self.case} {self.what}"


def mutants(model: Model) -> Iterator[Mutant]:
    """Every mutant, in the order of the text."""
    evaluator = Evaluator(model)
    for function in model.functions.values():
        results = tuple(islice(evaluator.values_of(function.result), SEARCHED))
        for index, case in enumerate(function.cases):
            for what, broken in _broken(function, case, results):
                cases = (*function.cases[:index], broken, *function.cases[index + 1 :])
                yield Mutant(function.name, case.name, what, replace(function, cases=cases))
            yield from _weaker_guards(function, index)


def _broken(function: Function, case: Case, results: Sequence[Value]) -> Iterator[tuple[str, Case]]:
    """The case with another result, with its orders swapped, with another choice."""
    for value in _others(results, case.body):
        text = source_text(function.result, value)
        yield f"gives {text}", replace(case, body=Const(function.result, value), choice=None)
    for what, body in _swapped(case.body):
        yield what, replace(case, body=body)
    if case.choice is not None:
        for what, choice in _other_choices(case.choice):
            yield what, replace(case, choice=choice)


def _others(results: Sequence[Value], body: Expression) -> Sequence[Value]:
    """A few other results: far apart, and never the one that is written."""
    written = _written(body)
    values = [value for value in results if value != written]
    step = max(1, (len(values) - 1) // (MOST_VALUES - 1))
    return values[::step][:MOST_VALUES]


def _written(body: Expression) -> Value | None:
    """The value that an expression without names denotes."""
    match body:
        case Const(_, value):
            return value
        case Make(_, variant, fields):
            values = [_written(part) for part in fields]
            if any(value is None for value in values):
                return None
            inner = tuple(value for value in values if value is not None)
            return inner if variant is None else (variant, inner)
        case _:
            return None


def _swapped(body: Expression) -> Iterator[tuple[str, Expression]]:
    """Each order in the body, turned round or forgotten."""
    for node in walk(body):
        match node:
            case Strongest(left, right, _):
                yield "takes the first for the strongest", _replaced(body, node, left)
                yield "takes the second for the strongest", _replaced(body, node, right)
            case AtLeast(left, right, _):
                yield "swaps an order", _replaced(body, node, AtLeast(right, left))
            case _:
                pass


def _replaced(whole: Expression, old: Expression, new: Expression) -> Expression:
    if whole is old:
        return new
    return rebuilt(whole, lambda node: _replaced(node, old, new))


def _other_choices(choice: Choice) -> Iterator[tuple[str, Choice]]:
    """One element less, one more."""
    binder = Local(choice.binder, choice.type)
    values = list(islice(values_of(choice.type), SEARCHED))
    condition = choice.condition or TRUE
    for value in (values[0], values[-1]):
        text = source_text(choice.type, value)
        same = Equal(binder, Const(choice.type, value))
        fewer = And((condition, Not(same)))
        yield f"never chooses {text}", replace(choice, condition=fewer)
        if choice.condition is not None:
            yield f"may choose {text}", replace(choice, condition=Or((condition, same)))


def _weaker_guards(function: Function, index: int) -> Iterator[Mutant]:
    """A conjunct dropped: the case then comes before the others."""
    case = function.cases[index]
    if not isinstance(case.guard, And) or len(case.guard.operands) < 2:
        return
    for dropped in range(len(case.guard.operands)):
        kept = tuple(o for n, o in enumerate(case.guard.operands) if n != dropped)
        guard = And(kept)
        cases = tuple(
            replace(other, guard=guard if n == index else And((other.guard, Not(guard))))
            for n, other in enumerate(function.cases)
        )
        what = f"drops condition {dropped + 1}"
        yield Mutant(function.name, case.name, what, replace(function, cases=cases))
