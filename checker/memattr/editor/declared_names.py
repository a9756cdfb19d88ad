"""Parsed texts -> what they declare: items, their values, fields, cases and parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from memattr.language import syntax
from memattr.language.elaborated import Unit
from memattr.place import Place

# What is named: a kind of name, for what is local the item that binds it, and the name itself.
Key: TypeAlias = "tuple[str, ...]"


@dataclass(frozen=True)
class NameDeclaration:
    """What declares a name: the item or the part of one, what kind of thing it is, and where."""

    node: Any
    what: str
    place: Place


class NameDeclarations:
    """What some units declare: `by_key` by name, `globals` the units that have an item so named."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = {unit.name: unit for unit in units}
        self.by_key: dict[Key, list[NameDeclaration]] = {}
        self.globals: dict[str, list[str]] = {}
        for unit in units:
            for item in unit.file.items:
                self._declare(unit, item)

    def declarations(self, key: Key) -> list[NameDeclaration]:
        """What declares the name; several have the same field, or a value of the same name."""
        return self.by_key.get(key, [])

    def visible(self, unit: Unit) -> Iterator[tuple[str, NameDeclaration]]:
        """What the unit can name: values, and what items declare."""
        for key, declared in self.by_key.items():
            seen = key[0] == "value" or (key[0] == "global" and key[1] in unit.visible)
            if seen:
                yield key[-1], declared[0]

    def _declare(self, unit: Unit, item: syntax.Item) -> None:
        name = getattr(item, "name", None)
        if isinstance(item, syntax.HeaderItem):
            self._add(("unit", unit.name), item, "text", item.name.place)
        elif isinstance(name, syntax.Name) and not isinstance(item, syntax.ShowItem):
            self.globals.setdefault(name.text, []).append(unit.name)
            self._add(("global", unit.name, name.text), item, kind_of(item), name.place)
        match item:
            case syntax.IdentifierItem(names):
                for one in names:
                    self._add(("identifier", one.text), item, "identifier", one.place)
            case syntax.EnumItem(_, values):
                for value in values:
                    self._add(("value", value.text), item, f"value of {name_of(item)}", value.place)
            case syntax.SumItem(_, shapes):
                for shape in shapes:
                    own = shape.name
                    self._add(("value", own.text), item, f"shape of {name_of(item)}", own.place)
                    self._members(shape.members, item)
            case syntax.RecordItem(_, members):
                self._members(members, item)
            case syntax.DefineItem():
                self._function(unit, item)
            case syntax.MachineItem(_, parts):
                for part in parts:
                    if not isinstance(part, syntax.RequiredPart):
                        what = f"part of {name_of(item)}"
                        self._add(("part", part.name.text), part, what, part.name.place)
            case _:
                pass

    def _members(self, members: Sequence[syntax.MemberPart], item: syntax.Item) -> None:
        for member in members:
            what = f"field of {name_of(item)}"
            self._add(("field", member.name.text), item, what, member.name.place)

    def _function(self, unit: Unit, item: syntax.DefineItem) -> None:
        for case in () if isinstance(item.rules, syntax.GridPart) else item.rules:
            key = ("case", item.name.text, case.name.text)
            self._add(key, case, f"case of {item.name.text}", case.name.place)
            if case.choosing is not None:
                choice = case.choosing.name
                self.globals.setdefault(choice.text, []).append(unit.name)
                what = f"{case.choosing.kind} choice"
                self._add(("global", unit.name, choice.text), case, what, choice.place)

    def _add(self, key: Key, node: Any, what: str, place: Place) -> None:
        self.by_key.setdefault(key, []).append(NameDeclaration(node, what, place))


def name_of(item: syntax.Item) -> str:
    """The item's name, if it has one."""
    name = getattr(item, "name", None)
    return name.text if isinstance(name, syntax.Name) else ""


def kind_of(item: syntax.Item) -> str:
    """What kind of thing an item declares, in the words of the language."""
    match item:
        case syntax.InputItem(_, _, player, role, stated):
            return " ".join(filter(None, (player, role, "stated" if stated else "")))
        case syntax.ClaimItem() | syntax.ScopeItem() | syntax.ViewItem():
            return item.kind
        case syntax.DerivedItem(_, kind):
            return "output" if kind is not None else "effective"
        case syntax.EnumItem(_, _, ordered):
            return "order" if ordered else "enum"
        case syntax.ConditionItem(name):
            return "impossible" if name is not None else "requires"
        case syntax.RefinementItem() | syntax.SumItem():
            return "type"
        case syntax.CodesItem():
            return "encoding"
        case _:
            return type(item).__name__.removesuffix("Item").lower()
