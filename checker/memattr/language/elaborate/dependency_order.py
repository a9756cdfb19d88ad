"""How declarations need one another: none may need itself, each is elaborated after those that it
needs, and what it comes to through all of them has a limit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Set as AbstractSet
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from itertools import chain

from memattr.language.elaborate.symbol_table import Work
from memattr.model.expressions import Call, Expression, Global, children
from memattr.model.model import Function
from memattr.place import Place


def refuse_recursion(work: Work, depths: Depths) -> bool:
    """Notes a problem for each function that calls itself, by way of others perhaps, and for the
    first that is too deep. True iff there is any."""
    calls = {
        name: called_by(function) & work.functions.keys()
        for name, function in work.functions.items()
    }
    told: set[str] = set()
    for name in _never_ending(calls):
        way = None if name in told else _way(calls, name)
        if way is not None:
            told |= {name, *way}
            message = f"'{name}' calls itself"
            if way:
                message += f", by way of {' and '.join(way)}"
            place = work.functions[name].note.place
            work.note(place, "recursion", message, "Everything here is finite.")
    return bool(told) or depths.refuse_functions(calls)


def _never_ending(calls: dict[str, set[str]]) -> list[str]:
    """The functions that reach a circle of calls, in their order."""
    ending = set(chain.from_iterable(levels(calls)))
    return [name for name in calls if name not in ending]


def _way(calls: dict[str, set[str]], name: str) -> tuple[str, ...] | None:
    """The shortest list of functions between a function and its call of itself."""
    waiting, caller = deque([name]), {name: name}
    while waiting:
        last = waiting.popleft()
        for callee in sorted(calls[last]):
            if callee == name:
                way = []
                while last != name:
                    way.append(last)
                    last = caller[last]
                return tuple(reversed(way))
            if callee not in caller:
                caller[callee] = last
                waiting.append(callee)
    return None


def called_by(function: Function) -> set[str]:
    """The functions that its cases call directly."""
    found: set[str] = set()
    for case in function.cases:
        parts = [case.guard, case.body]
        if case.choice is not None and case.choice.condition is not None:
            parts.append(case.choice.condition)
        for part in parts:
            found |= calls_in(part)
    return found


def calls_in(expression: Expression) -> set[str]:
    """The functions called anywhere in the expression."""
    own = {expression.function} if isinstance(expression, Call) else set()
    return own.union(*map(calls_in, children(expression)))


def levels(needs: Mapping[str, AbstractSet[str]]) -> Iterator[list[str]]:
    """First the names that need no other, then those that need only these, and so on; within a
    level in the order of the mapping. Names that need a circle never come."""
    position = {name: number for number, name in enumerate(needs)}
    sorter = TopologicalSorter(needs)
    with suppress(CycleError):
        sorter.prepare()
    while ready := sorter.get_ready():
        sorter.done(*ready)
        yield sorted(ready, key=position.__getitem__)


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
