"""What systems and policies read out of code: resolved, and refused where it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from memattr.language import syntax
from memattr.language.elaborate.passes import Pass
from memattr.language.elaborate.symbol_table import SymbolTable, TypingContext, Unit
from memattr.model.code_provenance import CodeContext, Reading
from memattr.model.expressions import TRUE, Expression
from memattr.model.model import Layout, Scope
from memattr.model.types import Bits, plain, type_name
from memattr.place import Place


@dataclass(frozen=True)
class Written:
    """A reading as written, for one input, and where; the condition of the block it stands in."""

    input: syntax.Name
    part: syntax.ReadingPart
    condition: Expression | None
    place: Place


class CodeReadings:
    """Resolves the readings of one scope after another."""

    def __init__(self, work: Pass, layouts: Mapping[str, Layout]) -> None:
        self.work = work
        self.table = work.table
        self.expressions = work.expressions
        self.layouts = layouts

    def context(self, terms: syntax.CodeTerms, system: Scope | None) -> CodeContext:
        """The terms on which the code of a system, or of a policy of a system, is read."""
        first = system.code if system else CodeContext()
        return CodeContext(
            (*first.headers, *terms.headers),
            (*first.defined, *terms.defined),
            (*first.undefined, *terms.undefined),
            (*first.passed, *terms.passed),
        )

    def of(
        self,
        unit: Unit,
        item: syntax.ScopeItem,
        branches: Mapping[int, Expression],
        valued: set[str],
    ) -> tuple[Reading, ...]:
        """The readings of a scope that gives values to the inputs `valued`. `branches` are the
        conditions of the blocks that its parts stand in, by position."""
        every: list[Written] = []
        for position, part in enumerate(item.parts):
            branch = branches.get(position)
            with self.work.attempt():
                match part:
                    case syntax.ReadPart():
                        every += self._written(unit, part, branch)
                    case syntax.AssignmentPart(name, _, origins):
                        every += [
                            Written(name, origin, branch, name.place)
                            for origin in origins
                            if isinstance(origin, syntax.ReadingPart)
                        ]
                    case syntax.WhenPart() | syntax.PromisesPart():
                        pass
        readings = []
        for one in every:
            with self.work.attempt():
                readings.append(self._resolved(unit, item, one, valued))
        return tuple(readings)

    def _written(
        self, unit: Unit, part: syntax.ReadPart, branch: Expression | None
    ) -> list[Written]:
        """A `read` part, once for each input."""
        condition = branch
        if part.condition is not None:
            if branch is not None:
                message, way = "a reading has two conditions", "Leave out its own 'when'."
                self.table.fail(part.names[0].place, "unfit-clause", message, way)
            condition = self.expressions.truth(part.condition, TypingContext(unit, reach="cpu"))
        return [Written(name, part.reading, condition, name.place) for name in part.names]

    def _resolved(
        self, unit: Unit, item: syntax.ScopeItem, one: Written, valued: set[str]
    ) -> Reading:
        part, name = one.part, one.input
        declared = self.table.input(unit, name)
        if declared.role is None:
            message = f"code of a hypervisor cannot say what {name.text} is, which others decide"
            way = "Read a field or a control, whose value stands here."
            self.table.fail(one.place, "not-yours", message, way)
        if name.text not in valued:
            message = f"{name.text} is read from code, and '{item.name.text}' gives it no value"
            way = f"Write the value that the code has: {name.text} = ..."
            self.table.fail(one.place, "not-a-value", message, way)
        if not isinstance(plain(declared.type), Bits):
            message = f"code has numbers, and {name.text} is none: it is {type_name(declared.type)}"
            way = "Read an input of a type 'bits N' or 'bool'."
            self.table.fail(one.place, "not-bits", message, way)
        layout = "" if part.layout is None else self._layout(part.layout, name)
        if part.mask and not layout:
            message = "a mask says which bits of a word count, and no word is said"
            self.table.fail(one.place, "unfit-clause", message, "Add before it: in LAYOUT")
        function = "" if part.form == "value" else part.texts[0]
        return Reading(
            name.text,
            one.condition or TRUE,
            part.file,
            part.form,
            function,
            "" if part.form == "returns" else part.texts[-1],
            part.argument,
            layout,
            part.mask,
            part.facts,
            one.place,
        )

    def _layout(self, name: syntax.Name, input_: syntax.Name) -> str:
        """The layout, which has the input just once."""
        if name.text not in self.layouts:
            self.table.unknown(name, "layout", self.layouts)
        parts = [part for part, _, _ in self.layouts[name.text].parts]
        if parts.count(input_.text) != 1:
            message = f"the layout '{name.text}' does not hold {input_.text}"
            way = f"It holds: {', '.join(dict.fromkeys(parts))}."
            if input_.text in parts:
                message = f"the layout '{name.text}' holds {input_.text} more than once"
                way = "Name a layout that holds it once."
            self.table.fail(name.place, "not-in-layout", message, way)
        return name.text


def refuse_origins(table: SymbolTable, part: syntax.AssignmentPart, what: str) -> None:
    """Only systems, policies and settings say where a value comes from."""
    if part.origins:
        message = f"{what} does not say where {part.name.text} comes from"
        way = "Leave out what follows the value, from 'from' on."
        table.fail(part.name.place, "unfit-clause", message, way)
