"""Inputs, derived values, requirements and impossible situations."""

from __future__ import annotations

from itertools import chain

from memattr.language import syntax
from memattr.language.elaborate.dependency_order import MAX_BITS, levels
from memattr.language.elaborate.free_names import names_in
from memattr.language.elaborate.symbol_table import TypingContext, Unit, Work, note_of
from memattr.language.elaborate.type_checking import Expressions
from memattr.language.elaborate.type_items import Types
from memattr.language.unparse import written
from memattr.model.expressions import Expression
from memattr.model.layout import width
from memattr.model.model import Condition, Derived, Input
from memattr.model.types import Enum, Type, plain
from memattr.place import Note


class Inputs:
    """Declares inputs and what derives from them, in the order of the text."""

    def __init__(self, work: Work, types: Types, expressions: Expressions) -> None:
        self.work = work
        self.types = types
        self.expressions = expressions
        self.impossible: list[Condition] = []
        self.requirements: list[Condition] = []

    def declare(self) -> None:
        """Inputs, which functions may not name but everything later may."""
        self.work.each(syntax.InputItem, self.input)
        self.refuse_many()
        for unit, item in self.work.items(syntax.DerivedItem):
            kind = "effective value" if item.type is None else "output"
            with self.work.attempt():
                self.work.declare(unit, item.name, kind)

    def input(self, unit: Unit, item: syntax.InputItem) -> None:
        self.work.declare(unit, item.name, "input")
        kind = self.types.reference(unit, item.type)
        if item.stated and not isinstance(plain(kind), Enum):
            message = "what every claim must state is a value of an enum"
            self.work.fail(item.type.place, "wrong-type", message)
        self.work.inputs[item.name.text] = Input(
            item.name.text,
            kind,
            item.player,
            item.role,
            item.stated,
            note_of(item.name.place, item.meta),
        )

    def refuse_many(self) -> None:
        """Notes the first input that is one too many."""
        bits = 0
        for found in self.work.inputs.values():
            bits += width(found.type)
            if bits > MAX_BITS:
                message = f"with this one, the inputs have {bits} bits"
                way = f"{MAX_BITS} is the limit."
                self.work.note(found.note.place, "too-many", message, way)
                return

    def derive(self) -> None:
        """Effective values and outputs, each after those that it reads."""
        waiting = {
            item.name.text: (unit, item) for unit, item in self.work.items(syntax.DerivedItem)
        }
        needs = {name: self.reads(item) & waiting.keys() for name, (_, item) in waiting.items()}
        for name in chain.from_iterable(levels(needs)):
            with self.work.attempt():
                self.derived(*waiting.pop(name))
        if waiting:
            self.cycle([item for _, item in waiting.values()])

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

    def derived(self, unit: Unit, item: syntax.DerivedItem) -> None:
        context = TypingContext(unit, reach="inputs")
        wanted: Type | None = None
        if item.type is not None:
            wanted = self.types.reference(unit, item.type)
        expression = self.expressions.of(item.expression, context, wanted)
        self.work.derived[item.name.text] = Derived(
            item.name.text,
            wanted or expression.type,
            expression,
            "effective" if item.type is None else "output",
            note_of(item.name.place, item.meta),
        )

    def conditions(self) -> None:
        """`cpu requires` and `impossible`."""
        self.work.each(syntax.ConditionItem, self.condition)

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
        readers = [u.file.path for u in self.work.units.values() if unit.name in u.visible]
        return Condition(
            name,
            expression,
            note,
            unit.shipped,
            () if unit.shipped else tuple(readers),
            written(item.expression),
        )
