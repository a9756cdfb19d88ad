"""`machine` and `procedure` items -> machines, whose names are locals of their expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from string import Formatter

from memattr.language import syntax
from memattr.language.elaborate.passes import Pass, PassResult
from memattr.language.elaborate.symbol_table import SymbolTable, TypingContext, Unit, note_of
from memattr.language.elaborate.type_checking import Expressions
from memattr.language.elaborate.type_items import referenced_type
from memattr.model.expressions import Const, Expression, Global, Local, walk
from memattr.model.layout import values_of, width
from memattr.model.machine import (
    Action,
    Actor,
    Axiom,
    Constant,
    Invariant,
    Machine,
    Permit,
    Procedure,
    StateVariable,
)
from memattr.model.types import BOOL, Enum, Type, plain, type_name
from memattr.place import Place

MOST_BITS = 48
"""Bits of the largest state, constants included."""


@dataclass(frozen=True)
class Machines:
    """What claims about procedures speak of, by name."""

    machines: Mapping[str, Machine]
    procedures: Mapping[str, Procedure]

    def named(self, table: SymbolTable, unit: Unit, name: syntax.Name) -> Machine:
        """The machine of that name."""
        table.see(unit, name)
        if name.text not in self.machines:
            table.unknown(name, "machine", self.machines)
        return self.machines[name.text]


def declared_machines(before: SymbolTable) -> PassResult[Machines]:
    """Declares machines, then their procedures."""
    return _Machines(before).run()


class _Machines:
    """Elaborates machines and their procedures."""

    def __init__(self, before: SymbolTable) -> None:
        self.work = Pass(before)
        self.table = self.work.table
        self.machines: dict[str, Machine] = {}
        self.procedures: dict[str, Procedure] = {}

    def run(self) -> PassResult[Machines]:
        self.work.each(syntax.MachineItem, self.machine)
        self.work.each(syntax.ProcedureItem, self.procedure)
        return self.work.result(Machines(self.machines, self.procedures))

    def machine(self, unit: Unit, item: syntax.MachineItem) -> None:
        self.work.declare(unit, item.name, "machine")
        reader = _MachineReader(self.work.expressions, unit)
        refused: set[str] = set()
        for part in item.parts:
            if not self._is_read(reader, part, refused):
                refused |= {part.name.text} if not isinstance(part, syntax.RequiredPart) else set()
        if refused:
            self.table.skip()
        self.machines[item.name.text] = reader.machine(item)

    def _is_read(self, reader: _MachineReader, part: syntax.MachinePart, refused: set[str]) -> bool:
        """False if the part is refused, for a problem of its own or of a part that it names."""
        if refused.isdisjoint(_names_of(part)):
            with self.work.attempt():
                reader.part(part)
                return True
        return False

    def procedure(self, unit: Unit, item: syntax.ProcedureItem) -> None:
        self.work.declare(unit, item.name, "procedure")
        machine = Machines(self.machines, {}).named(self.table, unit, item.machine)
        known = [action.name for action in machine.actions if action.is_step]
        for step in item.steps:
            if step.text not in known:
                self.table.unknown(step, f"step of {machine.name}", known)
        steps = tuple(step.text for step in item.steps)
        note = note_of(item.name.place, item.meta)
        self.procedures[item.name.text] = Procedure(item.name.text, machine.name, steps, note)


class _MachineReader:
    """Reads the parts of one machine, each of which may name those before it."""

    def __init__(self, expressions: Expressions, unit: Unit) -> None:
        self.table, self.expressions, self.unit = expressions.table, expressions, unit
        self.permits: dict[str, Permit] = {}
        self.context = TypingContext(unit, {}, "inputs", permits=self.permits)
        self.names: set[str] = set()
        self.constants: list[Constant] = []
        self.axioms: list[Axiom] = []
        self.variables: dict[str, StateVariable] = {}
        self.actions: list[Action] = []
        self.invariants: list[Invariant] = []
        self.required: list[str] = []
        self.bits = 0

    def part(self, part: syntax.MachinePart) -> None:
        if isinstance(part, syntax.RequiredPart):
            known = list(dict.fromkeys(a.name for a in self.actions if not a.is_step))
            for name in part.names:
                if name.text not in known:
                    self.table.unknown(name, "action before this line", known)
            self.required += [name.text for name in part.names]
            return
        self.table.refuse_hiding(self.unit, part.name, self.names)
        self.names.add(part.name.text)
        note = note_of(part.name.place, part.meta)
        match part:
            case syntax.ConstantPart(name, type_, condition, _):
                kind = referenced_type(self.table, self.unit, type_)
                self.bind(name, kind)
                checked = self.truth(condition) if condition is not None else None
                self.constants.append(Constant(name.text, kind, checked, note))
            case syntax.AxiomPart(name, _):
                self.bind(name, BOOL)
                self.axioms.append(Axiom(name.text, note))
            case syntax.VariablePart(name, type_, initial, _):
                kind = referenced_type(self.table, self.unit, type_)
                first = self.read(initial, self.context, kind)
                self.variables[name.text] = StateVariable(name.text, kind, first, note)
            case syntax.ActionPart():
                self.action(part)
            case syntax.InvariantPart(name, _, expression):
                body = self.read(expression, self.in_state(), BOOL)
                self.invariants.append(Invariant(name.text, body, note))

    def bind(self, name: syntax.Name, type_: Type) -> None:
        """A name that all later parts may read."""
        self.context = self.context.binding({name.text: Local(name.text, type_)})
        self.count(name.place, type_)

    def count(self, place: Place, type_: Type) -> None:
        self.bits += width(type_)
        if self.bits > MOST_BITS:
            message = f"with this one, a state has {self.bits} bits"
            self.table.fail(place, "too-many", message, f"{MOST_BITS} is the limit.")

    def in_state(self) -> TypingContext:
        """What may be read in a state."""
        locals_ = {v.name: Local(v.name, v.type) for v in self.variables.values()}
        return self.context.binding(locals_)

    def truth(self, node: syntax.Expression) -> Expression:
        return self.read(node, self.context, BOOL)

    def read(self, node: syntax.Expression, context: TypingContext, expected: Type) -> Expression:
        """The expression, which reads nothing of the guest's."""
        expression = self.expressions.of(node, context, expected)
        for name in globals_of(expression):
            for read in inputs_of(self.table, name):
                if self.table.inputs[read].player == "guest":
                    what = name if name == read else f"{name}, which depends on {read},"
                    message = f"a machine cannot read {what} of the guest"
                    way = "Ask what guests can reach: EXPRESSION may be VALUE"
                    self.table.fail(syntax.place_of(node), "not-yours", message, way)
        return expression

    # ---- Actions

    def action(self, part: syntax.ActionPart) -> None:
        """One for each actor."""
        if part.actor is None:
            self.actions.append(self.acted(part, None))
            return
        type_ = referenced_type(self.table, self.unit, part.actor.type)
        if not isinstance(plain(type_), Enum):
            message = f"who acts is a value of an enum; this is {type_name(plain(type_))}"
            way = "Declare those who act: enum NAME: ..., ..."
            self.table.fail(part.actor.type.place, "wrong-type", message, way)
        for value in values_of(type_):
            self.actions.append(self.acted(part, Actor(part.actor.name.text, type_, value)))

    def acted(self, part: syntax.ActionPart, actor: Actor | None) -> Action:
        context = self.in_state()
        if actor is not None and part.actor is not None:
            self.table.refuse_hiding(self.unit, part.actor.name, context.locals)
            context = context.binding({actor.name: Const(actor.type, actor.value)})
        binders: list[tuple[str, Type]] = []
        for any_value in part.values:
            self.table.refuse_hiding(self.unit, any_value.name, context.locals)
            type_ = referenced_type(self.table, self.unit, any_value.type)
            binders.append((any_value.name.text, type_))
            context = context.binding({any_value.name.text: Local(any_value.name.text, type_)})
        self.check_words(part, [name for name, _ in binders], actor)
        guard = tuple(self.read(node, context, BOOL) for node in part.guard)
        updates = self.updates(part, context)
        note = note_of(part.name.place, part.meta)
        return Action(part.name.text, part.is_step, actor, tuple(binders), guard, updates, note)

    def updates(
        self, part: syntax.ActionPart, context: TypingContext
    ) -> tuple[tuple[str, Expression], ...]:
        expressions: dict[str, Expression] = {}
        for name, node in part.updates:
            if name.text not in self.variables:
                self.table.unknown(name, "part of the state", self.variables)
            if name.text in expressions:
                message, way = f"{name.text} is changed twice", "Leave one of the two out."
                self.table.fail(name.place, "duplicate-name", message, way)
            expressions[name.text] = self.read(node, context, self.variables[name.text].type)
        return tuple(expressions.items())

    def check_words(self, part: syntax.ActionPart, binders: list[str], actor: Actor | None) -> None:
        """The sentence says in braces who acts, and with which values."""
        known = [*binders, *([actor.name] if actor else [])]
        names = ", ".join(f"{{{name}}}" for name in known)
        way = f"It may say: {names}" if known else "Write it without braces."
        try:
            parsed = list(Formatter().parse(part.meta.words))
        except ValueError:
            message = f"the sentence of '{part.name.text}' has a brace without its partner"
            self.table.fail(part.name.place, "bad-sentence", message, way)
        for _, name, form, conversion in parsed:
            if name is not None and (name not in known or form or conversion):
                message = f"the sentence of '{part.name.text}' has braces around what is no value"
                self.table.fail(part.name.place, "bad-sentence", message, way)

    # ---- The whole

    def machine(self, item: syntax.MachineItem) -> Machine:
        for variable in self.variables.values():
            self.count(variable.note.place, variable.type)
        if not self.variables:
            message = f"the machine '{item.name.text}' has no state"
            self.table.fail(item.name.place, "left-out", message, "Add: state NAME: TYPE = VALUE")
        return Machine(
            item.name.text,
            tuple(self.constants),
            tuple(self.axioms),
            tuple(self.permits.values()),
            tuple(self.variables.values()),
            tuple(self.actions),
            tuple(self.invariants),
            tuple(self.required),
            note_of(item.name.place, item.meta),
        )


def _names_of(node: object) -> Iterator[str]:
    """Every name that is written in a part."""
    if isinstance(node, syntax.Name):
        yield node.text
    elif isinstance(node, tuple):
        for inner in node:
            yield from _names_of(inner)
    elif is_dataclass(node) and not isinstance(node, type):
        for field in fields(node):
            yield from _names_of(getattr(node, field.name))


def globals_of(expression: Expression) -> list[str]:
    """The inputs and derived values that it names."""
    return [node.name for node in walk(expression) if isinstance(node, Global)]


def inputs_of(table: SymbolTable, name: str) -> Iterable[str]:
    """The inputs that an input or a derived value depends on."""
    if name in table.inputs:
        return (name,)
    names: dict[str, None] = {}
    for read in globals_of(table.derived[name].expression):
        names.update(dict.fromkeys(inputs_of(table, read)))
    return names
