"""NAME(...): a function, an encoding, a shape or a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memattr.language import syntax
from memattr.language.elaborate.symbol_table import TypingContext, article, counted
from memattr.model.expressions import Call, Convert, Expression, Field, Make
from memattr.model.model import Function
from memattr.model.types import Bits, Record, Sum, Type, members_text, plain, shapes, type_name
from memattr.place import Place

if TYPE_CHECKING:
    from memattr.language.elaborate.type_checking import Expressions


class Applications:
    """Finds out what is applied, and elaborates the arguments for it."""

    def __init__(self, expressions: Expressions) -> None:
        self.expressions = expressions
        self.table = expressions.table

    def read(self, node: syntax.Apply, context: TypingContext, expected: Type | None) -> Expression:
        name = node.name
        bare = plain(expected) if expected is not None else None
        if isinstance(bare, Sum) and name.text in shapes(bare):
            return self.make(node, bare, shapes(bare).index(name.text), context)
        if isinstance(bare, Record) and name.text == bare.name:
            return self.make(node, bare, None, context)
        symbol = self.table.see(context.unit, name)
        function = self.table.functions.get(name.text)
        if function is not None:
            return self.call(node, function, context)
        if name.text in self.table.codes:
            return self.convert(node, context)
        record = self.table.types.get(name.text)
        if isinstance(record, Record):
            return self.make(node, record, None, context)
        every = self.table.owners(context.unit, name.text)
        owners = [kind for kind in every if isinstance(kind, Sum)]
        if owners and bare is not None:
            names = " and ".join(owner.name for owner in owners)
            message = f"'{name.text}' is a shape of {names}, where {type_name(bare)} is wanted"
            self.table.fail(name.place, "wrong-type", message)
        if len(owners) == 1:
            return self.make(node, owners[0], shapes(owners[0]).index(name.text), context)
        if len(owners) > 1:
            self.expressions.names.ambiguous(name, owners)
        if symbol is not None and symbol.kind in ("function", "encoding of an enum", "record"):
            self.table.skip()
        if symbol is not None:
            message = f"'{name.text}' is {article(symbol.kind)}: it takes no arguments"
            self.table.fail(name.place, "wrong-name", message)
        sums = [type_ for type_ in self.table.types.values() if isinstance(type_, Sum)]
        known = [*self.table.functions, *self.table.codes]
        known += [shape for sum_ in sums for shape in shapes(sum_)]
        self.table.unknown(name, "function, encoding or shape", known)

    def call(self, node: syntax.Apply, function: Function, context: TypingContext) -> Expression:
        wanted = [f"{name}: {type_name(type_)}" for name, type_ in function.parameters]
        if len(node.arguments) != len(wanted):
            takes = counted(len(wanted), "argument")
            message = f"{function.name} takes {takes}, not {len(node.arguments)}"
            way = f"It is {function.name}({', '.join(wanted)})."
            self.table.fail(node.name.place, "wrong-arguments", message, way)
        given = self.by_parameter(node, function)
        arguments = [
            self.expressions.of(argument.value, context, type_)
            for argument, (_, type_) in zip(given, function.parameters, strict=True)
        ]
        places = (syntax.place_of(argument.value) for argument in given)
        call = Call(function.name, tuple(arguments), function.result)
        return self.expressions.places.at(call, node.name.place, *places)

    def by_parameter(self, node: syntax.Apply, function: Function) -> list[syntax.Argument]:
        """The arguments in the order of the parameters: where each has its name they may stand in
        any order; one that stands at its place may have its name too."""
        names = [name for name, _ in function.parameters]
        labels = [argument.label.text for argument in node.arguments if argument.label is not None]
        if sorted(labels) == sorted(names):
            return sorted(
                node.arguments, key=lambda a: names.index(a.label.text if a.label else "")
            )
        for argument, name in zip(node.arguments, names, strict=True):
            if argument.label is not None and argument.label.text != name:
                self.table.fail(
                    argument.label.place,
                    "wrong-arguments",
                    f"the parameter here is '{name}', not '{argument.label.text}'",
                )
        return list(node.arguments)

    def updated(
        self,
        operand: syntax.Expression,
        fields: tuple[tuple[syntax.Name, syntax.Expression], ...],
        context: TypingContext,
    ) -> Expression:
        """`(operand with FIELD: value, ...)`: a record whose other fields stay."""
        value = self.expressions.of(operand, context, None)
        type_, place = plain(value.type), syntax.place_of(operand)
        if not isinstance(type_, Record):
            message = f"only a record has fields to change, and this is {type_name(type_)}"
            self.table.fail(place, "wrong-type", message, "Write the shape with all its fields.")
        kinds = {member.name: member.type for member in type_.fields}
        given: dict[str, tuple[Expression, Place]] = {}
        for name, node in fields:
            if name.text not in kinds:
                self.table.unknown(name, f"field of {type_.name}", kinds)
            if name.text in given:
                self.table.fail(name.place, "duplicate-name", f"'{name.text}' is given twice")
            changed = self.expressions.of(node, context, kinds[name.text])
            given[name.text] = changed, syntax.place_of(node)
        kept = {n: (Field(value, n, k, None, place), place) for n, k in kinds.items()}
        parts, places = zip(*({**kept, **given}[name] for name in kinds), strict=True)
        return self.expressions.places.at(Make(type_, None, parts), place, *places)

    def convert(self, node: syntax.Apply, context: TypingContext) -> Expression:
        """An encoding applied to bits gives the value; applied to a value gives its code."""
        codes = self.table.codes[node.name.text]
        if len(node.arguments) != 1:
            self.table.fail(
                node.name.place, "wrong-arguments", f"the encoding {codes.name} takes one argument"
            )
        argument = node.arguments[0].value
        if (
            isinstance(argument, syntax.Name)
            and argument.text not in context.locals
            and argument.text in codes.enum.values
        ):
            operand = self.expressions.of(argument, context, codes.enum)
        elif isinstance(argument, syntax.Number):
            operand = self.expressions.of(argument, context, Bits(codes.width))
        else:
            operand = self.expressions.of(argument, context, None)
        type_ = plain(operand.type)
        place = node.name.place
        if type_ == codes.enum:
            back = tuple((value, code) for code, value in codes.table)
            return Convert(codes.name, tuple(sorted(back)), operand, Bits(codes.width), place)
        if not (isinstance(type_, Bits) and type_.width == codes.width):
            self.table.fail(
                place,
                "wrong-type",
                f"the encoding {codes.name} takes bits {codes.width} or {codes.enum.name}, "
                f"not {type_name(type_)}",
            )
        return Convert(codes.name, codes.table, operand, codes.enum, place)

    def make(
        self, node: syntax.Apply, kind: Record | Sum, variant: int | None, context: TypingContext
    ) -> Expression:
        """A record or a shape, its fields given by name in any order."""
        members = kind.fields if isinstance(kind, Record) else kind.variants[variant or 0].fields
        given: dict[str, Expression] = {}
        places: dict[str, Place] = {}
        by_name = {member.name: member for member in members}
        for argument in node.arguments:
            if argument.label is None:
                self.table.fail(
                    syntax.place_of(argument.value),
                    "unnamed-field",
                    f"the fields of {node.name.text} are given by name",
                    f"It is {node.name.text}({members_text(members)}).",
                )
            label = argument.label
            if label.text not in by_name:
                self.table.unknown(label, f"field of {node.name.text}", by_name)
            if label.text in given:
                self.table.fail(label.place, "duplicate-name", f"'{label.text}' is given twice")
            places[label.text] = syntax.place_of(argument.value)
            given[label.text] = self.expressions.of(
                argument.value, context, by_name[label.text].type
            )
        missing = [name for name in by_name if name not in given]
        if missing:
            self.table.fail(
                node.name.place,
                "missing-field",
                f"{node.name.text} needs {', '.join(missing)}",
                f"It is {node.name.text}({members_text(members)}).",
            )
        make = Make(kind, variant, tuple(given[member.name] for member in members))
        return self.expressions.places.at(
            make, node.name.place, *(places[member.name] for member in members)
        )
