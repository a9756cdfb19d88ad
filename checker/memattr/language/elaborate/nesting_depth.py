"""How deep expressions lie in one another, by way of what they call and read: refused past a limit,
since every reading goes down that far."""

from __future__ import annotations

from itertools import chain

from memattr.language.elaborate.dependency_order import levels
from memattr.language.elaborate.symbol_table import Work
from memattr.model.expressions import Call, Expression, Global, children
from memattr.model.model import Function
from memattr.place import Place

MAX_DEPTH = 300
MAX_BITS = 1000


class Depths:
    """Functions first, then derived values, then everything that reads them."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.functions: dict[str, int] = {}
        self.derived: dict[str, int] = {}

    def of(self, expression: Expression) -> int:
        """One more than the deepest of its operands, and of what it calls or reads."""
        below = max(map(self.of, children(expression)), default=0)
        match expression:
            case Call(function, _):
                below = max(below, self.functions.get(function, 0))
            case Global(name, _):
                below = max(below, self.derived.get(name, 0))
            case _:
                pass
        return below + 1

    def refuse_functions(self, calls: dict[str, set[str]]) -> bool:
        """Notes the first function that is too deep. No function calls itself. True iff there is
        such a function."""
        for name in chain.from_iterable(levels(calls)):
            function = self.work.functions[name]
            self.functions[name] = max(map(self.of, _parts(function)), default=0)
            if self.refuse(function.note.place, self.functions[name]):
                return True
        return False

    def refuse_derived(self) -> None:
        """Notes the first derived value that is too deep, in the order of their needs."""
        for name, derived in self.work.derived.items():
            self.derived[name] = self.of(derived.expression)
            if self.refuse(derived.note.place, self.derived[name]):
                return

    def refuse(self, place: Place, depth: int) -> bool:
        if depth <= MAX_DEPTH:
            return False
        message = f"with all that this calls and reads, it is nested {depth} deep"
        way = f"Make it flatter: {MAX_DEPTH} is the limit."
        self.work.note(place, "too-deep", message, way)
        return True


def _parts(function: Function) -> list[Expression]:
    found = [part for case in function.cases for part in (case.guard, case.body)]
    choices = [case.choice for case in function.cases if case.choice is not None]
    return found + [choice.condition for choice in choices if choice.condition is not None]
