"""Units whose names collide although neither sees the other -> units in which they do not.

A name that two such units declare is written `UNIT:NAME` in all but one of them, and wherever that
declaration is meant. Where some unit sees both, nothing is renamed: elaboration refuses the second
declaration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from memattr.language import syntax
from memattr.language.elaborate.symbol_table import Unit

# Items whose name may stand in an expression.
VALUES = (
    syntax.RecordItem,
    syntax.CodesItem,
    syntax.InputItem,
    syntax.DerivedItem,
    syntax.DefineItem,
)
OTHERS = (
    syntax.EnumItem,
    syntax.SumItem,
    syntax.RefinementItem,
    syntax.EncodingItem,
    syntax.ConditionItem,
    syntax.ScopeItem,
    syntax.ClaimItem,
    syntax.ExampleItem,
    syntax.FindItem,
    syntax.ViewItem,
    syntax.ColumnItem,
    syntax.LayoutItem,
    syntax.TableItem,
    syntax.PageItem,
    syntax.MachineItem,
    syntax.ProcedureItem,
    syntax.SurveyItem,
    syntax.FindProcedureItem,
)
# Names that are labels, values or bound where they stand: they are never renamed.
FIXED = {
    syntax.PathNode: {"field"},
    syntax.Argument: {"label"},
    syntax.MemberPart: {"name"},
    syntax.Shape: {"name"},
    syntax.EnumItem: {"values"},
    syntax.CodesItem: {"codes"},
    syntax.CaseItem: {"name"},
    syntax.ScopeItem: {"tree"},
    syntax.HeaderItem: {"name"},
    syntax.Import: {"names"},
    syntax.IdentifierItem: {"names"},
    syntax.Requires: {"tool", "version", "manual"},
    syntax.ManualItem: {"issue"},
    syntax.ProcedureItem: {"steps"},
    syntax.SurveyItem: {"invariants"},
    syntax.FindProcedureItem: {"answer"},
    syntax.ConstantPart: {"name"},
    syntax.AxiomPart: {"name"},
    syntax.VariablePart: {"name"},
    syntax.ActionPart: {"name"},
    syntax.AnyValue: {"name"},
    syntax.InvariantPart: {"name"},
    syntax.RequiredPart: {"names"},
}
BOUND_BY_CLAUSES = ("stated", "every value", "each", "instances", "dropping")


@dataclass(frozen=True)
class DeclaredName:
    """A name declared by a unit; `is_value` if it may stand in expressions."""

    unit: str
    name: str
    is_value: bool


@dataclass(frozen=True)
class Renaming:
    """New names by old ones: those that may stand in expressions, and those of everything."""

    values: Mapping[str, str]
    all: Mapping[str, str]

    def without(self, names: set[str]) -> Renaming:
        """The renaming where the names are bound to something else."""
        kept = {old: new for old, new in self.values.items() if old not in names}
        return Renaming(kept, self.all)


def scoped(units: Sequence[Unit], given: frozenset[str]) -> tuple[Unit, ...]:
    """The units; of two that collide, the one that was `given` keeps its names."""
    by_name = {unit.name: unit for unit in units}
    declared: dict[str, dict[str, DeclaredName]] = {}
    for unit in units:
        for one in _declared(unit):
            declared.setdefault(one.name, {}).setdefault(one.unit, one)
    renamed = [
        one
        for several in declared.values()
        if len(several) > 1 and not _meet(several, units)
        for one in _losers(list(several.values()), by_name, given)
    ]
    if not renamed:
        return tuple(units)
    return tuple(_renamed(unit, renamed) for unit in units)


def _declared(unit: Unit) -> Iterator[DeclaredName]:
    for item in unit.file.items:
        if isinstance(item, VALUES):
            yield DeclaredName(unit.name, item.name.text, True)
        elif isinstance(item, OTHERS) and item.name is not None:
            yield DeclaredName(unit.name, item.name.text, False)


def _meet(several: Mapping[str, DeclaredName], units: Sequence[Unit]) -> bool:
    """True iff some unit sees two of the declarations."""
    return any(len(unit.visible & several.keys()) > 1 for unit in units)


def _losers(
    several: list[DeclaredName], units: Mapping[str, Unit], given: frozenset[str]
) -> list[DeclaredName]:
    """All but the one that keeps its name: what was given, else the specification, else the first.
    Of several that were given, none does."""
    names = [one for one in several if one.unit in given]
    if len(names) > 1:
        return several
    spec = [one for one in several if units[one.unit].shipped]
    winner = (names or spec or several)[0]
    return [one for one in several if one is not winner]


def _renamed(unit: Unit, renamed: Sequence[DeclaredName]) -> Unit:
    seen = [one for one in renamed if one.unit in unit.visible]
    if not seen:
        return unit
    new = {one.name: f"{one.unit}:{one.name}" for one in seen}
    values = {one.name: new[one.name] for one in seen if one.is_value}
    renaming = Renaming(values, new)
    items = tuple(_item(item, renaming) for item in unit.file.items)
    return replace(unit, file=replace(unit.file, items=items))


def _item(item: syntax.Item, renaming: Renaming) -> syntax.Item:
    """The item with its own name, and what it refers to, renamed."""
    inner = renaming
    if isinstance(item, syntax.DefineItem):
        inner = renaming.without({member.name.text for member in item.parameters})
    if isinstance(item, syntax.MachineItem):
        inner = renaming.without(set(_names_of_parts(item)))
    rebuilt: syntax.Item = _rebuilt(item, inner)
    return rebuilt


def _names_of_parts(item: syntax.MachineItem) -> Iterator[str]:
    """What names mean in a machine before they mean anything else."""
    for part in item.parts:
        if isinstance(part, syntax.ConstantPart | syntax.AxiomPart | syntax.VariablePart):
            yield part.name.text
        if isinstance(part, syntax.ActionPart):
            yield from (value.name.text for value in part.values)


def _rebuilt(node: Any, renaming: Renaming) -> Any:
    """The node with every name in it that may be renamed."""
    if isinstance(node, tuple):
        return tuple(_rebuilt(part, renaming) for part in node)
    if isinstance(node, syntax.Name):
        return _named(node, renaming.values)
    if isinstance(node, syntax.TypeRef):
        return replace(node, name=renaming.all.get(node.name, node.name))
    if not is_dataclass(node) or isinstance(node, type):
        return node
    fixed = FIXED.get(type(node), set())
    named = _references(node)
    new = {}
    for field in fields(node):
        old = getattr(node, field.name)
        if field.name in fixed:
            continue
        if field.name in named or (field.name == "name" and isinstance(node, VALUES + OTHERS)):
            new[field.name] = _all_named(old, renaming.all)
        elif isinstance(node, syntax.ShapePattern):
            new["fields"] = tuple((label, _rebuilt(p, renaming)) for label, p in node.fields)
        else:
            new[field.name] = _rebuilt(old, renaming)
    return replace(node, **new)


def _references(node: Any) -> set[str]:
    """The parts that name declarations of any kind."""
    match node:
        case syntax.Clause(kind):
            return set() if kind in BOUND_BY_CLAUSES else {"names"}
        case syntax.ScopeItem():
            return {"system"}
        case syntax.PromisesPart() | syntax.ExampleItem() | syntax.PageItem() | syntax.FindItem():
            return {"names", "under", "offered", "found"}
        case syntax.AxisItem():
            return {"headings", "of"}
        case syntax.CodesItem():
            return {"enum"}
        case syntax.ReadingPart():
            return {"layout"}
        case syntax.ProcedureItem() | syntax.FindProcedureItem():
            return {"machine"}
        case syntax.ShowItem() | syntax.ScopeName() | syntax.ScopeChange():
            return {"name"}
        case syntax.GroupItem():
            return {"members"}
        case syntax.TableItem():
            return {"cells"}
        case _:
            return set()


def _all_named(node: Any, names: Mapping[str, str]) -> Any:
    everything = Renaming(names, names)
    return None if node is None else _rebuilt(node, everything)


def _named(name: syntax.Name, names: Mapping[str, str]) -> syntax.Name:
    new = names.get(name.text)
    return name if new is None else syntax.Name(name.place, new)
