"""What the passes of elaboration share: the names declared so far, and the problems found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal, NoReturn, TypeVar

from memattr.language import syntax
from memattr.model.expressions import Expression
from memattr.model.machine import Permit
from memattr.model.model import Derived, Function, Input, Scope, out_of_scope
from memattr.model.types import Enum, Sum, Type, Value
from memattr.place import Note, Place, Problem, SpecError, near as near

T = TypeVar("T")

FEW = 8
# Kinds of names that stand where values stand.
GLOBAL_KINDS = (
    "input", "effective value", "output", "function", "encoding", "encoding of an enum", "record"
)  # fmt: skip
# What is looked for -> the kinds of symbols that it can be, where the kind has another name.
KINDS = {
    "policy or system": ("policy", "system"),
    "type": ("type", "enum", "record", "encoding"),
    "value": ("input", "effective value", "output"),
    "function, encoding or shape": ("function", "encoding of an enum", "record"),
    "input, view or policy": ("input", "view", "behaviour", "support", "policy", "system"),
    "input, encoding or column": ("input", "encoding"),
}


@dataclass(frozen=True)
class Unit:
    """A file under the name that imports use, with the names of all units it can see."""

    name: str
    file: syntax.File
    visible: frozenset[str]
    shipped: bool


@dataclass(frozen=True)
class Symbol:
    """A declared name: what it is, where, and in which unit."""

    kind: str
    unit: str
    place: Place


@dataclass(frozen=True)
class Codes:
    """An encoding of an enum: (code, index of the value) pairs."""

    name: str
    width: int
    enum: Enum
    table: tuple[tuple[int, int], ...]


@dataclass
class Work:
    """Grows while the passes run, and is dropped when the model is frozen."""

    units: dict[str, Unit]
    problems: list[Problem] = field(default_factory=list)
    symbols: dict[str, Symbol] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    codes: dict[str, Codes] = field(default_factory=dict)
    inputs: dict[str, Input] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    derived: dict[str, Derived] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    values: dict[str, list[Enum | Sum]] = field(default_factory=dict)
    announced: dict[str, Callable[[], None]] = field(default_factory=dict)
    signing: list[str] = field(default_factory=list)
    given: list[tuple[Place, Type, Value]] = field(default_factory=list)
    places: dict[int, tuple[Expression, tuple[Place, ...]]] = field(default_factory=dict)
    skipped: bool = False

    def fail(self, place: Place, code: str, message: str, way: str = "") -> NoReturn:
        """Gives up the item or case at hand for this problem."""
        raise SpecError([self.problem(place, code, message, way)])

    def skip(self) -> NoReturn:
        """Gives up because of something that has failed before, where its own problem is noted."""
        raise SpecError([])

    def note(self, place: Place, code: str, message: str, way: str = "") -> None:
        """Notes the problem and goes on."""
        self.problems.append(self.problem(place, code, message, way))

    def problem(self, place: Place, code: str, message: str, way: str) -> Problem:
        """The problem with its line of the text."""
        files = (unit.file for unit in self.units.values())
        lines = next((file.lines for file in files if file.path == place.file), ())
        source = lines[place.line - 1] if place.line <= len(lines) else ""
        return Problem(place, code, message, source, way)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Notes why the block gave up, if it did, and goes on after it."""
        try:
            yield
        except SpecError as error:
            self.problems += error.problems
            self.skipped |= not error.problems

    def items(self, kind: type[T]) -> Iterator[tuple[Unit, T]]:
        """The items of one kind, in order, with their units."""
        for unit in self.units.values():
            for item in unit.file.items:
                if isinstance(item, kind):
                    yield unit, item

    def is_grid(self, function: str) -> bool:
        """True iff the function is declared as a table of two parameters."""
        items = (item for _, item in self.items(syntax.DefineItem) if item.name.text == function)
        return any(isinstance(item.rules, syntax.GridPart) for item in items)

    def function(self, name: str) -> Function | None:
        """The function, its signature elaborated now if it was only announced."""
        waiting = self.announced.pop(name, None)
        if waiting is not None:
            self.signing.append(name)
            try:
                waiting()
            finally:
                self.signing.pop()
        elif name in self.signing:
            message = f"'{name}' is called by the type of one of its own parameters or results"
            self.fail(self.symbols[name].place, "recursion", message, "Give it a wider type.")
        return self.functions.get(name)

    def input(self, unit: Unit, name: syntax.Name) -> Input:
        """The input of that name."""
        self.see(unit, name)
        found = self.inputs.get(name.text)
        if found is None:
            self.unknown(name, "input", self.inputs)
        return found

    def at(self, expression: Expression, *places: Place) -> Expression:
        """Remembers where an expression and its operands stand, for problems found later."""
        self.places[id(expression)] = (expression, places)
        return expression

    def places_of(self, expression: Expression) -> tuple[Place, ...]:
        """Where the expression stands, and where each of its operands; () if nobody knows."""
        known = self.places.get(id(expression))
        return known[1] if known is not None else ()

    def each(self, kind: type[T], act: Callable[[Unit, T], None]) -> None:
        """Elaborates the items of one kind; one that gives up does not hide the next."""
        for unit, item in self.items(kind):
            with self.attempt():
                act(unit, item)

    def declare(self, unit: Unit, name: syntax.Name, kind: str) -> None:
        """Registers a name; a second declaration is a problem that shows the first."""
        first = self.symbols.get(name.text)
        if first is not None:
            self.fail(
                name.place,
                "duplicate-name",
                f"'{name.text}' is already declared, as {article(first.kind)} "
                f"at {first.place.short}",
                "Rename one of the two.",
            )
        self.symbols[name.text] = Symbol(kind, unit.name, name.place)
        owners = self.owners(unit, name.text)
        if owners and kind in GLOBAL_KINDS:
            message = f"'{name.text}' is a value of {owners[0].name}"
            self.fail(name.place, "hides", message, "Rename one of the two.")

    def see(self, unit: Unit, name: syntax.Name) -> Symbol | None:
        """The symbol, if declared; using one from a unit that is not imported is a problem."""
        symbol = self.symbols.get(name.text)
        if symbol is not None and symbol.unit not in unit.visible:
            self.fail(
                name.place,
                "not-imported",
                f"'{name.text}' is declared in '{symbol.unit}', which this file does not import",
                f"Add: import {symbol.unit}",
            )
        return symbol

    def visible(self, unit: Unit, name: str) -> Symbol | None:
        """The symbol, if it is declared where the unit can see it."""
        symbol = self.symbols.get(name)
        return symbol if symbol is not None and symbol.unit in unit.visible else None

    def owners(self, unit: Unit, value: str) -> list[Enum | Sum]:
        """The types that have the value or shape, as far as the unit can see them."""
        return [kind for kind in self.values.get(value, ()) if self.visible(unit, kind.name)]

    def refuse_hiding(self, unit: Unit, name: syntax.Name, known: Iterable[str] = ()) -> None:
        """A local name may not be one that means something else where it stands."""
        symbol = self.visible(unit, name.text)
        owners = self.owners(unit, name.text)
        if name.text in known:
            what = "a name that is already bound here"
        elif symbol is not None:
            what = f"{article(symbol.kind)}, declared at {symbol.place.short}"
        elif owners:
            what = f"a value of {' and '.join(owner.name for owner in owners)}"
        else:
            return
        self.fail(name.place, "hides", f"'{name.text}' would hide {what}", "Take another name.")

    def left_out(self, name: str) -> str:
        """Why a text leaves this name of the manual out; nothing if none does."""
        for _, item in self.items(syntax.IdentifierItem):
            if item.out_of_scope and any(own.text.lower() == name.lower() for own in item.names):
                return out_of_scope(name, item.words)
        return ""

    def unknown(
        self, name: syntax.Name, what: str, known: Iterable[str], way: str = ""
    ) -> NoReturn:
        """No such thing: says what else has that name, or which names are near."""
        names = [other for other in known if other != name.text]
        symbol = self.symbols.get(name.text)
        if symbol is not None and symbol.kind in KINDS.get(what, (what,)):
            self.skip()
        message = f"no {what} is called '{name.text}'"
        if symbol is not None:
            message = f"'{name.text}' is {article(symbol.kind)}, not {article(what)}"
        ways = [way for way in (self.left_out(name.text), near(name.text, names), way) if way]
        if not ways and 0 < len(names) <= FEW:
            few = f"There are {', '.join(sorted(names))}."
            ways = [few if len(names) > 1 else f"The only one is {names[0]}."]
        self.fail(name.place, "unknown-name", message, ways[0] if ways else "")


def article(kind: str) -> str:
    """The kind with its article."""
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def note_of(place: Place, meta: syntax.Meta) -> Note:
    """The meta of an item as the model keeps it."""
    return Note(place, meta.words, meta.refs, meta.source)


def counted(number: int, what: str) -> str:
    """The number with the word in its singular or plural."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


Reach = Literal["nothing", "constants", "cpu", "inputs"]


@dataclass(frozen=True)
class TypingContext:
    """`reach` says which global values it may read: none (functions, fixed values), features only
    (policies), or all inputs and derived values. `instances` maps a claim's instance names to
    their player. `permits` collects what a machine asks of all guests; None elsewhere."""

    unit: Unit
    locals: Mapping[str, Expression] = field(default_factory=dict)
    reach: Reach = "nothing"
    instances: Mapping[str, str] = field(default_factory=dict)
    permits: MutableMapping[str, Permit] | None = None

    def binding(self, more: Mapping[str, Expression]) -> TypingContext:
        """The context with more local names."""
        return replace(self, locals={**self.locals, **more})
