"""What is typed for an input by its meaning, in place of a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from memattr.model.expressions import Const, Expression, Or
from memattr.model.model import Assignment, Model
from memattr.model.show import parse_value
from memattr.model.types import Value
from memattr.place import Unusable
from memattr.readings.meant_codes import Wanted, sayable, the_code


def meant_by(model: Model, name: str, text: str) -> Expression | None:
    """That the input means what is typed; None if that is no such value."""
    ways: list[Expression] = []
    for meaning in model.meanings:
        if meaning.input == name:
            type_ = meaning.expression.type
            try:
                ways.append(meaning.says(Const(type_, parse_value(type_, text))))
            except Unusable:
                continue
    return (ways[0] if len(ways) == 1 else Or(tuple(ways))) if ways else None


def offered(model: Model, name: str, text: str) -> str:
    """What may be typed for an input, as a way out; nothing if its codes have no meanings."""
    return sayable((m.expression.type for m in model.meanings if m.input == name), text)


def typed_code(
    model: Model,
    name: str,
    text: str,
    assignments: Iterable[Assignment],
    fixed: Mapping[str, Value],
    assumed: Iterable[Expression] = (),
) -> int:
    """The one code of the input that means what is typed, under what else is said.

    Raises NoOneCode. `text` is such a meaning."""
    meant = meant_by(model, name, text)
    assert meant is not None, "only a meaning is looked for"
    said = [
        equation
        for assignment in assignments
        if assignment.input != name
        for equation in assignment.equations(model.inputs[assignment.input].type)
    ]
    others = {other: value for other, value in fixed.items() if other != name}
    return the_code(model, Wanted(name, text.strip(), meant, [*assumed, *said], others))
