"""Names and paths as written -> what they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from memattr.language import syntax
from memattr.language.elaborate.symbol_table import TypingContext, article
from memattr.model.expressions import Const, Expression, Field, Global, Local, Make, Under
from memattr.model.types import (
    BOOL,
    Bits,
    Enum,
    Record,
    Sum,
    Type,
    field_of,
    fields_text,
    plain,
    shapes,
    type_name,
)
from memattr.place import near

if TYPE_CHECKING:
    from memattr.language.elaborate.type_checking import Expressions

GLOBALS = ("input", "effective value", "output")


class NameResolver:
    """Finds what a name or a path means where it stands."""

    def __init__(self, expressions: Expressions) -> None:
        self.expressions = expressions
        self.table = expressions.table

    def name(self, name: syntax.Name, context: TypingContext, expected: Type | None) -> Expression:
        """A local name, a value of the wanted type, an input, or a derived value."""
        text = name.text
        if text in context.locals:
            return context.locals[text]
        value = self.value(text, expected)
        if value is not None:
            return value
        symbol = self.table.see(context.unit, name)
        if symbol is not None and symbol.kind in GLOBALS:
            return self.global_(name, context)
        if expected is None:
            owners = self.table.owners(context.unit, text)
            if len(owners) > 1:
                self.ambiguous(name, owners)
            expression = self.value(text, owners[0]) if owners else None
            if expression is not None:
                return expression
        self.no_value(name, context, expected)

    def no_value(
        self, name: syntax.Name, context: TypingContext, expected: Type | None
    ) -> NoReturn:
        """Says what the name is instead, or that it is nothing."""
        text = name.text
        symbol = self.table.symbols.get(text)
        owners = self.table.owners(context.unit, text)
        bare = plain(expected) if expected is not None else None
        if text in context.instances:
            way = f"Write {text}.NAME for what belongs to it."
            self.table.fail(name.place, "wrong-name", f"'{text}' is an instance, not a value", way)
        if (isinstance(bare, Sum) and text in shapes(bare)) or (bare is None and owners):
            owner = bare if isinstance(bare, Sum) else owners[0]
            way = f"It is {fields_text(owner, text)}."
            self.table.fail(name.place, "missing-field", f"{text} needs its fields", way)
        if symbol is not None:
            way = f"Call it: {text}(...)" if symbol.kind == "function" else ""
            message = f"'{text}' is {article(symbol.kind)}, not a value"
            self.table.fail(name.place, "wrong-name", message, way)
        if owners and expected is not None:
            names = " and ".join(owner.name for owner in owners)
            way = "Alternatives stand in parentheses: x is (a or b)." if expected == BOOL else ""
            message = f"'{text}' is a value of {names}, where {type_name(expected)} is wanted"
            self.table.fail(name.place, "wrong-type", message, way)
        way = "A bool is 1 or 0." if text.lower() in ("true", "false") else ""
        if context.locals.keys() == {"it"} and context.reach == "nothing":
            way = "The condition of a refinement speaks of 'it' only."
        if isinstance(bare, Enum | Sum) and not near(text, self.known(context, expected)):
            way = f"The values of {bare.name} are {', '.join(shapes(bare))}."
        what = f"value of {bare.name}" if isinstance(bare, Enum | Sum) else "value"
        if expected == BOOL and not way:
            what = "value or input" if context.reach == "inputs" else "value"
        self.table.unknown(name, what, self.known(context, expected), way)

    def ambiguous(self, name: syntax.Name, types: Sequence[Enum | Sum]) -> NoReturn:
        """Several types have the value or shape, and nothing tells which is meant."""
        owners = " and ".join(owner.name for owner in types)
        way = "Compare it with something of a known type, or give it to a function."
        self.table.fail(name.place, "ambiguous", f"'{name.text}' may be a value of {owners}", way)

    def global_(self, name: syntax.Name, context: TypingContext) -> Expression:
        """An input or a derived value, if it may be read here."""
        if context.reach == "nothing":
            self.table.fail(
                name.place,
                "not-a-parameter",
                f"a function sees only its parameters, and '{name.text}' is none",
                f"Add a parameter for it and pass {name.text} in the call.",
            )
        if context.reach == "constants":
            self.table.fail(
                name.place,
                "not-a-value",
                f"a fixed value is wanted here, and '{name.text}' is "
                f"{article(self.table.symbols[name.text].kind)}",
            )
        feature = name.text in self.table.inputs and self.table.inputs[name.text].player == "cpu"
        if context.reach == "cpu" and not feature:
            features = [i.name for i in self.table.inputs.values() if i.player == "cpu"]
            few = "There are" if len(features) > 1 else "The only one is"
            self.table.fail(
                name.place,
                "not-a-feature",
                f"only features of the cpu may be read here, and '{name.text}' is none",
                f"{few} {', '.join(features)}." if features else "",
            )
        declared = self.table.inputs.get(name.text) or self.table.derived.get(name.text)
        if declared is None:
            self.table.skip()
        return Global(name.text, declared.type)

    def value(self, text: str, expected: Type | None) -> Expression | None:
        """The value of the wanted enum, or the shape without fields of the wanted sum."""
        bare = plain(expected) if expected is not None else None
        if not isinstance(bare, Enum | Sum) or text not in shapes(bare):
            return None
        index = shapes(bare).index(text)
        if isinstance(bare, Enum):
            return Const(bare, index)
        return Make(bare, index, ()) if not bare.variants[index].fields else None

    def known(self, context: TypingContext, expected: Type | None) -> list[str]:
        """Names that could stand there, for suggestions."""
        bare = plain(expected) if expected is not None else None
        values = [] if isinstance(bare, Bits) else list(self.table.values)
        if isinstance(bare, Enum | Sum):
            values = list(shapes(bare))
        readable = [*self.table.inputs, *self.table.derived]
        if context.reach in ("nothing", "constants"):
            readable = []
        return [*context.locals, *values, *readable, *context.instances]

    # ---- Paths

    def path(
        self, operand: syntax.Expression, field: syntax.Name, context: TypingContext
    ) -> Expression:
        """A field, or what an instance of a player has."""
        if isinstance(operand, syntax.Name) and operand.text in context.instances:
            return self.instance(operand.text, field, context)
        value = self.expressions.of(operand, context, None)
        member = field_of(value.type, field.text)
        if member is None:
            self.no_field(value.type, field)
        type_, variants = member
        return Field(value, field.text, type_, variants, field.place)

    def no_field(self, type_: Type, field: syntax.Name) -> NoReturn:
        names = sorted(fields_of(type_))
        if field.text in names:
            message = (
                f"the shapes of {type_name(type_)} have fields '{field.text}' of several types"
            )
            way = "Take one of them by a pattern: x is SHAPE(FIELD: NAME)."
            self.table.fail(field.place, "ambiguous", message, way)
        if not names:
            self.table.fail(field.place, "no-field", f"{type_name(type_)} has no fields")
        self.table.unknown(field, f"field of {type_name(type_)}", names)

    def instance(self, owner: str, field: syntax.Name, context: TypingContext) -> Expression:
        """`a.NAME`: an input of the instance, or a derived value under its inputs."""
        player = context.instances[owner]
        inputs = [i for i in self.table.inputs.values() if i.player == player and not i.stated]
        if any(i.name == field.text for i in inputs):
            return Local(f"{owner}.{field.text}", self.table.inputs[field.text].type)
        if field.text not in self.table.derived:
            known = [*(i.name for i in inputs), *self.table.derived]
            self.table.unknown(field, f"input of the {player} or derived value", known)
        derived = self.table.derived[field.text]
        changes = tuple((i.name, Local(f"{owner}.{i.name}", i.type)) for i in inputs)
        cpu = owner if player == "cpu" else None
        return Under(Global(derived.name, derived.type), changes, cpu, derived.type)


def fields_of(type_: Type) -> set[str]:
    """The names of all fields of a record or of any shape of a sum."""
    match plain(type_):
        case Record(_, fields):
            return {member.name for member in fields}
        case Sum(_, variants, _):
            return {member.name for variant in variants for member in variant.fields}
        case _:
            return set()
