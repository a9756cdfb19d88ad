"""Inputs, derived values, requirements and impossible situations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain

from memattr.language import syntax
from memattr.language.elaborate.dependency_order import MAX_BITS, levels
from memattr.language.elaborate.free_names import names_in
from memattr.language.elaborate.passes import Pass, PassResult
from memattr.language.elaborate.symbol_table import SymbolTable, TypingContext, Unit, note_of
from memattr.language.elaborate.type_items import referenced_type
from memattr.language.unparse import written
from memattr.model.expressions import Expression
from memattr.model.layout import width
from memattr.model.model import Condition, Derived, Input
from memattr.model.types import Enum, Type, plain
from memattr.place import Note


@dataclass(frozen=True)
class Conditions:
    """What is impossible, and what every cpu must satisfy, in the order of the text."""

    impossible: tuple[Condition, ...]
    requirements: tuple[Condition, ...]


def declared_inputs(before: SymbolTable) -> PassResult[None]:
    """Declares inputs, which functions may not name but everything later may, and the names of
    what derives from them."""
    return _Inputs(before).run()


def derived_values(before: SymbolTable) -> PassResult[None]:
    """Declares effective values and outputs, each typed after those that it reads."""
    return _Derivations(before).run()


def conditions(before: SymbolTable) -> PassResult[Conditions]:
    """`cpu requires` and `impossible`."""
    return _Conditions(before).run()


class _Inputs:
    """Reads declarations of inputs."""

    def __init__(self, before: SymbolTable) -> None:
        self.work = Pass(before)
        self.table = self.work.table
        self.inputs: dict[str, Input] = {}

    def run(self) -> PassResult[None]:
        self.work.each(syntax.InputItem, self.input)
        self.refuse_many()
        for unit, item in self.table.items(syntax.DerivedItem):
            kind = "effective value" if item.type is None else "output"
            with self.work.attempt():
                self.work.declare(unit, item.name, kind)
        return self.work.result(None, replace(self.table, inputs=self.inputs))

    def input(self, unit: Unit, item: syntax.InputItem) -> None:
        self.work.declare(unit, item.name, "input")
        type_ = referenced_type(self.table, unit, item.type)
        if item.stated and not isinstance(plain(type_), Enum):
            message = "what every claim must state is a value of an enum"
            self.table.fail(item.type.place, "wrong-type", message)
        self.inputs[item.name.text] = Input(
            item.name.text,
            type_,
            item.player,
            item.role,
            item.stated,
            note_of(item.name.place, item.meta),
        )

    def refuse_many(self) -> None:
        """Notes the first input that is one too many."""
        bits = 0
        for declared in self.inputs.values():
            bits += width(declared.type)
            if bits > MAX_BITS:
                message = f"with this one, the inputs have {bits} bits"
                way = f"{MAX_BITS} is the limit."
                self.work.note(declared.note.place, "too-many", message, way)
                return


class _Derivations:
    """Reads what derives from inputs."""

    def __init__(self, before: SymbolTable) -> None:
        self.derived: dict[str, Derived] = {}
        self.work = Pass(replace(before, derived=self.derived))
        self.table = self.work.table

    def run(self) -> PassResult[None]:
        waiting = {
            item.name.text: (unit, item) for unit, item in self.table.items(syntax.DerivedItem)
        }
        needs = {name: self.reads(item) & waiting.keys() for name, (_, item) in waiting.items()}
        for name in chain.from_iterable(levels(needs)):
            with self.work.attempt():
                self.derived[name] = self.derivation(*waiting.pop(name))
        if waiting:
            self.cycle([item for _, item in waiting.values()])
        return self.work.result(None)

    def reads(self, item: syntax.DerivedItem) -> set[str]:
        return {name.text for name in names_in(item.expression)}

    def cycle(self, items: list[syntax.DerivedItem]) -> None:
        """Says which values derive from themselves, leaving out those that only read such a one."""
        reads = {item.name.text: self.reads(item) for item in items}
        path = [items[0].name.text]
        while path[-1] not in path[:-1]:
            path.append(next(name for name in reads if name in reads[path[-1]]))
        names = path[path.index(path[-1]) :]
        first = next(item for item in items if item.name.text == names[-1])
        message = f"'{names[0]}' derives from itself"
        if len(names) > 2:
            message += f", by way of {' and '.join(names[1:-1])}"
        self.work.note(first.name.place, "cyclic-value", message, "Break the circle.")

    def derivation(self, unit: Unit, item: syntax.DerivedItem) -> Derived:
        context = TypingContext(unit, reach="inputs")
        expected: Type | None = None
        if item.type is not None:
            expected = referenced_type(self.table, unit, item.type)
        expression = self.work.expressions.of(item.expression, context, expected)
        return Derived(
            item.name.text,
            expected or expression.type,
            expression,
            "effective" if item.type is None else "output",
            note_of(item.name.place, item.meta),
        )


class _Conditions:
    """Reads what is assumed of every situation."""

    def __init__(self, before: SymbolTable) -> None:
        self.work = Pass(before)
        self.expressions = self.work.expressions
        self.impossible: list[Condition] = []
        self.requirements: list[Condition] = []

    def run(self) -> PassResult[Conditions]:
        self.work.each(syntax.ConditionItem, self.condition)
        return self.work.result(Conditions(tuple(self.impossible), tuple(self.requirements)))

    def condition(self, unit: Unit, item: syntax.ConditionItem) -> None:
        place = syntax.place_of(item.expression)
        if item.name is None:
            expression = self.expressions.truth(item.expression, TypingContext(unit, reach="cpu"))
            note = note_of(place, item.meta)
            self.requirements.append(self.assumption(unit, item, "", expression, note))
            return
        self.work.declare(unit, item.name, "impossible situation")
        expression = self.expressions.truth(item.expression, TypingContext(unit, reach="inputs"))
        note = note_of(item.name.place, item.meta)
        self.impossible.append(self.assumption(unit, item, item.name.text, expression, note))

    def assumption(
        self, unit: Unit, item: syntax.ConditionItem, name: str, expression: Expression, note: Note
    ) -> Condition:
        """The assumption, with the files of the texts that it binds."""
        readers = [u.file.path for u in self.work.table.units.values() if unit.name in u.visible]
        return Condition(
            name,
            expression,
            note,
            unit.shipped,
            () if unit.shipped else tuple(readers),
            written(item.expression),
        )
