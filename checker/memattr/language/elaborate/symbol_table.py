"""The names that are declared, what each stands for, and the problem of one that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NoReturn, TypeVar

from memattr.language import syntax
from memattr.model.expressions import Expression
from memattr.model.machine import Permit
from memattr.model.model import (
    Condition,
    Derived,
    Function,
    Input,
    Meaning,
    Scope,
    ScopeVariant,
    out_of_scope,
)
from memattr.model.types import Enum, Sum, Type
from memattr.place import Note, Place, Problem, SpecError, near

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


@dataclass(frozen=True)
class Meanings:
    """What codes of inputs mean, each with the unit that says so; and on what it depends beside the
    rules. Unsound: a rule has a problem, so that nobody knows what codes mean."""

    declared: Sequence[tuple[str, Meaning]] = ()
    impossible: tuple[Condition, ...] = ()
    requirements: tuple[Condition, ...] = ()
    sound: bool = True


NO_MEANINGS = Meanings()


@dataclass(frozen=True)
class SymbolTable:
    """What the passes before have declared, for the next one to look up; nothing changes it.

    A pass that declares more is given one over tables of its own that grow, and hands on another
    one: see `Pass`. `values` are names of values and shapes, with the types that have them."""

    units: Mapping[str, Unit]
    symbols: Mapping[str, Symbol] = field(default_factory=dict)
    types: Mapping[str, Type] = field(default_factory=dict)
    values: Mapping[str, Sequence[Enum | Sum]] = field(default_factory=dict)
    codes: Mapping[str, Codes] = field(default_factory=dict)
    inputs: Mapping[str, Input] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    derived: Mapping[str, Derived] = field(default_factory=dict)
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    meanings: Meanings = NO_MEANINGS
    variants: Mapping[str, ScopeVariant] = field(default_factory=dict)

    def scope(self, name: str) -> Scope:
        """The scope of that name, or the variant of one."""
        variant = self.variants.get(name)
        if variant is None:
            return self.scopes[name]
        return self.scopes[variant.base].changed(name, variant.changes)

    def fail(self, place: Place, code: str, message: str, way: str = "") -> NoReturn:
        """Gives up the item or case at hand for this problem."""
        raise SpecError([self.problem(place, code, message, way)])

    def skip(self) -> NoReturn:
        """Gives up because of something that has failed before, where its own problem is noted."""
        raise SpecError([])

    def problem(self, place: Place, code: str, message: str, way: str = "") -> Problem:
        """The problem with its line of the text."""
        files = (unit.file for unit in self.units.values())
        lines = next((file.lines for file in files if file.path == place.file), ())
        source = lines[place.line - 1] if place.line <= len(lines) else ""
        return Problem(place, code, message, source, way)

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

    def input(self, unit: Unit, name: syntax.Name) -> Input:
        """The input of that name."""
        self.see(unit, name)
        declared = self.inputs.get(name.text)
        if declared is None:
            self.unknown(name, "input", self.inputs)
        return declared

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
        names = sorted({other for other in known if other != name.text})
        symbol = self.symbols.get(name.text)
        if symbol is not None and symbol.kind in KINDS.get(what, (what,)):
            self.skip()
        message = f"no {what} is called '{name.text}'"
        if symbol is not None:
            message = f"'{name.text}' is {article(symbol.kind)}, not {article(what)}"
        ways = [way for way in (self.left_out(name.text), near(name.text, names), way) if way]
        if not ways and 0 < len(names) <= FEW:
            few = f"There are {', '.join(names)}."
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
    their player. `permits` collects what a machine asks of all guests; None elsewhere. `assumed` is
    what is admitted where the expression is read, as far as a meaning in it may depend on that."""

    unit: Unit
    locals: Mapping[str, Expression] = field(default_factory=dict)
    reach: Reach = "nothing"
    instances: Mapping[str, str] = field(default_factory=dict)
    permits: MutableMapping[str, Permit] | None = None
    assumed: tuple[Expression, ...] = ()

    def binding(self, more: Mapping[str, Expression]) -> TypingContext:
        """The context with more local names."""
        return replace(self, locals={**self.locals, **more})
