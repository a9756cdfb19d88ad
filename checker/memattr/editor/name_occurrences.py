"""Parsed texts -> every place where a name stands, and what it means there.

This follows the rules of the language for names: one space of names for all items that a text can
see, and in it no local name that means something else as well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, TypeAlias, assert_never

from memattr.editor.declared_names import Key, NameDeclarations, name_of
from memattr.editor.tokens import tokens_of
from memattr.language import syntax
from memattr.language.elaborated import Unit
from memattr.place import Place

# Items whose names stand where values stand.
VALUES = (
    syntax.InputItem, syntax.DerivedItem, syntax.DefineItem, syntax.CodesItem, syntax.RecordItem,
    syntax.ViewItem,
)  # fmt: skip
# How a condition of a type calls the value that it speaks of, and the type that is always there.
ITSELF = "it"
BUILT_IN = (ITSELF, "bool")
BINDING_CLAUSES = ("every value", "each", "instances")

# What a name stands for: something that the texts or the machine declare elsewhere, or, if it is
# new, what it declares here.
Role: TypeAlias = Literal[
    "global", "part", "new global", "new local", "new case", "new part", "new value"
]

# The fields of nodes that hold a name, or several, of one role.
ROLES: dict[type, dict[str, Role]] = {
    syntax.EnumItem: {"values": "new value"},
    syntax.CaseItem: {"name": "new case"},
    syntax.Choosing: {"name": "new global", "binder": "new local"},
    syntax.MemberPart: {"name": "new local"},
    syntax.IntermediatePart: {"name": "new local"},
    syntax.AnyValue: {"name": "new local"},
    syntax.ConstantPart: {"name": "new part"},
    syntax.AxiomPart: {"name": "new part"},
    syntax.VariablePart: {"name": "new part"},
    syntax.ActionPart: {"name": "new part"},
    syntax.InvariantPart: {"name": "new part"},
    syntax.RequiredPart: {"names": "part"},
    syntax.ProcedureItem: {"steps": "part", "machine": "global"},
    syntax.SurveyItem: {"invariants": "part"},
    syntax.PromisesPart: {"names": "global"},
    syntax.ReadPart: {"names": "global"},
    syntax.PageItem: {"offered": "global"},
    syntax.AssignmentPart: {"name": "global"},
    syntax.ScopeName: {"name": "global"},
    syntax.ScopeChange: {"name": "global"},
    syntax.ReadingPart: {"layout": "global"},
    syntax.ScopeItem: {"system": "global"},
    syntax.CodesItem: {"enum": "global"},
    syntax.AxisItem: {"of": "global"},
}


@dataclass(frozen=True)
class Occurrence:
    """A name where it stands, as it is written there."""

    key: Key
    place: Place
    text: str
    declares: bool = False


class Names(NameDeclarations):
    """All names of some units, where they stand."""

    def __init__(self, units: Sequence[Unit]) -> None:
        super().__init__(units)
        self.of_file: dict[str, tuple[Occurrence, ...]] = {
            unit.file.path: (*_Walk(self, unit).occurrences(), *self._references(unit.file))
            for unit in units
        }

    def at(self, file: str, line: int, column: int) -> Occurrence | None:
        """The name that begins at a place."""
        return next(
            (o for o in self.of_file.get(file, ()) if o.place == Place(file, line, column)), None
        )

    def everywhere(self, key: Key) -> Iterator[Occurrence]:
        """Where the same is named, file by file, in order, and each place once."""
        for every in self.of_file.values():
            same = {o.place: o for o in every if o.key == key}
            yield from sorted(same.values(), key=lambda o: o.place)

    def _references(self, file: syntax.File) -> Iterator[Occurrence]:
        """Identifiers of the manual where they are cited: strings, and names that nothing has."""
        for token in tokens_of(file.lines):
            key = ("identifier", token.text.strip('"'))
            if key in self.by_key and token.kind in ("string", "name"):
                place = Place(file.path, token.line + 1, token.column + 1)
                if key[1] not in self.globals or token.kind == "string":
                    yield Occurrence(key, place, token.text)


class _Walk:
    """The names in one unit."""

    def __init__(self, names: Names, unit: Unit) -> None:
        self.names, self.unit = names, unit
        self.found: list[Occurrence] = []
        self.item, self.bound = "", frozenset[str]()
        self.instances: frozenset[str] = frozenset()
        self.in_machine = False

    def occurrences(self) -> list[Occurrence]:
        for item in self.unit.file.items:
            self._item(item)
        return self.found

    def _item(self, item: syntax.Item) -> None:
        self.item = name_of(item) or f"{len(self.found)}"
        self.instances = frozenset(
            name.text
            for clause in getattr(item, "clauses", ())
            if clause.kind == "instances"
            for name in clause.names
        )
        self.in_machine = isinstance(item, syntax.MachineItem)
        self.bound = frozenset(self._bound_in(item))
        name = getattr(item, "name", None)
        match item:
            case syntax.HeaderItem(_, header):
                self._add(("unit", self.unit.name), header, True)
                return
            case syntax.Import(names):
                for one in names:
                    self._add(("unit", one.text), one)
                return
            case syntax.IdentifierItem(names):
                for one in names:
                    self._add(("identifier", one.text), one, True)
                return
            case syntax.Requires() | syntax.ManualItem():
                return
            case syntax.ShowItem():
                self._value(item.name)
                self._in_braces(item.name.place, lambda text: ("field", text))
                return
            case syntax.MachineItem():
                self._in_braces(item.name.place, self._local)
            case _:
                pass
        if isinstance(name, syntax.Name):
            self._add(("global", self.unit.name, name.text), name, True)
        for field in fields(item):
            if field.name not in ("name", "tree"):
                self._field(item, field.name, getattr(item, field.name))

    def _in_braces(self, begin: Place, key: Callable[[str], Key]) -> None:
        """Names that sentences of an item have in braces, for what stands there."""
        lines = self.unit.file.lines
        for number in range(begin.line, len(lines) + 1):
            line = lines[number - 1]
            if number > begin.line and line[:1].strip():
                return
            for match in re.finditer(r"\{(\w+)\}", line):
                place = Place(self.unit.file.path, number, match.start(1) + 1)
                self._add(key(match[1]), syntax.Name(place, match[1]))

    def _bound_in(self, item: syntax.Item) -> Iterator[str]:
        for node in _nodes(item):
            match node:
                case syntax.DefineItem(_, parameters, _, _, intermediates):
                    yield from (part.name.text for part in parameters)
                    yield from (part.name.text for part in intermediates)
                case syntax.Choosing(binder):
                    yield binder.text
                case syntax.AnyValue(name):
                    yield name.text
                case syntax.Clause(kind, names) if kind in BINDING_CLAUSES:
                    yield from (name.text for name in names)
                case syntax.ShapePattern(_, parts) if isinstance(item, syntax.DefineItem):
                    for _, pattern in parts:
                        if isinstance(pattern, syntax.Name) and not self._is_value(pattern.text):
                            yield pattern.text
                case syntax.RefinementItem():
                    yield ITSELF

    # ---- Nodes

    def _node(self, node: Any) -> None:
        match node:
            case tuple():
                for part in node:
                    self._node(part)
            case syntax.Name():
                self._value(node)
            case syntax.TypeRef(place, text, width) if not width:
                self._global(syntax.Name(place, text))
            case syntax.PathNode(syntax.Name(_, text) as owner, own) if text in self.instances:
                self._value(owner)
                self._global(own)
            case syntax.PathNode(operand, own):
                self._node(operand)
                self._add(("field", own.text), own)
            case syntax.Apply(name, arguments):
                self._apply(name, arguments)
            case syntax.ShapePattern(name, parts):
                self._value(name)
                self._labelled(parts)
            case syntax.Updated(operand, parts):
                self._node(operand)
                self._labelled(parts)
            case syntax.With(operand, changes):
                self._node(operand)
                self._changes(changes)
            case _ if is_dataclass(node) and not isinstance(node, type):
                for field in fields(node):
                    self._field(node, field.name, getattr(node, field.name))

    def _field(self, node: Any, field: str, value: Any) -> None:
        """A part of a node, by what its names stand for."""
        role = _role_of(node, field)
        if role is not None:
            names = value if isinstance(value, tuple) else (value,) if value is not None else ()
            for name in names:
                self._named(role, name)
            return
        match node, field:
            case (syntax.SumItem(), "shapes"):
                for shape in value:
                    self._add(("value", shape.name.text), shape.name, True)
                    self._members(shape.members)
            case (syntax.RecordItem(), "members"):
                self._members(value)
            case (syntax.ClaimItem(), "because"):
                for function, case in value:
                    self._global(function)
                    self._add(("case", function.text, case.text), case)
            case (syntax.Clause(), "changes"):
                self._changes(value)
            case (syntax.ActionPart(), "updates"):
                for name, expression in value:
                    self._add(("part", name.text), name)
                    self._node(expression)
            case (syntax.LayoutItem(), "parts") | (syntax.PreferItem(), "preferences"):
                for name, *rest in value:
                    self._global(name)
                    self._node(tuple(rest))
            case _:
                self._node(value)

    def _named(self, role: Role, name: syntax.Name) -> None:
        match role:
            case "global":
                self._global(name)
            case "part":
                self._add(("part", name.text), name)
            case "new global":
                self._add(("global", self.unit.name, name.text), name, True)
            case "new local":
                self._add(self._local(name.text), name, True)
            case "new case":
                self._add(("case", self.item, name.text), name, True)
            case "new part":
                self._add(("part", name.text), name, True)
            case "new value":
                self._add(("value", name.text), name, True)
            case _:
                assert_never(role)

    def _members(self, members: Sequence[syntax.MemberPart]) -> None:
        for member in members:
            self._add(("field", member.name.text), member.name, True)
            self._node(member.type)

    def _labelled(self, parts: Sequence[tuple[syntax.Name, Any]]) -> None:
        for label, inner in parts:
            self._add(("field", label.text), label)
            self._node(inner)

    def _changes(self, changes: Sequence[tuple[syntax.Name, Any]]) -> None:
        for name, expression in changes:
            self._global(name)
            self._node(expression)

    def _apply(self, name: syntax.Name, arguments: Sequence[syntax.Argument]) -> None:
        self._value(name)
        key = self._key_of_global(name.text)
        declared = self.names.declarations(key) if key else []
        is_function = any(isinstance(one.node, syntax.DefineItem) for one in declared)
        for argument in arguments:
            label = argument.label
            if label is not None:
                local = ("local", key[1], name.text, label.text) if key and is_function else None
                self._add(local or ("field", label.text), label)
            self._node(argument.value)

    # ---- Names

    def _value(self, name: syntax.Name) -> None:
        """A name where a value may stand."""
        if name.text in self.bound:
            self._add(self._local(name.text), name)
        elif self.in_machine and ("part", name.text) in self.names.by_key:
            self._add(("part", name.text), name)
        elif self._is_value(name.text):
            self._add(("value", name.text), name)
        else:
            self._global(name)

    def _global(self, name: syntax.Name) -> None:
        key = self._key_of_global(name.text)
        if key is None and ("part", name.text) in self.names.by_key:
            key = ("part", name.text)
        if key is None and (name.text in BUILT_IN or re.fullmatch(r"([a-wyz])\1*", name.text)):
            key = ("fixed", name.text)  # a run of letters is a field of a bit pattern
        self._add(key or ("unknown", name.text), name)

    def _key_of_global(self, text: str) -> Key | None:
        every = self.names.globals.get(text, ())
        owners = [u for u in every if u in self.unit.visible]
        if not owners:  # layouts need no import
            owners = [u for u in every if self.names.units[u].shipped]
        return ("global", owners[0], text) if owners else None

    def _is_value(self, text: str) -> bool:
        key = self._key_of_global(text)
        hidden = key and any(isinstance(d.node, VALUES) for d in self.names.declarations(key))
        return ("value", text) in self.names.by_key and not hidden

    def _local(self, text: str) -> Key:
        if text in BUILT_IN:
            return ("fixed", text)
        return ("local", self.unit.name, self.item, text)

    def _add(self, key: Key, name: syntax.Name, declares: bool = False) -> None:
        text = name.text.rpartition(":")[2]
        self.found.append(Occurrence(key, name.place, text, declares))


def _role_of(node: Any, field: str) -> Role | None:
    """That of the names in a field; None if it holds something else, or names of several roles."""
    if not isinstance(node, syntax.Clause):
        return ROLES.get(type(node), {}).get(field)
    if field != "names" or node.kind == "stated":
        return None
    if node.kind in BINDING_CLAUSES:
        return "new local"
    return "part" if node.kind == "dropping" else "global"


def _nodes(node: Any) -> Iterator[Any]:
    """The node and all nodes in it."""
    if isinstance(node, tuple):
        for part in node:
            yield from _nodes(part)
    elif is_dataclass(node) and not isinstance(node, type):
        yield node
        for field in fields(node):
            yield from _nodes(getattr(node, field.name))
