"""A pass of elaboration: from the symbol table of the passes before to a result, the names that it
declared itself, the problems that it met, and where its expressions stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from memattr.language import syntax
from memattr.language.elaborate.symbol_table import (
    GLOBAL_KINDS,
    Symbol,
    SymbolTable,
    Unit,
    article,
)
from memattr.language.elaborate.type_checking import ExpressionPlaces, Expressions
from memattr.place import Place, Problem, SpecError

T = TypeVar("T")
Item = TypeVar("Item")


@dataclass(frozen=True)
class PassResult(Generic[T]):
    """What it was for; the symbol table with the names that it declared; its problems, and
    whether it gave up anything because of a problem of another pass; and where what it typed
    stands."""

    value: T
    table: SymbolTable
    problems: tuple[Problem, ...]
    skipped: bool
    places: ExpressionPlaces


class Pass:
    """What one pass collects while it runs; no other pass sees it.

    `table` is what it looks names up in, to which its own names are added as it goes."""

    def __init__(self, before: SymbolTable) -> None:
        self.symbols = dict(before.symbols)
        self.variants = dict(before.variants)
        self.table = replace(before, symbols=self.symbols, variants=self.variants)
        self.places = ExpressionPlaces()
        self.problems: list[Problem] = []
        self.skipped = False

    def result(self, value: T, table: SymbolTable | None = None) -> PassResult[T]:
        """The pass as it ends."""
        after = table or self.table
        return PassResult(value, after, tuple(self.problems), self.skipped, self.places)

    @property
    def expressions(self) -> Expressions:
        """The reader of expressions over what is declared now."""
        return Expressions(self.table, self.places)

    def note(self, place: Place, code: str, message: str, way: str = "") -> None:
        """Notes the problem and goes on."""
        self.problems.append(self.table.problem(place, code, message, way))

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Notes why the block gave up, if it did, and goes on after it."""
        try:
            yield
        except SpecError as error:
            self.problems += error.problems
            self.skipped |= not error.problems

    def each(self, kind: type[Item], act: Callable[[Unit, Item], None]) -> None:
        """Elaborates the items of one kind; one that gives up does not hide the next."""
        for unit, item in self.table.items(kind):
            with self.attempt():
                act(unit, item)

    def declare(self, unit: Unit, name: syntax.Name, kind: str) -> None:
        """Registers a name; a second declaration is a problem that shows the first."""
        first = self.symbols.get(name.text)
        if first is not None:
            self.table.fail(
                name.place,
                "duplicate-name",
                f"'{name.text}' is already declared, as {article(first.kind)} "
                f"at {first.place.short}",
                "Rename one of the two.",
            )
        self.symbols[name.text] = Symbol(kind, unit.name, name.place)
        owners = self.table.owners(unit, name.text)
        if owners and kind in GLOBAL_KINDS:
            message = f"'{name.text}' is a value of {owners[0].name}"
            self.table.fail(name.place, "hides", message, "Rename one of the two.")
